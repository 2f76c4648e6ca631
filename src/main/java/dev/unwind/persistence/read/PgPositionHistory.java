// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.ledger.PositionEpisode;
import dev.unwind.application.ledger.PositionHistory;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.persistence.Queries;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Positions and their archived episodes, read as one. */
@ApplicationScoped
class PgPositionHistory implements PositionHistory {
  private static final String PRESENT =
      """
      select p.account_id, p.position_id, p.instrument_id, p.netting, p.external_id, p.exchange,
        case when p.netting then null else p.opening_order_id end as opening_order_id, p.opened_qty, p.entry_price,
        p.opened_at, p.updated_at, p.closed_at, p.closed_by, p.live_liquidation_item_id
      from position p
      where p.account_id = $1 and p.opened_qty <> 0
      """;

  private static final String PAST =
      """
      select e.account_id, e.position_id, e.instrument_id, true, e.external_id, null::text, null::bigint, e.opened_qty,
        e.entry_price, e.opened_at, e.closed_at, e.closed_at, e.closed_by, null::bigint
      from position_episode e
      where e.account_id = $1
      """;

  private static final String COLUMNS =
      """
      select h.position_id, h.instrument_id, h.netting, h.external_id, h.exchange, h.opened_qty, h.entry_price,
        h.opened_at, h.updated_at, h.closed_at, h.closed_by, h.live_liquidation_item_id,
        v.client_order_id, v.limit_price, o.tags
      """;

  private static final String OPENING =
      """
      left join orders o on o.account_id = $1 and o.order_id = h.opening_order_id
      left join order_version v on v.account_id = $1 and v.order_id = o.order_id and v.version = o.version
      """;

  /** A netting account has one row per instrument; the past of such a row are its episodes. */
  private static final String NETTING = PRESENT + " and p.netting";

  private static final String HEDGING = PRESENT + " and not p.netting and p.closed_by = '%s'";

  private static final String PAST_ENDED = PAST + " and e.closed_by = '%s'";

  /** None of them is in the past. */
  private static final String OPEN = list(PRESENT + " and p.closed_at is null");

  private static final String LIQUIDATED =
      list(
          NETTING + " and p.closed_by = 'LIQUIDATION'",
          HEDGING.formatted(ClosedBy.LIQUIDATION),
          PAST_ENDED.formatted(ClosedBy.LIQUIDATION));

  private static final String CLOSED =
      list(
          NETTING + " and p.closed_by <> 'LIQUIDATION'",
          HEDGING.formatted(ClosedBy.ORDER),
          HEDGING.formatted(ClosedBy.CANCEL),
          PAST_ENDED.formatted(ClosedBy.ORDER),
          PAST_ENDED.formatted(ClosedBy.CANCEL));

  private static final String EVERY = list(everyPart());

  /** Past episodes are numbered by position; hedging rows have none, and are counted. */
  private static final String COUNTS =
      """
      select statement_timestamp() as at,
        (select count(*) from position p where p.account_id = $1 and not p.netting)
          + coalesce(n.present + n.past, 0) as total,
        (select count(*) from position p where p.account_id = $1 and p.closed_at is null and p.opened_qty <> 0) as open
      from (
        select count(*) filter (where p.opened_qty <> 0) as present, sum(e.last) as past from position p
          cross join lateral (select coalesce(max(e.episode), 0) as last from position_episode e
            where e.account_id = $1 and e.position_id = p.position_id) e
        where p.account_id = $1 and p.netting) n
      """;

  private static final String SNAPSHOT =
      COLUMNS
          + ", c.at, c.total, c.open from ("
          + COUNTS
          + ") c left join ("
          + newest("$2", everyPart())
          + " limit $2) h on true "
          + OPENING
          + " order by h.opened_at desc, h.position_id desc";

  private static String[] everyPart() {
    return new String[] {
      NETTING,
      PRESENT + " and not p.netting and p.closed_at is null",
      HEDGING.formatted(ClosedBy.LIQUIDATION),
      HEDGING.formatted(ClosedBy.ORDER),
      HEDGING.formatted(ClosedBy.CANCEL),
      PAST_ENDED.formatted(ClosedBy.LIQUIDATION),
      PAST_ENDED.formatted(ClosedBy.ORDER),
      PAST_ENDED.formatted(ClosedBy.CANCEL)
    };
  }

  /** A page; {@code $2} is its length and {@code $3} what comes before it. */
  private static String list(String... parts) {
    return COLUMNS
        + "from ("
        + newest("$2::bigint + $3::bigint", parts)
        + " limit $2 offset $3) h "
        + OPENING
        + " order by h.opened_at desc, h.position_id desc";
  }

  /** Each part in the order of an index, and no further than the page reaches. */
  private static String newest(String reach, String... parts) {
    return Arrays.stream(parts)
        .map(
            part ->
                "(select * from ("
                    + part
                    + ") b order by opened_at desc, position_id desc limit "
                    + reach
                    + ")")
        .collect(
            Collectors.joining(
                " union all ", "select * from (", ") u order by opened_at desc, position_id desc"));
  }

  /** Nothing closes it, or only a part of it. */
  private static final String FREE =
      "(p.live_liquidation_item_id is null or exists (select 1 from liquidation_item t join"
          + " liquidation l on l.account_id = $1 and l.liquidation_id = t.liquidation_id"
          + " where t.account_id = $1 and t.liquidation_item_id ="
          + " p.live_liquidation_item_id and (l.requested_qty is not null or l.requested_percentage"
          + " is not null or l.requested_target is not null)))";

  private static final String CLOSABLE =
      COLUMNS
          + "from (select * from ("
          + PRESENT
          + " and p.netting and p.instrument_id = $2 and p.closed_at is null and "
          + FREE
          + " union all "
          + PRESENT
          + " and not p.netting and p.instrument_id = $2 and p.closed_at is null and "
          + FREE
          + ") b order by opened_at, position_id limit $3) h "
          + OPENING
          + " order by h.opened_at, h.position_id";

  private static final String BY_NAME =
      COLUMNS + "from (" + PRESENT + " and p.external_id = $2) h " + OPENING;

  private static final String UNNAMED =
      COLUMNS
          + "from ("
          + PRESENT
          + " and p.position_id = $2 and p.opened_at = $3 and p.external_id is null union all "
          + PAST
          + " and e.position_id = $2 and e.opened_at = $3 and e.external_id is null) h "
          + OPENING
          + " order by h.closed_at nulls first limit 1";

  private static final String OPEN_SINCE =
      COLUMNS
          + "from ("
          + PRESENT
          + " and p.position_id = any($2::bigint[]) and (p.closed_at is null or p.closed_at >= $3)"
          + " union all "
          + PAST
          + " and e.position_id = any($2::bigint[]) and e.closed_at >= $3) h "
          + OPENING
          + " order by h.opened_at, h.position_id";

  private final Queries pool;

  PgPositionHistory(Queries pool) {
    this.pool = pool;
  }

  @Override
  public Uni<List<PositionEpisode>> newest(
      AccountScope scope,
      AccountId account,
      PositionEpisode.@Nullable State state,
      int offset,
      int limit) {
    String sql =
        state == null
            ? EVERY
            : switch (state) {
              case OPEN -> OPEN;
              case CLOSED -> CLOSED;
              case LIQUIDATED -> LIQUIDATED;
            };
    return read(scope, account, sql, Tuple.of(account.value(), limit, offset));
  }

  @Override
  public Uni<Snapshot> snapshot(AccountScope scope, AccountId account, int limit) {
    // A foreign account is counted as an empty one, at the same moment of the same clock.
    long id = scope.admits(account) ? account.value() : -1;
    return pool.query(SNAPSHOT, Tuple.of(id, limit)).map(PgPositionHistory::snapshot);
  }

  private static Snapshot snapshot(RowSet<Row> rows) {
    Row counts = rows.iterator().next();
    List<PositionEpisode> episodes = new ArrayList<>(rows.size());
    for (Row row : rows) {
      if (row.getLong("position_id") != null) {
        episodes.add(episode(row));
      }
    }
    return new Snapshot(
        Rows.time(counts, "at"), counts.getLong("total"), counts.getLong("open"), episodes);
  }

  @Override
  public Uni<List<PositionEpisode>> closable(
      AccountScope scope, AccountId account, InstrumentId instrument, int limit) {
    return read(scope, account, CLOSABLE, Tuple.of(account.value(), instrument.value(), limit));
  }

  @Override
  public Uni<Optional<PositionEpisode>> byExternalId(
      AccountScope scope, AccountId account, String externalId) {
    if (externalId.indexOf('\0') >= 0) {
      return Uni.createFrom().item(Optional.empty());
    }
    return read(scope, account, BY_NAME, Tuple.of(account.value(), externalId))
        .map(found -> found.stream().findFirst());
  }

  @Override
  public Uni<Optional<PositionEpisode>> unnamed(
      AccountScope scope, AccountId account, PositionId position, Instant openedAt) {
    return read(
            scope, account, UNNAMED, Tuple.of(account.value(), position.value(), Rows.at(openedAt)))
        .map(found -> found.stream().findFirst());
  }

  @Override
  public Uni<List<PositionEpisode>> openSince(
      AccountScope scope, AccountId account, Set<PositionId> positions, Instant since) {
    if (positions.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    Long[] ids = positions.stream().map(PositionId::value).toArray(Long[]::new);
    return read(scope, account, OPEN_SINCE, Tuple.of(account.value(), ids, Rows.at(since)));
  }

  private Uni<List<PositionEpisode>> read(
      AccountScope scope, AccountId account, String sql, Tuple parameters) {
    if (!scope.admits(account)) {
      return Uni.createFrom().item(List.of());
    }
    return pool.query(sql, parameters).map(rows -> Rows.all(rows, PgPositionHistory::episode));
  }

  private static PositionEpisode episode(Row row) {
    String opening = row.getString("client_order_id");
    String closedBy = row.getString("closed_by");
    Long item = row.getLong("live_liquidation_item_id");
    return new PositionEpisode(
        new PositionId(row.getLong("position_id")),
        new InstrumentId(row.getLong("instrument_id")),
        row.getBoolean("netting"),
        row.getString("external_id"),
        row.getString("exchange"),
        opening == null
            ? null
            : new PositionEpisode.Opening(opening, Rows.price(row, "limit_price"), Rows.tags(row)),
        Rows.quantity(row, "opened_qty"),
        new Price(row.getBigDecimal("entry_price")),
        Rows.time(row, "opened_at"),
        Rows.time(row, "updated_at"),
        Rows.instant(row, "closed_at"),
        closedBy == null ? null : ClosedBy.valueOf(closedBy),
        item == null ? null : new LiquidationItemId(item));
  }
}
