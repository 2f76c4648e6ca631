// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A report as the simulator keeps it.
 *
 * @param orderNo the book's number of the order
 * @param seq counts the order's reports from 1
 * @param announces whether the order was acknowledged in the same moment, so that this row stands
 *     for two reports
 * @param execId of a trade; random, so that it stays unique whatever becomes of the database
 * @param newKey of a replacement
 * @param dueAt when to offer it (again); null when it is only read
 */
public record BookReport(
    long orderNo,
    int seq,
    AccountId account,
    UUID key,
    ReportKind kind,
    boolean announces,
    @Nullable UUID execId,
    @Nullable Quantity qty,
    @Nullable Price price,
    Quantity cumQty,
    @Nullable UUID newKey,
    String text,
    Instant at,
    @Nullable Instant dueAt) {

  private static final int ANNOUNCEMENT_SEQ = 0;

  /**
   * Half of the bits that number the reports of an order, behind the order's number in one half of
   * a delivery id and behind the account's in the other: neither number needs more than 53 bits.
   */
  private static final int SEQ_BITS = 11;

  private static final int SEQ_MASK = (1 << SEQ_BITS) - 1;

  /** The reports that this row stands for, in the order in which they happened. */
  public List<VenueReport> toVenueReports(String venue) {
    VenueReport report = new VenueReport(deliveryId(account, orderNo, seq), toReport(venue));
    if (!announces) {
      return List.of(report);
    }
    VenueReport working =
        new VenueReport(
            deliveryId(account, orderNo, ANNOUNCEMENT_SEQ),
            new ExecutionReport.Working(account, key, at));
    return List.of(working, report);
  }

  /**
   * Delivery ids name a row and its account, so that an acknowledgement needs no index of its own
   * and goes where the row is.
   */
  static UUID deliveryId(AccountId account, long orderNo, int seq) {
    return new UUID(
        orderNo << SEQ_BITS | seq >>> SEQ_BITS, account.value() << SEQ_BITS | seq & SEQ_MASK);
  }

  /**
   * Whether a delivery has a row of its own; an announcement ends with the report that it came
   * with.
   */
  public static boolean isRow(UUID deliveryId) {
    return seqOf(deliveryId) != ANNOUNCEMENT_SEQ;
  }

  static long orderNoOf(UUID deliveryId) {
    return deliveryId.getMostSignificantBits() >>> SEQ_BITS;
  }

  static int seqOf(UUID deliveryId) {
    int upper = (int) deliveryId.getMostSignificantBits() & SEQ_MASK;
    return upper << SEQ_BITS | (int) deliveryId.getLeastSignificantBits() & SEQ_MASK;
  }

  static long accountOf(UUID deliveryId) {
    return deliveryId.getLeastSignificantBits() >>> SEQ_BITS;
  }

  private ExecutionReport toReport(String venue) {
    return switch (kind) {
      case WORKING -> new ExecutionReport.Working(account, key, at);
      case REJECTED -> new ExecutionReport.Rejected(account, key, text, at);
      case TRADE ->
          new ExecutionReport.Trade(
              account,
              key,
              venue,
              Objects.requireNonNull(execId).toString(),
              Objects.requireNonNull(qty),
              Objects.requireNonNull(price),
              cumQty,
              at);
      case CANCELED -> new ExecutionReport.Canceled(account, key, cumQty, text, at);
      case EXPIRED -> new ExecutionReport.Expired(account, key, cumQty, at);
      case CANCEL_REJECTED -> new ExecutionReport.CancelRejected(account, key, text, at);
      case REPLACED ->
          new ExecutionReport.Replaced(account, key, Objects.requireNonNull(newKey), at);
      case REPLACE_REJECTED ->
          new ExecutionReport.ReplaceRejected(
              account, key, Objects.requireNonNull(newKey), text, at);
    };
  }
}
