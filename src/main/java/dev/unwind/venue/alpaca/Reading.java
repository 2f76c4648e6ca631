// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.domain.value.AccountId;
import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the broker's lists have been read, in the broker's own time; it survives this process.
 */
final class Reading {
  private static final String BEGIN =
      """
      insert into alpaca_venue.reading (venue, account_id, list, began_at, read_to) values ($1, $2, $3, $4, $4)
      on conflict (venue, account_id, list) do update set began_at = excluded.began_at, read_to = excluded.read_to
      """;

  private static final String OF =
      "select began_at, read_to from alpaca_venue.reading where venue = $1 and account_id = $2 and list = $3";

  private static final String ON =
      "update alpaca_venue.reading set read_to = $4 where venue = $1 and account_id = $2 and list = $3 and read_to < $4";

  private static final Duration STATEMENT_MAX = Duration.ofSeconds(5);

  private final Pool pool;
  private final String venue;

  Reading(Pool pool, String venue) {
    this.pool = pool;
    this.venue = venue;
  }

  /** A list that is read by time. */
  enum Kind {
    ORDERS,
    ACTIVITIES
  }

  /**
   * @param from what is older is none of the ledger's business
   */
  record Span(Instant from, Instant to) {
    /** Where to read on: entries may have come late, and those that come again are known. */
    Instant next(Duration overlap) {
      Instant back = to.minus(overlap);
      return back.isBefore(from) ? from : back;
    }
  }

  /** From then on, whatever was read before. */
  Uni<Void> begin(AccountId account, Kind list, Instant at) {
    return bounded(
            pool.preparedQuery(BEGIN).execute(tuple(account, list).addValue(Columns.time(at))))
        .replaceWithVoid();
  }

  Uni<Optional<Span>> of(AccountId account, Kind list) {
    return bounded(pool.preparedQuery(OF).execute(tuple(account, list)))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(
                    new Span(
                        row.getOffsetDateTime(0).toInstant(),
                        row.getOffsetDateTime(1).toInstant()));
              }
              return Optional.empty();
            });
  }

  Uni<Void> on(AccountId account, Kind list, Instant to) {
    return bounded(pool.preparedQuery(ON).execute(tuple(account, list).addValue(Columns.time(to))))
        .replaceWithVoid();
  }

  private Tuple tuple(AccountId account, Kind list) {
    return Tuple.tuple().addString(venue).addLong(account.value()).addString(list.name());
  }

  private static <T> Uni<T> bounded(Uni<T> work) {
    return work.ifNoItem().after(STATEMENT_MAX).fail();
  }
}
