// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import dev.unwind.application.account.LedgerStatistics;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.Conditions;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Queries;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Statistics from what stands in the ledger anyway: liquidations are found status by status and
 * fills account by account, each by its index and no further than the window and the limit reach.
 */
@ApplicationScoped
public class PgLedgerStatistics implements LedgerStatistics {
  private static final String[] STATUSES =
      Arrays.stream(LiquidationStatus.values()).map(Enum::name).toArray(String[]::new);

  /** One more than may be looked at, which says that there are more. */
  static final String LIQUIDATIONS_OF_ALL =
      """
      with l as materialized (
        select f.* from unnest($1::text[]) s (status)
        cross join lateral (
          select * from liquidation l where l.status = s.status and l.created_at >= $2 and l.created_at < $3
          order by l.status, l.created_at, l.liquidation_id limit $4) f
        limit $4)
      """;

  static final String LIQUIDATIONS =
      """
      with l as materialized (
        select f.* from unnest($1::text[]) s (status)
        cross join unnest($5::bigint[]) a (account_id)
        cross join lateral (
          select * from liquidation l
          where l.account_id = a.account_id and l.status = s.status and l.created_at >= $2 and l.created_at < $3
          order by l.account_id, l.status, l.created_at, l.liquidation_id limit $4) f
        limit $4)
      """;

  private static final String ENDINGS =
      """
      select l.status, l.reason, count(*) as count, coalesce(sum(l.open_items), 0) as open_items,
        coalesce(sum(l.filled_items), 0) as filled_items
      from l group by 1, 2 order by 3 desc, 1, 2
      """;

  private static final String TIMES =
      """
      select count(*) as count,
        percentile_disc(array[0.5, 0.95, 0.99, 1]) within group (order by
          (extract(epoch from l.ended_at - l.created_at) * 1000)::bigint) as millis
      from l where l.status in ('FILLED', 'SETTLED') and l.ended_at is not null
      """;

  private static final String ITEM_ENDINGS =
      """
      select i.status, i.reason, count(*) as count from l
      cross join lateral (
        select i.status, i.reason from liquidation_item i
        where i.account_id = l.account_id and i.liquidation_id = l.liquidation_id
          and i.status in ('PARTIALLY_FILLED', 'CANCELED', 'FAILED') offset 0) i
      where l.partial_items + l.canceled_items + l.failed_items > 0
      group by 1, 2 order by 3 desc, 1, 2
      """;

  private static final List<String> OF_LIQUIDATIONS = List.of(ENDINGS, TIMES, ITEM_ENDINGS);

  /** Accounts of which nothing is told since then have no fills since then. */
  private static final String FILLS =
      """
      select f.currency, count(*) as count, count(f.liquidation_id) as of_liquidations,
        sum(abs(f.cash_effect)) as turnover
      from (
        select a.currency, f.liquidation_id, f.cash_effect from account a
        cross join lateral (
          select f.liquidation_id, f.cash_effect from fill f
          where f.account_id = a.account_id and f.booked_at >= $1 and f.booked_at < $2
          order by f.account_id, f.booked_at, f.fill_id limit $3) f
        where a.event_at >= $1 %s
        limit $3) f
      group by 1 order by 1
      """;

  private final LedgerPool ledger;
  private final Queries pool;

  @Inject
  PgLedgerStatistics(LedgerPool ledger) {
    this(ledger, ledger);
  }

  public PgLedgerStatistics(LedgerPool ledger, Queries pool) {
    this.ledger = ledger;
    this.pool = pool;
  }

  /** All that are sent, of some accounts or of all. */
  static Stream<String> texts() {
    return Stream.of(true, false)
        .flatMap(
            some ->
                Stream.concat(
                    OF_LIQUIDATIONS.stream().map(sql -> liquidations(some) + sql),
                    Stream.of(fills(some))));
  }

  private static String liquidations(boolean some) {
    return some ? LIQUIDATIONS : LIQUIDATIONS_OF_ALL;
  }

  private static String fills(boolean some) {
    return FILLS.formatted(some ? "and a.account_id = any($4::bigint[])" : "");
  }

  @Override
  public Uni<Figures> figures(AccountScope scope, Window window) {
    AccountId only = window.account();
    Set<AccountId> accounts =
        only == null ? scope.accounts() : scope.admits(only) ? Set.of(only) : Set.of();
    Long[] ids = only == null && scope.all() ? null : Conditions.longs(accounts, AccountId::value);
    return ledger.read(() -> figures(window, ids));
  }

  private Uni<Figures> figures(Window window, Long @Nullable [] accounts) {
    return list(ENDINGS, window, accounts, Ended::of)
        .chain(
            ended ->
                list(TIMES, window, accounts, PgLedgerStatistics::times)
                    .chain(
                        times ->
                            list(ITEM_ENDINGS, window, accounts, PgLedgerStatistics::itemEndings)
                                .chain(
                                    items ->
                                        fills(window, accounts)
                                            .map(
                                                traded ->
                                                    figures(
                                                        window,
                                                        ended,
                                                        times.get(0),
                                                        items,
                                                        traded)))));
  }

  private static Figures figures(
      Window window,
      List<Ended> ended,
      TimeToFlat times,
      List<ItemEndings> items,
      List<Traded> traded) {
    long liquidations = ended.stream().mapToLong(e -> e.endings().count()).sum();
    long fills = traded.stream().mapToLong(Traded::fills).sum();
    return new Figures(
        liquidations <= window.liquidationsMax(),
        ended.stream().map(Ended::endings).toList(),
        times,
        ended.stream().mapToLong(Ended::open).sum(),
        ended.stream().mapToLong(Ended::filled).sum(),
        items,
        fills <= window.fillsMax(),
        traded);
  }

  private record Ended(Endings endings, long open, long filled) {
    static Ended of(Row row) {
      String reason = row.getString("reason");
      return new Ended(
          new Endings(
              LiquidationStatus.valueOf(row.getString("status")),
              reason == null ? null : Reason.valueOf(reason),
              row.getLong("count")),
          row.getLong("open_items"),
          row.getLong("filled_items"));
    }
  }

  private static TimeToFlat times(Row row) {
    Long[] millis = row.getArrayOfLongs("millis");
    return millis == null
        ? new TimeToFlat(0, null, null, null, null)
        : new TimeToFlat(
            row.getLong("count"),
            Duration.ofMillis(millis[0]),
            Duration.ofMillis(millis[1]),
            Duration.ofMillis(millis[2]),
            Duration.ofMillis(millis[3]));
  }

  private static ItemEndings itemEndings(Row row) {
    String reason = row.getString("reason");
    return new ItemEndings(
        ItemStatus.valueOf(row.getString("status")),
        reason == null ? null : Reason.valueOf(reason),
        row.getLong("count"));
  }

  private Uni<List<Traded>> fills(Window window, Long @Nullable [] accounts) {
    Tuple parameters =
        Tuple.tuple()
            .addOffsetDateTime(Rows.at(window.from()))
            .addOffsetDateTime(Rows.at(window.to()))
            .addInteger(window.fillsMax() + 1);
    if (accounts != null) {
      parameters.addValue(accounts);
    }
    return list(
        fills(accounts != null),
        parameters,
        row ->
            new Traded(
                row.getString("currency"),
                row.getLong("count"),
                row.getLong("of_liquidations"),
                row.getBigDecimal("turnover")));
  }

  private <T> Uni<List<T>> list(
      String sql, Window window, Long @Nullable [] accounts, Function<Row, T> read) {
    Tuple parameters =
        Tuple.tuple()
            .addValue(STATUSES)
            .addOffsetDateTime(Rows.at(window.from()))
            .addOffsetDateTime(Rows.at(window.to()))
            .addInteger(window.liquidationsMax() + 1);
    if (accounts != null) {
      parameters.addValue(accounts);
    }
    return list(liquidations(accounts != null) + sql, parameters, read);
  }

  private <T> Uni<List<T>> list(String sql, Tuple parameters, Function<Row, T> read) {
    return pool.query(sql, parameters).map(rows -> Rows.all(rows, read));
  }
}
