// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.domain.Reason;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Quantity;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/**
 * A liquidation as it is read. It is written by the statements of the books and of the close only.
 */
@Entity
@Immutable
@Table(name = "liquidation")
class LiquidationEntity {
  @Id
  @Column(name = "liquidation_id")
  long id;

  @Column(name = "account_id")
  long accountId;

  UUID uid;

  String dialect;

  String actor;

  @Column(name = "request_id")
  @Nullable String requestId;

  @Enumerated(EnumType.STRING)
  LiquidationScope scope;

  @Column(name = "requested_qty")
  @Nullable BigDecimal requestedQty;

  @Column(name = "requested_percentage")
  @Nullable BigDecimal requestedPercentage;

  @Column(name = "cancel_orders")
  boolean cancelOrders;

  @Enumerated(EnumType.STRING)
  @Column(name = "held_policy")
  HeldPolicy heldPolicy;

  boolean exclusive;

  @Column(name = "client_order_id")
  @Nullable String clientOrderId;

  @Enumerated(EnumType.STRING)
  LiquidationStatus status;

  @Enumerated(EnumType.STRING)
  @Nullable Reason reason;

  @Column(name = "open_items")
  int openItems;

  @Column(name = "filled_items")
  int filledItems;

  @Column(name = "partial_items")
  int partialItems;

  @Column(name = "canceled_items")
  int canceledItems;

  @Column(name = "failed_items")
  int failedItems;

  @Column(name = "executed_value")
  BigDecimal executedValue;

  @Nullable BigDecimal proceeds;

  @Column(name = "cancel_requested")
  boolean cancelRequested;

  @Column(name = "cancel_deadline_at")
  @Nullable OffsetDateTime cancelDeadlineAt;

  @Column(name = "due_at")
  @Nullable OffsetDateTime dueAt;

  @Formula("cast(tags as text)")
  @Nullable String tags;

  @Column(name = "created_at")
  OffsetDateTime createdAt;

  @Column(name = "updated_at")
  OffsetDateTime updatedAt;

  @Column(name = "ended_at")
  @Nullable OffsetDateTime endedAt;

  @Column(name = "settled_at")
  @Nullable OffsetDateTime settledAt;

  Liquidation toDomain() {
    return new Liquidation(
        new LiquidationId(id),
        uid,
        new AccountId(accountId),
        dialect,
        actor,
        requestId,
        scope,
        amount(),
        cancelOrders,
        heldPolicy,
        exclusive,
        clientOrderId,
        status,
        reason,
        new Liquidation.ItemCounts(
            openItems, filledItems, partialItems, canceledItems, failedItems),
        new Money(executedValue),
        proceeds == null ? null : new Money(proceeds),
        cancelRequested,
        instant(cancelDeadlineAt),
        instant(dueAt),
        tags(),
        createdAt.toInstant(),
        updatedAt.toInstant(),
        instant(endedAt),
        instant(settledAt));
  }

  private CloseAmount amount() {
    if (requestedQty != null) {
      return new CloseAmount.Units(new Quantity(requestedQty));
    }
    return requestedPercentage == null
        ? CloseAmount.ALL
        : new CloseAmount.Percentage(requestedPercentage);
  }

  private Map<String, String> tags() {
    Map<String, String> read = new HashMap<>();
    if (tags != null) {
      new JsonObject(tags).forEach(tag -> read.put(tag.getKey(), String.valueOf(tag.getValue())));
    }
    return read;
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }
}
