// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When things happened to an order; null where they did not. */
public record OrderTimes(
    Instant createdAt,
    Instant updatedAt,
    Instant submittedAt,
    @Nullable Instant filledAt,
    @Nullable Instant canceledAt,
    @Nullable Instant expiredAt,
    @Nullable Instant failedAt) {

  /**
   * Of an order that was placed now.
   *
   * @param submittedAt the time of its first event, which no other order of the account has
   */
  public static OrderTimes placed(Instant now, Instant submittedAt) {
    return new OrderTimes(now, now, submittedAt, null, null, null, null);
  }

  public OrderTimes updated(Instant now) {
    return new OrderTimes(createdAt, now, submittedAt, filledAt, canceledAt, expiredAt, failedAt);
  }

  /** Notes the moment at which the order reached this state, where the state has one. */
  public OrderTimes reached(OrderStatus status, Instant now) {
    return switch (status) {
      case FILLED ->
          new OrderTimes(createdAt, now, submittedAt, now, canceledAt, expiredAt, failedAt);
      case CANCELED ->
          new OrderTimes(createdAt, now, submittedAt, filledAt, now, expiredAt, failedAt);
      case EXPIRED ->
          new OrderTimes(createdAt, now, submittedAt, filledAt, canceledAt, now, failedAt);
      case REJECTED ->
          new OrderTimes(createdAt, now, submittedAt, filledAt, canceledAt, expiredAt, now);
      case HELD, ACCEPTED, PENDING_NEW, NEW, PARTIALLY_FILLED, PENDING_CANCEL, PENDING_REPLACE ->
          updated(now);
    };
  }
}
