// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.Reason;
import dev.unwind.domain.Stepwise;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An instruction to a venue. Its id never changes; what a replacement may change stands in {@link
 * #terms}.
 *
 * @param positionId the position that it closes or (hedging accounts) opens; null on netting
 *     accounts' ordinary orders
 * @param reportedQty the largest cumulative quantity that the venue has reported. What it exceeds
 *     {@code filledQty} by is sold but not yet booked, and stays reserved even when the order is
 *     final
 * @param ocoGroup orders of one group cancel each other; the group counts once as a reservation
 * @param parentId the order whose fill releases this one
 * @param itemId the liquidation item that it closes for; null on ordinary orders
 * @param attempt 1 for the first closing order of an item; a new one comes only after the last is
 *     final
 * @param reason why it ended as it did
 * @param actor the principal that caused it
 * @param dialect the API through which it came
 * @param commandId the event that carries the command now in force
 * @param tags what a dialect must show again: custom tags, order class, free text
 * @param pending the terms that the venue has been asked to replace {@code terms} by
 */
@Stepwise
public record Order(
    OrderId id,
    AccountId accountId,
    InstrumentId instrumentId,
    @Nullable PositionId positionId,
    Side side,
    OrderTerms terms,
    @Nullable OrderTerms pending,
    OrderStatus status,
    Quantity filledQty,
    Money filledValue,
    Quantity reportedQty,
    @Nullable Long ocoGroup,
    @Nullable OrderId parentId,
    @Nullable LiquidationId liquidationId,
    @Nullable LiquidationItemId itemId,
    int attempt,
    @Nullable Reason reason,
    @Nullable String reasonText,
    String actor,
    String dialect,
    long commandId,
    Map<String, String> tags,
    OrderTimes times,
    @Nullable VenueAction action,
    long leaseEpoch)
    implements OrderBuilder.With {

  /** The dialect of orders that somebody else has entered at the venue. */
  public static final String OF_OTHERS = "venue";

  public Order {
    tags = Map.copyOf(tags);
  }

  public boolean isLiquidation() {
    return itemId != null;
  }

  /** Whether somebody else has entered it at the venue, which alone lets it work. */
  public boolean isOfOthers() {
    return dialect.equals(OF_OTHERS);
  }

  public boolean isOpen() {
    return status.isOpen();
  }

  /**
   * Where callers see it stand. A closing order that waits for another close of its position is
   * accepted like any other that the venue has not seen; held are those that wait for a parent.
   */
  public OrderStatus shownStatus() {
    return status == OrderStatus.HELD && isLiquidation() ? OrderStatus.ACCEPTED : status;
  }

  public Quantity qty() {
    return terms.qty();
  }

  /** What it may still trade; zero once final. */
  public Quantity leaves() {
    return status.isOpen() ? terms.qty().minus(filledQty).max(Quantity.ZERO) : Quantity.ZERO;
  }

  /**
   * What must stay reserved for it: its leaves (also those of pending larger terms), or what is
   * sold and not booked.
   */
  public Quantity reserved() {
    Quantity unbooked = reportedQty.minus(filledQty).max(Quantity.ZERO);
    if (status.isTerminal()) {
      return unbooked;
    }
    Quantity most = pending == null ? terms.qty() : terms.qty().max(pending.qty());
    return most.minus(filledQty).max(unbooked);
  }

  /** Executed average price, or null when nothing is filled. */
  public @Nullable Price averagePrice() {
    return filledQty.isZero() ? null : filledValue.per(filledQty);
  }

  /** Whether the venue may know it: it was handed out to be sent at least once. */
  public boolean maybeAtVenue() {
    return leaseEpoch > 0;
  }

  /** The order as it is from {@code now} on; what is not set stays. */
  public Order at(Instant now, Consumer<OrderBuilder> change) {
    OrderBuilder next = with();
    change.accept(next);
    return at(now, next);
  }

  /** The order that these steps have come to, from {@code now} on. */
  public static Order at(Instant now, OrderBuilder change) {
    return change.times(change.times().updated(now)).build();
  }
}
