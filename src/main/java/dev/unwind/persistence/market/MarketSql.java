// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.market;

import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Reads quotes, on any connection. */
public final class MarketSql {
  private static final String QUOTES =
      "select q.instrument_id, q.last, q.bid, q.ask, q.previous_close, q.at from quote q"
          + " where q.instrument_id = any($1::bigint[])";

  private MarketSql() {}

  public static Uni<Map<InstrumentId, Quote>> quotes(
      SqlClient client, Collection<InstrumentId> ids) {
    Long[] wanted = ids.stream().map(InstrumentId::value).toArray(Long[]::new);
    return client
        .preparedQuery(QUOTES)
        .execute(Tuple.tuple().addArrayOfLong(wanted))
        .map(
            rows -> {
              Map<InstrumentId, Quote> quotes = new HashMap<>();
              rows.forEach(
                  row -> {
                    InstrumentId id = new InstrumentId(row.getLong("instrument_id"));
                    quotes.put(
                        id,
                        new Quote(
                            id,
                            new Price(row.getBigDecimal("last")),
                            Rows.price(row, "bid"),
                            Rows.price(row, "ask"),
                            Rows.price(row, "previous_close"),
                            Rows.time(row, "at")));
                  });
              return quotes;
            });
  }
}
