// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.market;

import dev.unwind.persistence.Rows;
import dev.unwind.postgres.shard.PlacedStatement;
import java.util.List;

/** Those of this package that are said in other words on a ledger that is spread. */
public final class MarketStatements {
  /** What accounts have is read first, as the greatest of each instrument. */
  private static final String PUT_QUOTES =
      """
      insert into quote (instrument_id, last, bid, ask, previous_close, at)
      select u.instrument_id, u.last, u.bid, u.ask, u.previous_close, u.at
      from unnest($2::bigint[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::timestamptz[], $8::numeric[])
        as u (instrument_id, last, bid, ask, previous_close, at, value)
      left join (
        select p.instrument_id, max(abs(p.qty)) as qty from position p
        where p.instrument_id = any($2::bigint[]) and abs(p.qty) > 10000000 group by p.instrument_id) p
        on p.instrument_id = u.instrument_id
      left join (
        select o.instrument_id, max(v.qty) as qty from order_version v
        join orders o on o.account_id = v.account_id and o.order_id = v.order_id
        where v.qty > 10000000 and o.instrument_id = any($2::bigint[]) and %s group by o.instrument_id) o
        on o.instrument_id = u.instrument_id
      where coalesce(p.qty * u.value <= $1::numeric, true) and coalesce(o.qty * u.value <= $1::numeric, true)
      order by u.instrument_id
      on conflict (instrument_id) do update set last = excluded.last, bid = excluded.bid, ask = excluded.ask,
        previous_close = coalesce(excluded.previous_close, quote.previous_close),
        at = case when excluded.at between quote.at - interval '1 millisecond' and quote.at
          then quote.at + interval '1 microsecond' else excluded.at end
      returning instrument_id, last, bid, ask, previous_close, at
      """
          .formatted(Rows.isOpen("o"));

  private MarketStatements() {}

  public static List<PlacedStatement> placed() {
    return List.of(PlacedStatement.inOtherWords(InstrumentSql.PUT_QUOTES, PUT_QUOTES));
  }
}
