// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import io.vertx.mutiny.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order or a replacement as it stands at the venue, as far as reports have said.
 *
 * @param original the order that it shall take the place of
 * @param generation of the numbers under which it went out last; null where it never has
 * @param times how often it has gone out
 * @param gapFilled whether the other side has asked for it again and was told to pass over it
 * @param known whether anything has come back that proves that it arrived
 * @param replacedBy the order that has taken its place
 */
record Standing(
    UUID key,
    AccountId account,
    String clOrdId,
    @Nullable UUID original,
    String symbol,
    String side,
    Quantity qty,
    String timeInForce,
    @Nullable Long generation,
    @Nullable Integer seq,
    int times,
    boolean gapFilled,
    Status status,
    boolean known,
    @Nullable String orderId,
    @Nullable UUID replacedBy) {

  /** What has become of it. */
  enum Status {
    SENT,
    WORKING,
    FILLED,
    CANCELED,
    EXPIRED,
    REJECTED,
    REPLACED;

    boolean isFinal() {
      return this != SENT && this != WORKING;
    }
  }

  static Standing of(Row row) {
    return new Standing(
        row.getUUID("key"),
        new AccountId(row.getLong("account_id")),
        row.getString("cl_ord_id"),
        row.getUUID("original"),
        row.getString("symbol"),
        row.getString("side"),
        new Quantity(row.getBigDecimal("qty")),
        row.getString("time_in_force"),
        row.getLong("generation"),
        row.getInteger("seq"),
        row.getInteger("times"),
        row.getBoolean("gap_filled"),
        Status.valueOf(row.getString("status")),
        row.getBoolean("known"),
        row.getString("order_id"),
        row.getUUID("replaced_by"));
  }

  boolean hasLeft() {
    return seq != null;
  }

  boolean isReplacement() {
    return original != null;
  }

  /** Whether nobody knows what has become of it. */
  boolean isInDoubt() {
    return status == Status.SENT && !known;
  }

  /** What ends an order stays; what only works may still end. */
  Standing in(Status next) {
    return with(status.isFinal() ? status : next, replacedBy);
  }

  /** As it is once an execution that had filled it was taken back. */
  Standing worksAgain() {
    return with(Status.WORKING, replacedBy);
  }

  Standing replacedBy(UUID next) {
    return with(Status.REPLACED, next);
  }

  private Standing with(Status next, @Nullable UUID by) {
    return new Standing(
        key,
        account,
        clOrdId,
        original,
        symbol,
        side,
        qty,
        timeInForce,
        generation,
        seq,
        times,
        gapFilled,
        next,
        true,
        orderId,
        by);
  }

  /** It has arrived, and has this name there. */
  Standing arrived(@Nullable String venueId) {
    return new Standing(
        key,
        account,
        clOrdId,
        original,
        symbol,
        side,
        qty,
        timeInForce,
        generation,
        seq,
        times,
        gapFilled,
        status,
        true,
        venueId == null ? orderId : venueId,
        replacedBy);
  }
}
