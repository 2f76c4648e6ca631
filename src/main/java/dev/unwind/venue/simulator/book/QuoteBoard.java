// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The quotes that the market has, read from the ledger's table and nothing else of it, and how far
 * resting orders have been judged by them.
 */
public final class QuoteBoard {
  private static final String QUOTES =
      """
      select instrument_id, last, bid, ask, previous_close, at from quote where instrument_id = any($1::bigint[])
      """;

  /** Instruments with resting orders, their quotes, and how far these orders have been judged. */
  static final String RESTING =
      """
      select q.*, j.quote_at as judged_quote_at, j.was_open from quote q
      left join simulator.judged j using (instrument_id)
      where (select exists (select 1 from simulator.orders where status = 'WORKING'))
        and q.instrument_id > $1
        and exists (select 1 from simulator.orders o where o.instrument_id = q.instrument_id and o.status = 'WORKING')
      order by q.instrument_id limit $2
      """;

  private static final String NOTE_JUDGED =
      """
      insert into simulator.judged (instrument_id, quote_at, was_open)
      select $1::bigint, $2::timestamptz, $3::boolean
      where exists (select 1 from simulator.orders where instrument_id = $1 and status = 'WORKING')
      on conflict (instrument_id) do update set quote_at = excluded.quote_at, was_open = excluded.was_open
      """;

  private static final String FORGET_JUDGED =
      "delete from simulator.judged where instrument_id = any($1::bigint[])";

  /**
   * An instrument with resting orders.
   *
   * @param judgedQuoteAt time of the quote by which they were last judged
   * @param wasOpen whether the market was open then; null when they were never judged
   */
  public record Resting(Quote quote, @Nullable Instant judgedQuoteAt, @Nullable Boolean wasOpen) {}

  /** The latest quotes of these, where there is one. */
  public Uni<Map<InstrumentId, Quote>> quotes(
      SqlClient client, Collection<InstrumentId> instruments) {
    Long[] ids = instruments.stream().map(InstrumentId::value).toArray(Long[]::new);
    return client
        .preparedQuery(QUOTES)
        .execute(Tuple.tuple().addArrayOfLong(ids))
        .map(
            rows -> {
              Map<InstrumentId, Quote> quotes = new HashMap<>();
              for (Row row : rows) {
                Quote quote = BookRows.quote(row);
                quotes.put(quote.instrument(), quote);
              }
              return quotes;
            });
  }

  /** Instruments that have a quote and resting orders, by id from after this one. */
  public Uni<List<Resting>> resting(SqlClient client, long afterInstrument, int limit) {
    return client
        .preparedQuery(RESTING)
        .execute(Tuple.of(afterInstrument, limit))
        .map(
            rows -> {
              List<Resting> resting = new ArrayList<>(rows.size());
              for (Row row : rows) {
                resting.add(
                    new Resting(
                        BookRows.quote(row),
                        BookRows.instant(row, "judged_quote_at"),
                        row.getBoolean("was_open")));
              }
              return resting;
            });
  }

  /**
   * Notes by which quote the resting orders of an instrument have been judged, if there are any.
   */
  public Uni<Void> noteJudged(
      SqlClient client, InstrumentId instrument, @Nullable Instant quoteAt, boolean wasOpen) {
    Tuple tuple =
        Tuple.tuple()
            .addLong(instrument.value())
            .addOffsetDateTime(Columns.time(quoteAt))
            .addBoolean(wasOpen);
    return client.preparedQuery(NOTE_JUDGED).execute(tuple).replaceWithVoid();
  }

  /** Has the resting orders of these judged again. */
  public Uni<Void> forgetJudged(SqlClient client, Collection<InstrumentId> instruments) {
    Long[] ids = instruments.stream().map(InstrumentId::value).toArray(Long[]::new);
    return client
        .preparedQuery(FORGET_JUDGED)
        .execute(Tuple.tuple().addArrayOfLong(ids))
        .replaceWithVoid();
  }
}
