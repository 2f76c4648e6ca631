// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.Reason;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.postgres.Columns;
import dev.unwind.postgres.Plans;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was told of orders, each thing once. It is told to the ledger until the ledger has
 * acknowledged it.
 */
final class ReportRows {
  private static final String INSERT =
      """
      insert into fix_venue.report (report_id, venue, mark, account_id, key, kind, exec_id, qty, price, cum_qty, new_key,
        text, at, told_at)
      select u.report_id, $1, u.mark, u.account_id, u.key, u.kind, u.exec_id, u.qty, u.price, u.cum_qty, u.new_key,
        u.text, u.at, $2
      from unnest($3::uuid[], $4::text[], $5::bigint[], $6::uuid[], $7::text[], $8::text[], $9::numeric[], $10::numeric[],
        $11::numeric[], $12::uuid[], $13::text[], $14::timestamptz[])
        as u (report_id, mark, account_id, key, kind, exec_id, qty, price, cum_qty, new_key, text, at)
      on conflict (venue, mark) do nothing
      returning report_id
      """;

  private static final String OF_ORDERS =
      """
      select * from fix_venue.report where venue = $1 and (key = any($2::uuid[]) or new_key = any($2::uuid[]))
        and (kind <> 'CancelRejected' or not acknowledged)
      order by at, cum_qty nulls first, mark
      """
          + Plans.EACH_TIME;

  private static final String BOOKED =
      """
      select r.mark, r.cum_qty from unnest($2::text[]) as u (mark) cross join lateral (
        select mark, cum_qty from fix_venue.report where venue = $1 and mark = u.mark offset 0) r
      """
          + Plans.EACH_TIME;

  /**
   * The executions that orders, and those they have replaced, are known to have, also as corrected.
   */
  private static final String EXECUTIONS =
      """
      with recursive chain as (
        select k.key as of, k.key, 0 as step from unnest($2::uuid[]) as k (key)
        union all
        select c.of, o.original, c.step + 1 from chain c join fix_venue.orders o on o.venue = $1 and o.key = c.key
        where o.original is not null and c.step < $4)
      select c.of as key, r.kind, r.exec_id, r.text from chain c join fix_venue.report r on r.venue = $1 and r.key = c.key
      where r.kind in ('Trade', 'Corrected')
        and exists (select 1 from unnest($3::text[]) as w (ref)
          where strpos(case r.kind when 'Trade' then r.exec_id else r.text end || ':', ':' || w.ref || ':') > 0)
      """
          + Plans.EACH_TIME;

  private static final String OFFER =
      """
      update fix_venue.report r set told_at = $3
      from (
        select report_id from fix_venue.report
        where venue = $1 and not acknowledged and told_at <= $2 order by told_at limit $4 for update skip locked) due
      where r.report_id = due.report_id
      returning r.*
      """
          + Plans.EACH_TIME;

  private static final String ACKNOWLEDGE =
      """
      update fix_venue.report set acknowledged = true where report_id = any($1::uuid[]) and not acknowledged
      """
          + Plans.EACH_TIME;

  private static final String PUT_ASIDE =
      """
      insert into fix_venue.aside (venue, position, why, key, text, at)
      select $1, u.position, u.why, u.key, u.text, $2
      from unnest($3::bigint[], $4::text[], $5::uuid[], $6::text[]) as u (position, why, key, text)
      on conflict do nothing
      """;

  private static final Duration STATEMENT_MAX = Duration.ofSeconds(5);

  private final Pool pool;
  private final String venue;

  ReportRows(Pool pool, String venue) {
    this.pool = pool;
    this.venue = venue;
  }

  /**
   * Something that was told.
   *
   * @param mark what it is, so that it is told once whatever message it comes in
   */
  record Told(UUID id, String mark, ExecutionReport report) {
    Told(String mark, ExecutionReport report) {
      this(UUID.randomUUID(), mark, report);
    }

    VenueReport forLedger() {
      return new VenueReport(id, report);
    }
  }

  /** A message that is not booked by itself. */
  record Aside(long position, String why, @Nullable UUID key, String text) {}

  /** Those of these executions that are booked, with what their orders had traded then. */
  Uni<Map<String, Quantity>> booked(SqlClient connection, Set<String> marks) {
    return marks.isEmpty()
        ? Uni.createFrom().item(Map.of())
        : connection
            .preparedQuery(BOOKED)
            .execute(Tuple.of(venue, marks.toArray(String[]::new)))
            .map(
                rows -> {
                  Map<String, Quantity> found = new HashMap<>();
                  rows.forEach(row -> found.put(row.getString("mark"), quantity(row, "cum_qty")));
                  return found;
                });
  }

  /**
   * An execution of an order.
   *
   * @param key of the order
   * @param execId under which it was told first
   * @param as under which it, or its last correction, was told
   */
  record Execution(UUID key, String execId, String as) {
    /** Whether it is what an order of the venue's calls so. */
    boolean isCalled(String ref) {
      return (as + ":").contains(":" + ref + ":");
    }

    static Optional<Execution> of(ExecutionReport report) {
      if (report instanceof ExecutionReport.Trade trade) {
        return Optional.of(new Execution(trade.orderKey(), trade.execId(), trade.execId()));
      }
      return report instanceof ExecutionReport.Corrected corrected
          ? Optional.of(
              new Execution(corrected.orderKey(), corrected.execId(), corrected.correctionId()))
          : Optional.empty();
    }
  }

  /** Executions of these orders that the venue calls so. */
  Uni<List<Execution>> executions(SqlClient connection, Set<UUID> keys, Set<String> refs) {
    return refs.isEmpty() || keys.isEmpty()
        ? Uni.createFrom().item(List.of())
        : connection
            .preparedQuery(EXECUTIONS)
            .execute(
                Tuple.of(
                    venue,
                    keys.toArray(UUID[]::new),
                    refs.toArray(String[]::new),
                    KnownOrders.REPLACEMENTS_MAX))
            .map(
                rows -> {
                  List<Execution> found = new ArrayList<>();
                  for (Row row : rows) {
                    boolean isTrade = row.getString("kind").equals("Trade");
                    found.add(
                        new Execution(
                            row.getUUID("key"),
                            row.getString("exec_id"),
                            row.getString(isTrade ? "exec_id" : "text")));
                  }
                  return found;
                });
  }

  /**
   * @return the ids of those that are new
   */
  Uni<Set<UUID>> insert(SqlClient connection, List<Told> all, Instant now) {
    if (all.isEmpty()) {
      return Uni.createFrom().item(Set.of());
    }
    return connection
        .preparedQuery(INSERT)
        .execute(
            Tuple.tuple()
                .addString(venue)
                .addValue(Columns.time(now))
                .addValue(column(all, UUID[]::new, Told::id))
                .addValue(column(all, String[]::new, Told::mark))
                .addValue(column(all, Long[]::new, t -> t.report().account().value()))
                .addValue(column(all, UUID[]::new, t -> t.report().orderKey()))
                .addValue(column(all, String[]::new, t -> t.report().getClass().getSimpleName()))
                .addValue(column(all, String[]::new, t -> execId(t.report())))
                .addValue(column(all, BigDecimal[]::new, t -> qty(t.report())))
                .addValue(column(all, BigDecimal[]::new, t -> price(t.report())))
                .addValue(column(all, BigDecimal[]::new, t -> cumQty(t.report())))
                .addValue(column(all, UUID[]::new, t -> newKey(t.report())))
                .addValue(column(all, String[]::new, t -> text(t.report())))
                .addValue(column(all, OffsetDateTime[]::new, t -> Columns.time(t.report().at()))))
        .map(
            rows -> {
              Set<UUID> fresh = new HashSet<>();
              rows.forEach(row -> fresh.add(row.getUUID("report_id")));
              return fresh;
            });
  }

  private static <T> T[] column(
      List<Told> all, IntFunction<T[]> array, Function<Told, @Nullable T> cell) {
    T[] column = array.apply(all.size());
    for (int i = 0; i < column.length; i++) {
      column[i] = cell.apply(all.get(i));
    }
    return column;
  }

  private static @Nullable String execId(ExecutionReport report) {
    return Execution.of(report).map(Execution::execId).orElse(null);
  }

  private static @Nullable BigDecimal qty(ExecutionReport report) {
    if (report instanceof ExecutionReport.Corrected corrected) {
      return corrected.qty().value();
    }
    return report instanceof ExecutionReport.Trade trade ? trade.qty().value() : null;
  }

  private static @Nullable BigDecimal price(ExecutionReport report) {
    if (report instanceof ExecutionReport.Corrected corrected) {
      Price price = corrected.price();
      return price == null ? null : price.value();
    }
    return report instanceof ExecutionReport.Trade trade ? trade.price().value() : null;
  }

  private static @Nullable BigDecimal cumQty(ExecutionReport report) {
    if (report instanceof ExecutionReport.Trade trade) {
      return trade.cumQty().value();
    }
    if (report instanceof ExecutionReport.Canceled canceled) {
      return canceled.cumQty().value();
    }
    return report instanceof ExecutionReport.Expired expired ? expired.cumQty().value() : null;
  }

  private static @Nullable UUID newKey(ExecutionReport report) {
    if (report instanceof ExecutionReport.Replaced replaced) {
      return replaced.newKey();
    }
    return report instanceof ExecutionReport.ReplaceRejected rejected ? rejected.newKey() : null;
  }

  /** Words, or the id of what corrects. */
  private static @Nullable String text(ExecutionReport report) {
    if (report instanceof ExecutionReport.Corrected corrected) {
      return corrected.correctionId();
    }
    if (report instanceof ExecutionReport.Rejected rejected) {
      return rejected.text();
    }
    if (report instanceof ExecutionReport.Canceled canceled) {
      return canceled.text();
    }
    if (report instanceof ExecutionReport.CancelRejected rejected) {
      return rejected.text();
    }
    return report instanceof ExecutionReport.ReplaceRejected rejected ? rejected.text() : null;
  }

  Uni<Void> putAside(SqlClient connection, List<Aside> all, Instant now) {
    if (all.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(PUT_ASIDE)
        .execute(
            Tuple.of(
                venue,
                Columns.time(now),
                all.stream().map(Aside::position).toArray(Long[]::new),
                all.stream().map(Aside::why).toArray(String[]::new),
                all.stream().map(Aside::key).toArray(UUID[]::new),
                all.stream().map(Aside::text).toArray(String[]::new)))
        .replaceWithVoid();
  }

  /** All that these orders are known to have come to. */
  Uni<Map<UUID, List<VenueReport>>> of(Collection<UUID> keys) {
    return bounded(
            pool.preparedQuery(OF_ORDERS)
                .execute(Tuple.tuple().addString(venue).addArrayOfUUID(keys.toArray(UUID[]::new))))
        .map(
            rows -> {
              Map<UUID, List<VenueReport>> found = new LinkedHashMap<>();
              for (Row row : rows) {
                VenueReport report = report(row);
                put(found, row.getUUID("key"), report);
                UUID newKey = row.getUUID("new_key");
                if (newKey != null) {
                  put(found, newKey, report);
                }
              }
              return found;
            });
  }

  private static void put(Map<UUID, List<VenueReport>> found, UUID key, VenueReport report) {
    found.computeIfAbsent(key, k -> new ArrayList<>()).add(report);
  }

  /** Those that nobody has acknowledged since they were told last. */
  Uni<List<VenueReport>> offer(Instant toldBefore, Instant now, int limit) {
    return bounded(
            pool.preparedQuery(OFFER)
                .execute(Tuple.of(venue, Columns.time(toldBefore), Columns.time(now), limit)))
        .map(
            rows -> {
              List<VenueReport> due = new ArrayList<>();
              rows.forEach(row -> due.add(report(row)));
              return due;
            });
  }

  Uni<Void> acknowledge(Set<UUID> ids) {
    return bounded(
            pool.preparedQuery(ACKNOWLEDGE)
                .execute(Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new))))
        .replaceWithVoid();
  }

  private VenueReport report(Row row) {
    AccountId account = new AccountId(row.getLong("account_id"));
    UUID key = row.getUUID("key");
    Instant at = row.getOffsetDateTime("at").toInstant();
    String text = row.getString("text") == null ? "" : row.getString("text");
    ExecutionReport report =
        switch (row.getString("kind")) {
          case "Working" -> new ExecutionReport.Working(account, key, at);
          case "Rejected" ->
              new ExecutionReport.Rejected(account, key, Reason.VENUE_REJECTED, text, at);
          case "Trade" ->
              new ExecutionReport.Trade(
                  account,
                  key,
                  venue,
                  row.getString("exec_id"),
                  quantity(row, "qty"),
                  new Price(row.getBigDecimal("price")),
                  quantity(row, "cum_qty"),
                  at);
          case "Corrected" ->
              new ExecutionReport.Corrected(
                  account,
                  key,
                  venue,
                  row.getString("exec_id"),
                  text,
                  quantity(row, "qty"),
                  row.getBigDecimal("price") == null ? null : new Price(row.getBigDecimal("price")),
                  at);
          case "Canceled" ->
              new ExecutionReport.Canceled(account, key, quantity(row, "cum_qty"), text, at);
          case "Expired" -> new ExecutionReport.Expired(account, key, quantity(row, "cum_qty"), at);
          case "CancelRejected" -> new ExecutionReport.CancelRejected(account, key, text, at);
          case "Replaced" -> new ExecutionReport.Replaced(account, key, row.getUUID("new_key"), at);
          case "ReplaceRejected" ->
              new ExecutionReport.ReplaceRejected(account, key, row.getUUID("new_key"), text, at);
          default -> throw new IllegalStateException("a report of kind " + row.getString("kind"));
        };
    return new VenueReport(row.getUUID("report_id"), report);
  }

  private static Quantity quantity(Row row, String column) {
    return new Quantity(row.getBigDecimal(column));
  }

  private static <T> Uni<T> bounded(Uni<T> work) {
    return work.ifNoItem().after(STATEMENT_MAX).fail();
  }
}
