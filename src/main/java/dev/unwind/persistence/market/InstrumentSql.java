// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.market;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.FuturesContract;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.persistence.Rows;
import io.vertx.mutiny.sqlclient.Row;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The statements about instruments and quotes, and the readers of their rows. */
public final class InstrumentSql {
  public static final String SELECT =
      """
      select i.*, array(select a.alias from instrument_alias a where a.instrument_id = i.instrument_id order by a.alias)
        as aliases
      from instrument i
      """;

  /**
   * A symbol comes before an alias of the same spelling, which the import does not let come about.
   */
  static final String BY_SPELLING =
      SELECT
          + """
           where i.instrument_id = coalesce(
            (select s.instrument_id from instrument s where s.symbol = $1),
            (select a.instrument_id from instrument_alias a where a.alias = $1))
          """;

  static final String BY_UID = SELECT + " where i.uid = $1";
  static final String BY_ISIN = SELECT + " where i.isin = $1";
  static final String BY_IDS = SELECT + " where i.instrument_id = any($1::bigint[])";
  static final String LIST = SELECT + " order by i.symbol limit $1";

  static final String LIST_AFTER = SELECT + " where i.symbol > $1 order by i.symbol limit $2";

  static final String QUOTES =
      """
      select q.instrument_id, q.last, q.bid, q.ask, q.previous_close, q.at from quote q
      where q.instrument_id = any($1::bigint[])
      """;

  /**
   * $1 is what one position may be worth, {@code u.value} what a unit costs at most by this quote.
   * Only of very large ones it is looked whether they stay below that; no other comes near it at
   * any price that is admitted. In the order of the ids, so that two of them wait for each other at
   * most. One that is at the time of the one before it, or just before it, is later by a
   * microsecond: by its time a quote is known as another.
   */
  static final String PUT_QUOTES =
      """
      insert into quote (instrument_id, last, bid, ask, previous_close, at)
      select u.instrument_id, u.last, u.bid, u.ask, u.previous_close, u.at
      from unnest($2::bigint[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::timestamptz[], $8::numeric[])
        as u (instrument_id, last, bid, ask, previous_close, at, value)
      where not exists (select 1 from position p
          where p.instrument_id = u.instrument_id and abs(p.qty) > 10000000 and abs(p.qty) * u.value > $1::numeric)
        and not exists (select 1 from order_version v
          cross join lateral (select o.instrument_id from orders o where o.account_id = v.account_id
            and o.order_id = v.order_id and %s offset 0) o
          where v.qty > 10000000 and v.qty * u.value > $1 and o.instrument_id = u.instrument_id)
      order by u.instrument_id
      on conflict (instrument_id) do update set last = excluded.last, bid = excluded.bid, ask = excluded.ask,
        previous_close = coalesce(excluded.previous_close, quote.previous_close),
        at = case when excluded.at between quote.at - interval '1 millisecond' and quote.at
          then quote.at + interval '1 microsecond' else excluded.at end
      returning instrument_id, last, bid, ask, previous_close, at
      """
          .formatted(Rows.isOpen("o"));

  private InstrumentSql() {}

  public static Instrument instrument(Row row) {
    return new Instrument(
        new InstrumentId(row.getLong("instrument_id")),
        row.getUUID("uid"),
        row.getString("symbol"),
        AssetClass.valueOf(row.getString("asset_class").toUpperCase(Locale.ROOT)),
        row.getString("exchange"),
        row.getString("currency"),
        Rows.quantity(row, "quantity_increment"),
        new Price(row.getBigDecimal("price_increment")),
        Rows.quantity(row, "multiplier"),
        row.getString("isin"),
        row.getBoolean("fractionable"),
        row.getBoolean("shortable"),
        row.getBoolean("marginable"),
        SessionKind.valueOf(row.getString("session").toUpperCase(Locale.ROOT)),
        contract(row),
        margin(row),
        Arrays.asList(row.getArrayOfStrings("aliases")));
  }

  private static @Nullable Money margin(Row row) {
    BigDecimal margin = row.getBigDecimal("initial_margin");
    return margin == null ? null : new Money(margin);
  }

  private static @Nullable FuturesContract contract(Row row) {
    String product = row.getString("contract_product");
    return product == null
        ? null
        : new FuturesContract(
            product,
            row.getString("contract_product_description"),
            row.getInteger("contract_expiration_month"),
            Rows.time(row, "contract_expiration_date"),
            Objects.requireNonNullElse(row.getBoolean("contract_is_front"), false));
  }

  static Quote quote(Row row) {
    return new Quote(
        new InstrumentId(row.getLong("instrument_id")),
        new Price(row.getBigDecimal("last")),
        Rows.price(row, "bid"),
        Rows.price(row, "ask"),
        Rows.price(row, "previous_close"),
        Rows.time(row, "at"));
  }
}
