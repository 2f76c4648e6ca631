// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.BookSettings;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationBuilder;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationItemBuilder;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderBuilder;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.VenueAction;
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
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.book.LiquidationColumns;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One attempt of the set-based close: its parameters, and what its rows mean. */
record CloseRows(
    AccountId account,
    @Nullable Instrument instrument,
    CloseCommand command,
    DecisionOrigin decision,
    UUID uid,
    Instant now,
    Instant leaseUntil,
    UUID replica,
    BookSettings settings,
    Sessions sessions,
    SessionKind[] kinds) {

  Tuple parameters() {
    CloseRequest request = command.request();
    IdempotencyKey key = command.key();
    String[] names = new String[kinds.length];
    Boolean[] open = new Boolean[kinds.length];
    OffsetDateTime[] expires = new OffsetDateTime[kinds.length];
    for (int i = 0; i < kinds.length; i++) {
      Instrument probe = probe(kinds[i]);
      names[i] = column(kinds[i]);
      open[i] = sessions.isOpen(probe, now);
      expires[i] = Rows.at(sessions.dayOrderExpiry(probe, now));
    }
    return Tuple.tuple()
        .addLong(account.value())
        .addLong(instrument == null ? null : instrument.id().value())
        .addString(mode(request.amount()))
        .addBigDecimal(amount(request.amount()))
        .addString(request.heldPolicy().name())
        .addUUID(uid)
        .addOffsetDateTime(Rows.at(now))
        .addArrayOfString(names)
        .addArrayOfBoolean(open)
        .addArrayOfOffsetDateTime(expires)
        .addString(request.clientOrderId())
        .addString(decision.dialect())
        .addString(decision.actor())
        .addString(decision.requestId())
        .addUUID(replica)
        .addOffsetDateTime(Rows.at(leaseUntil))
        .addValue(LiquidationColumns.tags(request.tags()))
        .addOffsetDateTime(Rows.at(now.plus(settings.deadline())))
        .addString(key == null ? null : key.key())
        .addValue(key == null ? null : Buffer.buffer(key.payloadHash()))
        .addString(request.scope().name())
        .addBoolean(request.cancelOrders())
        .addOffsetDateTime(Rows.at(cancelDeadline()))
        .addBoolean(request.exclusive());
  }

  private @Nullable Instant cancelDeadline() {
    return command.request().cancelOrders() ? now.plus(settings.cancelDeadline()) : null;
  }

  private static String mode(CloseAmount amount) {
    if (amount instanceof CloseAmount.Units) {
      return "UNITS";
    }
    return amount instanceof CloseAmount.Percentage ? "PERCENTAGE" : "ALL";
  }

  private static @Nullable BigDecimal amount(CloseAmount amount) {
    BigDecimal units = LiquidationColumns.units(amount);
    return units == null ? LiquidationColumns.percentage(amount) : units;
  }

  /** As {@code instrument.session} has it. */
  static String column(SessionKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Sessions are asked per instrument; set-based statements need them per calendar. */
  static Instrument probe(SessionKind kind) {
    return new Instrument(
        new InstrumentId(0),
        new UUID(0, 0),
        kind.name(),
        AssetClass.US_EQUITY,
        "",
        "",
        Quantity.ONE,
        Price.of("1"),
        Quantity.ONE,
        null,
        false,
        false,
        false,
        kind,
        null,
        List.of());
  }

  /** What the statement made, as the ledger has it now. */
  AcceptedLiquidation accepted(
      long liquidationId, @Nullable Instant dueAt, Stream<CloseLine> lines) {
    LiquidationId id = new LiquidationId(liquidationId);
    List<LiquidationItem> items = new ArrayList<>();
    List<Order> orders = new ArrayList<>();
    lines.forEach(
        line -> {
          items.add(item(line, id));
          Long orderId = line.orderId();
          if (orderId != null) {
            orders.add(order(line, new OrderId(orderId), id));
          }
        });
    CloseRequest request = command.request();
    Liquidation liquidation =
        LiquidationBuilder.builder()
            .id(id)
            .uid(uid)
            .accountId(account)
            .dialect(decision.dialect())
            .actor(decision.actor())
            .requestId(decision.requestId())
            .scope(request.scope())
            .amount(request.amount())
            .cancelOrders(request.cancelOrders())
            .heldPolicy(request.heldPolicy())
            .exclusive(request.exclusive())
            .clientOrderId(request.clientOrderId())
            .conduct(request.conduct())
            .status(LiquidationStatus.NEW)
            .items(new Liquidation.ItemCounts(orders.size(), 0, 0, 0, items.size() - orders.size()))
            .executedValue(Money.ZERO)
            .cancelRequested(false)
            .cancelDeadlineAt(cancelDeadline())
            .dueAt(dueAt)
            .tags(request.tags())
            .createdAt(now)
            .updatedAt(now)
            .build();
    return new AcceptedLiquidation(liquidation, items, orders, false);
  }

  private LiquidationItem item(CloseLine line, LiquidationId id) {
    Long orderId = line.orderId();
    String refusal = line.refusal();
    return LiquidationItemBuilder.builder()
        .id(new LiquidationItemId(line.itemId()))
        .liquidationId(id)
        .positionId(new PositionId(line.positionId()))
        .instrumentId(new InstrumentId(line.instrumentId()))
        .positionQty(new Quantity(line.positionQty()))
        .status(refusal == null ? ItemStatus.CLOSING : ItemStatus.FAILED)
        .qty(refusal == null ? new Quantity(line.size()) : Quantity.ZERO)
        .filledQty(Quantity.ZERO)
        .filledValue(Money.ZERO)
        .cashEffect(Money.ZERO)
        .orderId(orderId == null ? null : new OrderId(orderId))
        .attempt(refusal == null ? 1 : 0)
        .reason(refusal == null ? null : Reason.valueOf(refusal))
        .blocked(
            refusal == null
                ? null
                : new LiquidationItem.Blocked(
                    new Quantity(line.existing()),
                    new Quantity(line.held()),
                    line.blocking().stream().map(OrderId::new).toList()))
        .activeSince(refusal == null && line.open() ? now : null)
        .createdAt(now)
        .updatedAt(now)
        .endedAt(refusal == null ? null : now)
        .build();
  }

  private Order order(CloseLine line, OrderId orderId, LiquidationId id) {
    return OrderBuilder.builder()
        .id(orderId)
        .accountId(account)
        .instrumentId(new InstrumentId(line.instrumentId()))
        .positionId(new PositionId(line.positionId()))
        .side(Side.closing(line.positionQty().signum()))
        .terms(
            OrderTerms.asking(new Quantity(line.size()))
                .versionId(Objects.requireNonNull(line.versionId()))
                .uid(line.uid())
                .clientOrderId(Objects.requireNonNull(line.clientOrderId()))
                .type(OrderType.MARKET)
                .timeInForce(TimeInForce.valueOf(Objects.requireNonNull(line.timeInForce())))
                .expiresAt(line.expiresAt())
                .createdAt(now)
                .build())
        .status(line.open() ? OrderStatus.PENDING_NEW : OrderStatus.ACCEPTED)
        .filledQty(Quantity.ZERO)
        .filledValue(Money.ZERO)
        .reportedQty(Quantity.ZERO)
        .liquidationId(id)
        .itemId(new LiquidationItemId(line.itemId()))
        .attempt(1)
        .actor(decision.actor())
        .dialect(decision.dialect())
        .commandId(line.commandId())
        .tags(command.request().tags())
        .times(OrderTimes.placed(now, Objects.requireNonNull(line.submittedAt())))
        .action(VenueAction.SEND)
        .leaseEpoch(line.open() ? 1 : 0)
        .build();
  }

  LiquidationScope scope() {
    return command.request().scope();
  }
}
