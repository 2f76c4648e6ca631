// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.postgres.Columns;
import dev.unwind.venue.alpaca.order.OrderTexts;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What each order has traded, piece by piece. A piece goes from one cumulative quantity to another,
 * and the next begins where it ends: so the same trade is one piece whether the stream, the list of
 * activities or the order itself has told it, and whatever ids they give it.
 */
final class Executions {
  /**
   * Appends a piece, or what of it is new; nothing where it is known, and nothing where a piece
   * before it is missing.
   */
  private static final String APPEND =
      """
      insert into alpaca_venue.execution (venue, order_id, from_qty, to_qty, report_id, account_id, key, price, executed_at,
        execution_id, told_at)
      select $1, $2, known.qty, $4, $5, $6, $7, $8, $9, $10, $11
      from (select coalesce(max(to_qty), $12) as qty from alpaca_venue.execution where venue = $1 and order_id = $2) known
      where known.qty >= $3 and known.qty < $4
      on conflict do nothing
      """;

  private static final String OF_ORDERS =
      "select * from alpaca_venue.execution where venue = $1 and order_id = any($2::uuid[]) order by order_id, from_qty";

  private static final String OFFER =
      """
      update alpaca_venue.execution e set told_at = $3
      from (
        select venue, order_id, from_qty from alpaca_venue.execution
        where venue = $1 and not acknowledged and told_at <= $2 order by told_at limit $4 for update skip locked) due
      where e.venue = due.venue and e.order_id = due.order_id and e.from_qty = due.from_qty
      returning e.*
      """;

  private static final String ACKNOWLEDGE =
      "update alpaca_venue.execution set acknowledged = true where report_id = any($1::uuid[]) and not acknowledged";

  private static final String FORGET =
      "delete from alpaca_venue.execution where venue = $1 and order_id = $2 and ($3::bigint is null or account_id <> $3)";

  private static final String RECORDED =
      "update alpaca_venue.execution set acknowledged = true where venue = $1 and order_id = $2 and not acknowledged";

  private static final int PRICE_PLACES = 9;
  private static final Duration STATEMENT_MAX = Duration.ofSeconds(5);

  private final Pool pool;
  private final String venue;

  Executions(Pool pool, String venue) {
    this.pool = pool;
    this.venue = venue;
  }

  /**
   * A piece of what an order has traded.
   *
   * @param executionId the broker's own id of it, if it was told
   */
  record Piece(
      UUID order,
      UUID key,
      AccountId account,
      Quantity from,
      Quantity to,
      Price price,
      Instant at,
      @Nullable String executionId) {

    /**
     * What an order has traded beyond what is known of it, as one piece, at the price that makes
     * the order's average.
     */
    static Optional<Piece> rest(
        AccountId account, UUID key, BrokerOrder order, List<VenueReport> known) {
      Quantity covered = covered(known, Quantity.ZERO);
      Price average = order.averagePrice();
      if (average == null || !order.filled().isMoreThan(covered)) {
        return Optional.empty();
      }
      BigDecimal value = order.filled().value().multiply(average.value());
      for (VenueReport report : known) {
        if (report.report() instanceof ExecutionReport.Trade trade) {
          value = value.subtract(trade.qty().value().multiply(trade.price().value()));
        }
      }
      BigDecimal price =
          value.divide(order.filled().minus(covered).value(), PRICE_PLACES, RoundingMode.HALF_EVEN);
      return Optional.of(
          new Piece(
              order.id(),
              key,
              account,
              covered,
              order.filled(),
              new Price(price.max(BigDecimal.ZERO)),
              order.at(),
              null));
    }

    /** What the list of executions says of one. */
    static Piece listed(AccountId account, UUID key, BrokerOrder order, JsonObject entry) {
      Quantity to = new Quantity(BrokerOrder.decimal(entry, "cum_qty").orElse(BigDecimal.ZERO));
      Quantity qty = new Quantity(BrokerOrder.decimal(entry, "qty").orElse(BigDecimal.ZERO));
      return new Piece(
          order.id(),
          key,
          account,
          to.minus(qty).max(Quantity.ZERO),
          to,
          new Price(BrokerOrder.decimal(entry, "price").orElse(BigDecimal.ZERO)),
          OrderTexts.time(entry.getString("transaction_time")).orElse(Instant.EPOCH),
          entry.getString("id"));
    }

    /** What the stream tells of a trade; empty where it does not say how much and at what price. */
    static Optional<Piece> told(AccountId account, UUID key, BrokerOrder order, JsonObject update) {
      BigDecimal qty = BrokerOrder.decimal(update, "qty").orElse(null);
      BigDecimal price = BrokerOrder.decimal(update, "price").orElse(null);
      if (qty == null || price == null || qty.signum() <= 0) {
        return Optional.empty();
      }
      return Optional.of(
          new Piece(
              order.id(),
              key,
              account,
              order.filled().minus(new Quantity(qty)).max(Quantity.ZERO),
              order.filled(),
              new Price(price),
              OrderTexts.time(update.getString("timestamp")).orElseGet(order::submittedAt),
              update.getString("execution_id")));
    }
  }

  /**
   * @param base where the order's first piece begins
   */
  Uni<Void> append(Piece piece, Quantity base, Instant now) {
    return appendAll(List.of(piece), base, now);
  }

  /**
   * What an order has traded that an account takes over as it is bound, instead of whatever was
   * kept of it before: the ledger that it is bound in had nothing of it. It is not offered, for it
   * is recorded with the binding or never.
   */
  Uni<Void> takeOver(UUID order, Optional<Piece> traded, Instant now) {
    return forget(order, null)
        .chain(
            () ->
                traded
                    .map(piece -> append(piece, Quantity.ZERO, now))
                    .orElseGet(() -> Uni.createFrom().voidItem()))
        .chain(
            () ->
                bounded(
                    pool.preparedQuery(RECORDED)
                        .execute(Tuple.tuple().addString(venue).addUUID(order))))
        .replaceWithVoid();
  }

  /**
   * What is kept of an order for other accounts, of which one was about to be bound and was not: it
   * is told to this one from its beginning.
   */
  Uni<Void> forgetOfOthers(UUID order, AccountId account) {
    return forget(order, account.value());
  }

  private Uni<Void> forget(UUID order, @Nullable Long but) {
    return bounded(
            pool.preparedQuery(FORGET)
                .execute(Tuple.tuple().addString(venue).addUUID(order).addLong(but)))
        .replaceWithVoid();
  }

  /** All of these, each after those before it, or none. */
  Uni<Void> appendAll(List<Piece> pieces, Quantity base, Instant now) {
    return pieces.isEmpty()
        ? Uni.createFrom().voidItem()
        : bounded(
                pool.preparedQuery(APPEND)
                    .executeBatch(pieces.stream().map(piece -> row(piece, base, now)).toList()))
            .replaceWithVoid();
  }

  private Tuple row(Piece piece, Quantity base, Instant now) {
    return Tuple.tuple()
        .addString(venue)
        .addUUID(piece.order())
        .addBigDecimal(piece.from().value())
        .addBigDecimal(piece.to().value())
        .addUUID(UUID.randomUUID())
        .addLong(piece.account().value())
        .addUUID(piece.key())
        .addBigDecimal(piece.price().value())
        .addValue(Columns.time(piece.at()))
        .addString(piece.executionId())
        .addValue(Columns.time(now))
        .addBigDecimal(base.value());
  }

  /** All that an order is known to have traded, as reports. */
  Uni<List<VenueReport>> of(UUID order) {
    return of(List.of(order)).map(found -> found.getOrDefault(order, List.of()));
  }

  /** The same of several orders. */
  Uni<Map<UUID, List<VenueReport>>> of(Collection<UUID> orders) {
    return bounded(
            pool.preparedQuery(OF_ORDERS)
                .execute(
                    Tuple.tuple().addString(venue).addArrayOfUUID(orders.toArray(UUID[]::new))))
        .map(
            rows -> {
              Map<UUID, List<VenueReport>> found = new HashMap<>();
              for (Row row : rows) {
                found
                    .computeIfAbsent(row.getUUID("order_id"), k -> new ArrayList<>())
                    .add(report(row));
              }
              return found;
            });
  }

  /**
   * Under which name the ledger has what an order has traded, by the broker's own id of it; where
   * the list of activities has told it, that stands at the id's end.
   */
  Uni<Optional<String>> called(UUID order, String executionId) {
    return bounded(
            pool.preparedQuery(OF_ORDERS)
                .execute(Tuple.tuple().addString(venue).addArrayOfUUID(new UUID[] {order})))
        .map(
            rows -> {
              for (Row row : rows) {
                String id = String.valueOf(row.getString("execution_id"));
                if (id.equals(executionId) || id.endsWith("::" + executionId)) {
                  return Optional.of(name(row));
                }
              }
              return Optional.empty();
            });
  }

  private static String name(Row row) {
    return row.getUUID("order_id") + ":" + new Quantity(row.getBigDecimal("to_qty"));
  }

  /** Those that nobody has acknowledged since they were told last. */
  Uni<List<VenueReport>> offer(Instant toldBefore, Instant now, int limit) {
    return bounded(
            pool.preparedQuery(OFFER)
                .execute(
                    Tuple.tuple()
                        .addString(venue)
                        .addValue(Columns.time(toldBefore))
                        .addValue(Columns.time(now))
                        .addInteger(limit)))
        .map(rows -> reports(rows));
  }

  Uni<Void> acknowledge(Set<UUID> ids) {
    return bounded(
            pool.preparedQuery(ACKNOWLEDGE)
                .execute(Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new))))
        .replaceWithVoid();
  }

  private List<VenueReport> reports(Iterable<Row> rows) {
    List<VenueReport> reports = new ArrayList<>();
    for (Row row : rows) {
      reports.add(report(row));
    }
    return reports;
  }

  private VenueReport report(Row row) {
    Quantity from = new Quantity(row.getBigDecimal("from_qty"));
    Quantity to = new Quantity(row.getBigDecimal("to_qty"));
    return new VenueReport(
        row.getUUID("report_id"),
        new ExecutionReport.Trade(
            new AccountId(row.getLong("account_id")),
            row.getUUID("key"),
            venue,
            name(row),
            to.minus(from),
            new Price(row.getBigDecimal("price")),
            to,
            row.getOffsetDateTime("executed_at").toInstant()));
  }

  /** How far these reports of one order reach. */
  static Quantity covered(Collection<VenueReport> reports, Quantity base) {
    Quantity covered = base;
    for (VenueReport report : reports) {
      if (report.report() instanceof ExecutionReport.Trade trade) {
        covered = covered.max(trade.cumQty());
      }
    }
    return covered;
  }

  private static <T> Uni<T> bounded(Uni<T> work) {
    return work.ifNoItem().after(STATEMENT_MAX).fail();
  }
}
