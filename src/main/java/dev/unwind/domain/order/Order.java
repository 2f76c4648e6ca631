// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.Reason;
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
    long leaseEpoch) {

  public Order {
    tags = Map.copyOf(tags);
  }

  public boolean isLiquidation() {
    return itemId != null;
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

  public Change change() {
    return new Change(this);
  }

  /** Makes the next state of an order; what is not set stays. */
  public static final class Change {
    private final Order from;
    private OrderTerms terms;
    private @Nullable OrderTerms pending;
    private OrderStatus status;
    private Quantity filledQty;
    private Money filledValue;
    private Quantity reportedQty;
    private @Nullable Long ocoGroup;
    private @Nullable PositionId positionId;
    private @Nullable Reason reason;
    private @Nullable String reasonText;
    private long commandId;
    private OrderTimes times;
    private @Nullable VenueAction action;
    private long leaseEpoch;

    private Change(Order from) {
      this.from = from;
      terms = from.terms;
      pending = from.pending;
      status = from.status;
      filledQty = from.filledQty;
      filledValue = from.filledValue;
      reportedQty = from.reportedQty;
      ocoGroup = from.ocoGroup;
      positionId = from.positionId;
      reason = from.reason;
      reasonText = from.reasonText;
      commandId = from.commandId;
      times = from.times;
      action = from.action;
      leaseEpoch = from.leaseEpoch;
    }

    public Change terms(OrderTerms value) {
      terms = value;
      return this;
    }

    public Change pending(@Nullable OrderTerms value) {
      pending = value;
      return this;
    }

    public Change status(OrderStatus value) {
      status = value;
      return this;
    }

    public Change filled(Quantity qty, Money value) {
      filledQty = qty;
      filledValue = value;
      return this;
    }

    public Change reportedQty(Quantity value) {
      reportedQty = value;
      return this;
    }

    public Change ocoGroup(@Nullable Long value) {
      ocoGroup = value;
      return this;
    }

    public Change positionId(@Nullable PositionId value) {
      positionId = value;
      return this;
    }

    public Change reason(@Nullable Reason value, @Nullable String text) {
      reason = value;
      reasonText = text;
      return this;
    }

    public Change commandId(long value) {
      commandId = value;
      return this;
    }

    public Change times(OrderTimes value) {
      times = value;
      return this;
    }

    public Change action(@Nullable VenueAction value) {
      action = value;
      return this;
    }

    public Change leaseEpoch(long value) {
      leaseEpoch = value;
      return this;
    }

    /** The order as it is from {@code now} on. */
    public Order at(Instant now) {
      return new Order(
          from.id,
          from.accountId,
          from.instrumentId,
          positionId,
          from.side,
          terms,
          pending,
          status,
          filledQty,
          filledValue,
          reportedQty,
          ocoGroup,
          from.parentId,
          from.liquidationId,
          from.itemId,
          from.attempt,
          reason,
          reasonText,
          from.actor,
          from.dialect,
          commandId,
          from.tags,
          times.updated(now),
          action,
          leaseEpoch);
    }
  }
}
