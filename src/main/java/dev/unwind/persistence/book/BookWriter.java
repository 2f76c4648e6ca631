// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.application.venue.VenueMark;
import dev.unwind.domain.book.BookChanges;
import dev.unwind.domain.book.BookChanges.VersionChange;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.persistence.OrderMarks;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StaleDecisionException;
import dev.unwind.persistence.log.EventColumns;
import dev.unwind.persistence.log.LedgerJson;
import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a decision changed: one set-based statement per table, all sent at once on the
 * transaction's connection.
 */
public final class BookWriter {
  private BookWriter() {}

  /** An order was claimed between its reading and its writing; the decision is taken again. */
  public static final class StaleLeaseException extends StaleDecisionException {
    private static final long serialVersionUID = 1L;

    public StaleLeaseException() {
      super("an order was claimed in the meantime");
    }
  }

  /**
   * Writes all changes.
   *
   * @param epochs of the orders as they were loaded; an order that was claimed since then fails the
   *     whole write with {@link StaleLeaseException}
   * @param replica who holds the leases of orders that are handed out
   * @param leaseUntil how long
   * @param lean whether events hold only what they have changed, where that is enough
   */
  public static Uni<Void> write(
      SqlConnection connection,
      BookChanges changes,
      Map<Long, Long> epochs,
      UUID replica,
      Instant leaseUntil,
      Instant now,
      boolean lean) {
    long account = changes.account().id().value();
    List<Uni<Object>> writes = new ArrayList<>();
    writes.add(run(connection, BookSql.ACCOUNT, accountTuple(changes)));
    add(
        writes,
        connection,
        BookSql.INSERT_POSITIONS,
        changes.newPositions(),
        BookWriter::newPositions,
        account);
    update(
        writes,
        connection,
        BookSql.UPDATE_POSITIONS,
        changes.positions(),
        BookWriter::positions,
        account);
    add(
        writes,
        connection,
        BookSql.INSERT_EPISODES,
        changes.endedEpisodes(),
        BookWriter::episodes,
        account);
    for (Liquidation liquidation : changes.newLiquidations()) {
      writes.add(
          run(
              connection,
              BookSql.INSERT_LIQUIDATION,
              LiquidationColumns.newLiquidation(liquidation)));
    }
    update(
        writes,
        connection,
        BookSql.UPDATE_LIQUIDATIONS,
        changes.liquidations(),
        LiquidationColumns::liquidations,
        account);
    // What has ended makes room for what takes its place: unique indexes look at each row at once.
    for (List<LiquidationItem> some : byEnd(changes.items(), LiquidationItem::hasEnded)) {
      update(writes, connection, BookSql.UPDATE_ITEMS, some, LiquidationColumns::items, account);
    }
    add(
        writes,
        connection,
        BookSql.INSERT_ITEMS,
        changes.newItems(),
        LiquidationColumns::newItems,
        account);
    @Nullable Object[] lease = {account, replica, Rows.at(leaseUntil)};
    for (List<Order> some : byEnd(changes.orders(), order -> !order.isOpen())) {
      writes.add(
          run(connection, BookSql.UPDATE_ORDERS, orders(some, epochs, lease))
              .invoke(rows -> expectAll(rows, some, StaleLeaseException::new)));
    }
    add(
        writes,
        connection,
        BookSql.INSERT_ORDERS,
        changes.newOrders(),
        BookWriter::newOrders,
        lease);
    List<VersionChange> fresh = changes.versions().stream().filter(VersionChange::isNew).toList();
    List<VersionChange> known = changes.versions().stream().filter(v -> !v.isNew()).toList();
    update(
        writes,
        connection,
        BookSql.UPDATE_VERSIONS,
        known,
        VersionColumns::versions,
        account,
        Rows.at(now));
    add(writes, connection, BookSql.INSERT_VERSIONS, fresh, VersionColumns::newVersions, account);
    List<VenueMark> marks = VersionColumns.marks(changes);
    if (!marks.isEmpty()) {
      writes.add(run(connection, OrderMarks.NOTE, OrderMarks.note(marks, now)));
    }
    add(writes, connection, BookSql.INSERT_FILLS, changes.fills(), BookWriter::fills, account);
    if (!changes.settledFills().isEmpty()) {
      writes.add(settle(connection, changes.settledFills(), account, now));
    }
    add(
        writes,
        connection,
        AdjustmentColumns.INSERT,
        changes.adjustments(),
        AdjustmentColumns::adjustments,
        account);
    List<Difference> differences = changes.differences();
    if (differences != null) {
      writes.add(run(connection, AdjustmentColumns.FORGET_DIFFERENCES, Tuple.of(account)));
      add(
          writes,
          connection,
          AdjustmentColumns.INSERT_DIFFERENCES,
          differences,
          AdjustmentColumns::differences,
          account);
    }
    Map<Boolean, List<LedgerEvent>> events =
        changes.events().stream()
            .collect(Collectors.partitioningBy(event -> lean && EventColumns.hold(event)));
    add(
        writes,
        connection,
        EventColumns.INSERT,
        events.getOrDefault(true, List.of()),
        EventColumns::tuple,
        account);
    add(
        writes,
        connection,
        BookSql.INSERT_EVENTS,
        events.getOrDefault(false, List.of()),
        BookWriter::events,
        account);
    return Uni.join().all(writes).andFailFast().replaceWithVoid();
  }

  /** Those that have ended, and the others; only the lists that have any. */
  private static <T> List<List<T>> byEnd(List<T> rows, Predicate<T> hasEnded) {
    Map<Boolean, List<T>> parts = rows.stream().collect(Collectors.partitioningBy(hasEnded));
    return Stream.of(true, false)
        .map(ended -> parts.getOrDefault(ended, List.of()))
        .filter(some -> !some.isEmpty())
        .toList();
  }

  /**
   * Settlement is decided on fills that were read before the lock, so another replica may have been
   * faster; then nothing of the decision is written.
   */
  private static Uni<Object> settle(
      SqlConnection connection, List<Fill> fills, long account, Instant now) {
    Long[] ids = fills.stream().map(Fill::id).toArray(Long[]::new);
    return connection
        .preparedQuery(BookSql.SETTLE_FILLS)
        .execute(Tuple.tuple().addLong(account).addOffsetDateTime(Rows.at(now)).addArrayOfLong(ids))
        .map(
            rows -> {
              if (rows.rowCount() != ids.length) {
                throw new IllegalStateException("fills were settled in the meantime");
              }
              return rows;
            });
  }

  /** Makes the parameters of a set-based statement. */
  private interface Parameters<T> {
    Tuple of(List<T> rows, @Nullable Object... scalars);
  }

  private static <T> void add(
      List<Uni<Object>> writes,
      SqlConnection connection,
      String sql,
      List<T> rows,
      Parameters<T> parameters,
      @Nullable Object... scalars) {
    if (!rows.isEmpty()) {
      writes.add(run(connection, sql, parameters.of(rows, scalars)));
    }
  }

  /** Writes rows that the account's lock has kept as they were read. */
  private static <T> void update(
      List<Uni<Object>> writes,
      SqlConnection connection,
      String sql,
      List<T> rows,
      Parameters<T> parameters,
      @Nullable Object... scalars) {
    if (!rows.isEmpty()) {
      writes.add(
          run(connection, sql, parameters.of(rows, scalars))
              .invoke(written -> expectAll(written, rows, StaleRowsException::new)));
    }
  }

  /** What fewer rows have taken than it is for would be half a decision. */
  private static void expectAll(
      Object written, List<?> rows, Supplier<StaleDecisionException> otherwise) {
    if (((RowSet<?>) written).rowCount() != rows.size()) {
      throw otherwise.get();
    }
  }

  private static Uni<Object> run(SqlConnection connection, String sql, Tuple parameters) {
    return connection.preparedQuery(sql).execute(parameters).map(rows -> (Object) rows);
  }

  private static Tuple accountTuple(BookChanges changes) {
    List<LedgerEvent> events = changes.events();
    var account = changes.account();
    var latch = account.latch();
    return Tuple.tuple()
        .addLong(account.id().value())
        .addLong(changes.eventSeq())
        .addOffsetDateTime(events.isEmpty() ? null : Rows.at(events.get(events.size() - 1).at()))
        .addBigDecimal(account.cash().value())
        .addString(latch.state().name())
        .addString(latch.by())
        .addString(latch.reason())
        .addOffsetDateTime(Rows.at(latch.at()))
        .addString(account.status().name())
        .addBoolean(account.preferences().tradeSuspended())
        .addBoolean(account.preferences().longOnly())
        .addString(account.venue().value())
        .addString(account.onDifference().name());
  }

  private static Tuple newPositions(List<Position> rows, @Nullable Object... scalars) {
    Columns<Position> columns =
        Columns.of(rows, scalars)
            .longs(p -> p.id().value())
            .uuids(Position::uid)
            .longs(p -> p.instrumentId().value())
            .flags(Position::netting)
            .texts(Position::externalId)
            .texts(Position::exchange)
            .longs(p -> p.openingOrderId() == null ? null : p.openingOrderId().value());
    return positionState(columns).tuple();
  }

  private static Tuple positions(List<Position> rows, @Nullable Object... scalars) {
    return positionState(Columns.of(rows, scalars).longs(p -> p.id().value())).tuple();
  }

  private static Columns<Position> positionState(Columns<Position> columns) {
    return columns
        .quantities(Position::qty)
        .quantities(Position::held)
        .amounts(Position::cost)
        .amounts(Position::realizedPl)
        .quantities(Position::openedQty)
        .prices(Position::entryPrice)
        .times(Position::openedAt)
        .times(Position::updatedAt)
        .times(Position::closedAt)
        .names(Position::closedBy)
        .longs(p -> p.liveItem() == null ? null : p.liveItem().value())
        .dates(p -> p.day().tradeDate())
        .quantities(p -> p.day().bought())
        .amounts(p -> p.day().boughtValue())
        .quantities(p -> p.day().sold())
        .amounts(p -> p.day().soldValue())
        .quantities(p -> p.day().previousQty())
        .longs(Position::version);
  }

  private static Tuple episodes(List<Position> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(p -> p.id().value())
        .longs(p -> p.instrumentId().value())
        .texts(Position::externalId)
        .quantities(Position::openedQty)
        .prices(Position::entryPrice)
        .times(Position::openedAt)
        .times(Position::closedAt)
        .names(Position::closedBy)
        .tuple();
  }

  private static Tuple newOrders(List<Order> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(o -> o.id().value())
        .longs(o -> o.instrumentId().value())
        .longs(o -> o.positionId() == null ? null : o.positionId().value())
        .names(Order::side)
        .names(Order::status)
        .ints(o -> o.terms().version())
        .quantities(Order::filledQty)
        .amounts(Order::filledValue)
        .quantities(Order::reportedQty)
        .longs(Order::ocoGroup)
        .longs(o -> o.parentId() == null ? null : o.parentId().value())
        .longs(o -> o.liquidationId() == null ? null : o.liquidationId().value())
        .longs(o -> o.itemId() == null ? null : o.itemId().value())
        .ints(Order::attempt)
        .names(Order::reason)
        .texts(Order::reasonText)
        .texts(Order::actor)
        .texts(Order::dialect)
        .longs(Order::commandId)
        .json(o -> LiquidationColumns.tags(o.tags()))
        .times(o -> o.times().createdAt())
        .times(o -> o.times().updatedAt())
        .times(o -> o.times().submittedAt())
        .times(o -> o.times().filledAt())
        .times(o -> o.times().canceledAt())
        .times(o -> o.times().expiredAt())
        .times(o -> o.times().failedAt())
        .names(Order::action)
        .longs(Order::leaseEpoch)
        .tuple();
  }

  private static Tuple orders(
      List<Order> rows, Map<Long, Long> epochs, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(o -> o.id().value())
        .names(Order::status)
        .ints(o -> o.terms().version())
        .quantities(Order::filledQty)
        .amounts(Order::filledValue)
        .quantities(Order::reportedQty)
        .longs(Order::ocoGroup)
        .longs(o -> o.positionId() == null ? null : o.positionId().value())
        .names(Order::reason)
        .texts(Order::reasonText)
        .longs(Order::commandId)
        .times(o -> o.times().updatedAt())
        .times(o -> o.times().filledAt())
        .times(o -> o.times().canceledAt())
        .times(o -> o.times().expiredAt())
        .times(o -> o.times().failedAt())
        .names(Order::action)
        .longs(Order::leaseEpoch)
        .longs(o -> epochs.getOrDefault(o.id().value(), 0L))
        .tuple();
  }

  private static Tuple fills(List<Fill> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(Fill::id)
        .longs(f -> f.orderId().value())
        .ints(Fill::version)
        .longs(f -> f.instrumentId().value())
        .longs(f -> f.positionId().value())
        .longs(f -> f.liquidationId() == null ? null : f.liquidationId().value())
        .texts(Fill::venue)
        .texts(Fill::execId)
        .uuids(Fill::uid)
        .names(Fill::side)
        .quantities(Fill::qty)
        .prices(Fill::price)
        .amounts(Fill::cashEffect)
        .amounts(Fill::realizedPl)
        .quantities(Fill::orderFilledQty)
        .quantities(Fill::orderLeavesQty)
        .quantities(Fill::positionQty)
        .flags(Fill::late)
        .times(Fill::executedAt)
        .times(Fill::bookedAt)
        .times(Fill::settlesAt)
        .tuple();
  }

  public static Tuple events(List<LedgerEvent> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(LedgerEvent::seq)
        .longs(LedgerEvent::id)
        .times(LedgerEvent::at)
        .names(LedgerEvent::kind)
        .longs(e -> e.order() == null ? null : e.order().id().value())
        .longs(e -> e.liquidation() == null ? null : e.liquidation().id().value())
        .longs(e -> e.position() == null ? null : e.position().id().value())
        .texts(LedgerEvent::actor)
        .texts(LedgerEvent::dialect)
        .texts(LedgerEvent::requestId)
        .json(LedgerJson::snapshot)
        .tuple();
  }

  /** Orders of these changes that were handed out to be told to their venue. */
  static List<Order> handedOut(BookChanges changes, Map<Long, Long> epochsBefore) {
    List<Order> out = new ArrayList<>();
    // Cancels before new orders: positions wait for them, and only until a deadline.
    for (List<Order> orders : List.of(changes.orders(), changes.newOrders())) {
      for (Order order : orders) {
        VenueAction action = order.action();
        boolean fresh = order.leaseEpoch() > epochsBefore.getOrDefault(order.id().value(), 0L);
        if (action != null && fresh && order.status() != OrderStatus.ACCEPTED) {
          out.add(order);
        }
      }
    }
    return out;
  }
}
