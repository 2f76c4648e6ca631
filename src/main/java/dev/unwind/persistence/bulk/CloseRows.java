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
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.Order;
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
        new Liquidation(
            id,
            uid,
            account,
            decision.dialect(),
            decision.actor(),
            decision.requestId(),
            request.scope(),
            request.amount(),
            request.cancelOrders(),
            request.heldPolicy(),
            request.exclusive(),
            request.clientOrderId(),
            LiquidationStatus.NEW,
            null,
            new Liquidation.ItemCounts(orders.size(), 0, 0, 0, items.size() - orders.size()),
            Money.ZERO,
            null,
            false,
            cancelDeadline(),
            dueAt,
            request.tags(),
            now,
            now,
            null,
            null);
    return new AcceptedLiquidation(liquidation, items, orders, false);
  }

  private LiquidationItem item(CloseLine line, LiquidationId id) {
    Long orderId = line.orderId();
    String refusal = line.refusal();
    return new LiquidationItem(
        new LiquidationItemId(line.itemId()),
        id,
        new PositionId(line.positionId()),
        new InstrumentId(line.instrumentId()),
        new Quantity(line.positionQty()),
        refusal == null ? ItemStatus.CLOSING : ItemStatus.FAILED,
        refusal == null ? new Quantity(line.size()) : Quantity.ZERO,
        Quantity.ZERO,
        Money.ZERO,
        Money.ZERO,
        orderId == null ? null : new OrderId(orderId),
        refusal == null ? 1 : 0,
        refusal == null ? null : Reason.valueOf(refusal),
        null,
        refusal == null
            ? null
            : new LiquidationItem.Blocked(
                new Quantity(line.existing()),
                new Quantity(line.held()),
                line.blocking().stream().map(OrderId::new).toList()),
        refusal == null && line.open() ? now : null,
        null,
        now,
        now,
        refusal == null ? null : now);
  }

  private Order order(CloseLine line, OrderId orderId, LiquidationId id) {
    return new Order(
        orderId,
        account,
        new InstrumentId(line.instrumentId()),
        new PositionId(line.positionId()),
        Side.closing(line.positionQty().signum()),
        new OrderTerms(
            1,
            Objects.requireNonNull(line.versionId()),
            line.uid(),
            Objects.requireNonNull(line.clientOrderId()),
            OrderType.MARKET,
            TimeInForce.valueOf(Objects.requireNonNull(line.timeInForce())),
            new Quantity(line.size()),
            null,
            null,
            null,
            line.expiresAt(),
            now),
        null,
        line.open() ? OrderStatus.PENDING_NEW : OrderStatus.ACCEPTED,
        Quantity.ZERO,
        Money.ZERO,
        Quantity.ZERO,
        null,
        null,
        id,
        new LiquidationItemId(line.itemId()),
        1,
        null,
        null,
        decision.actor(),
        decision.dialect(),
        line.commandId(),
        command.request().tags(),
        OrderTimes.placed(now, Objects.requireNonNull(line.submittedAt())),
        VenueAction.SEND,
        line.open() ? 1 : 0);
  }

  LiquidationScope scope() {
    return command.request().scope();
  }
}
