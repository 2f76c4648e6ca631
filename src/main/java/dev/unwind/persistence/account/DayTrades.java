// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import dev.unwind.domain.account.DayStart;
import dev.unwind.persistence.Queries;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the trades of the day have made against the previous close. Who watches the desk asks each
 * second: an account's fills are read again when its log has grown or a previous close may have
 * changed, and those of an account that trades a lot more seldom, as those of one that does not.
 */
@ApplicationScoped
class DayTrades {
  private static final String OWN_DAY =
      """
      select account_id, day_start, day_zone from account_settings
      where account_id = $1 and day_start is not null
      """;

  /** What stands of a fill that was corrected is what its last correction says. */
  private static final String TRADED =
      """
      select t.instrument_id, i.multiplier, sum(t.qty) as qty, sum(t.qty * t.price) as value, count(*) as fills
      from (
        select f.instrument_id, f.booked_at, coalesce(s.fill_price, f.price) as price,
          case f.side when 'BUY' then 1 else -1 end * coalesce(s.fill_qty, f.qty) as qty
        from fill f
        left join lateral (
          select a.fill_qty, a.fill_price from adjustment a
          where a.account_id = $1 and a.fill_id = f.fill_id order by a.seq desc limit 1) s on true
        where f.account_id = $1 and f.booked_at >= least($2::timestamptz, $3::timestamptz)) t
      join instrument i on i.instrument_id = t.instrument_id
      where t.booked_at >= case i.asset_class when 'future' then $3::timestamptz else $2::timestamptz end
      group by t.instrument_id, i.multiplier
      """;

  private static final String PREVIOUS_CLOSES =
      "select instrument_id, coalesce(previous_close, last) as before from quote where instrument_id = any($1::bigint[])";

  /** A previous close that somebody puts does not grow the log of any account. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  /** Without any trade no previous close matters; the account's own day may have been changed. */
  private static final Duration FRESH_WITHOUT_TRADES = Duration.ofMinutes(15);

  /** For each fill it takes a microsecond or two, of which this is a small part. */
  private static final Duration PAUSE_PER_FILL = Duration.ofNanos(100_000);

  private static final int KNOWN_MAX = 100_000;
  private static final int SCALE = 8;

  /** Accounts that are read at a time, each by statements of its own. */
  private static final int AT_ONCE = 8;

  private final Queries pool;
  private final InstantSource clock;
  private final Map<Long, Known> known = new ConcurrentHashMap<>();

  DayTrades(Queries pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** When the days of an account begin: that of its futures, and that of all else. */
  private record Days(DayStart futures, DayStart others) {
    static final Days USUAL = new Days(DayStart.FUTURES, DayStart.EQUITIES);
  }

  /**
   * What was read of an account.
   *
   * @param seq of its log, then or before
   */
  private record Known(long seq, Instant at, long fills, BigDecimal made) {
    boolean serves(long newest, Instant now) {
      Duration age = Duration.between(at, now);
      Duration fresh = fills == 0 ? FRESH_WITHOUT_TRADES : FRESH;
      boolean old = seq != newest || age.compareTo(fresh) >= 0;
      return !old || age.compareTo(PAUSE_PER_FILL.multipliedBy(fills)) < 0;
    }
  }

  private record Traded(
      long instrument, BigDecimal multiplier, BigDecimal qty, BigDecimal value, long fills) {
    static Traded of(Row row) {
      return new Traded(
          row.getLong("instrument_id"),
          row.getBigDecimal("multiplier"),
          row.getBigDecimal("qty"),
          row.getBigDecimal("value"),
          row.getLong("fills"));
    }

    /** Against what it would have been worth; nothing is known without any price. */
    BigDecimal made(@Nullable BigDecimal before) {
      return before == null
          ? BigDecimal.ZERO
          : qty.multiply(before).subtract(value).multiply(multiplier);
    }
  }

  /**
   * What each has made.
   *
   * @param accounts with the numbers of their last events
   */
  Uni<Map<Long, BigDecimal>> made(Map<Long, Long> accounts) {
    Instant now = clock.instant();
    List<Long> asked = new ArrayList<>();
    accounts.forEach(
        (account, seq) -> {
          Known before = known.get(account);
          if (before == null || !before.serves(seq, now)) {
            asked.add(account);
          }
        });
    return asked.isEmpty()
        ? Uni.createFrom().item(() -> told(accounts.keySet()))
        : read(asked, accounts, now).map(done -> told(accounts.keySet()));
  }

  private Map<Long, BigDecimal> told(Set<Long> accounts) {
    Map<Long, BigDecimal> made = new HashMap<>();
    for (Long account : accounts) {
      Known one = known.get(account);
      made.put(account, one == null ? BigDecimal.ZERO : one.made());
    }
    return made;
  }

  private Uni<Void> read(List<Long> asked, Map<Long, Long> seqs, Instant now) {
    if (known.size() > KNOWN_MAX) {
      known.clear();
    }
    return Multi.createFrom()
        .iterable(asked)
        .onItem()
        .transformToUni(account -> read(account, seqs.getOrDefault(account, 0L), now))
        .merge(AT_ONCE)
        .onItem()
        .ignoreAsUni();
  }

  private Uni<Void> read(long account, long seq, Instant now) {
    return pool.query(OWN_DAY, Tuple.of(account))
        .chain(
            rows -> {
              Days days = Days.USUAL;
              for (Row row : rows) {
                LocalTime time = row.getLocalTime("day_start");
                DayStart own = new DayStart(time, ZoneId.of(row.getString("day_zone")));
                days = new Days(own, own);
              }
              return traded(account, days.others().before(now), days.futures().before(now));
            })
        .chain(traded -> previousCloses(traded).map(closes -> known(seq, now, traded, closes)))
        .invoke(read -> known.put(account, read))
        .replaceWithVoid();
  }

  private Uni<List<Traded>> traded(long account, Instant others, Instant futures) {
    return pool.query(
            TRADED,
            Tuple.of(account, others.atOffset(ZoneOffset.UTC), futures.atOffset(ZoneOffset.UTC)))
        .map(rows -> Rows.all(rows, Traded::of));
  }

  private Uni<Map<Long, BigDecimal>> previousCloses(List<Traded> traded) {
    Long[] instruments = traded.stream().map(Traded::instrument).distinct().toArray(Long[]::new);
    return instruments.length == 0
        ? Uni.createFrom().item(Map.of())
        : pool.query(PREVIOUS_CLOSES, Tuple.of(instruments))
            .map(
                rows -> {
                  Map<Long, BigDecimal> closes = new HashMap<>();
                  for (Row row : rows) {
                    BigDecimal before = row.getBigDecimal("before");
                    if (before != null) {
                      closes.put(row.getLong("instrument_id"), before);
                    }
                  }
                  return closes;
                });
  }

  private static Known known(
      long seq, Instant now, List<Traded> traded, Map<Long, BigDecimal> closes) {
    BigDecimal made = BigDecimal.ZERO;
    long fills = 0;
    for (Traded one : traded) {
      made = made.add(one.made(closes.get(one.instrument())));
      fills += one.fills();
    }
    return new Known(seq, now, fills, made.setScale(SCALE, RoundingMode.HALF_EVEN));
  }
}
