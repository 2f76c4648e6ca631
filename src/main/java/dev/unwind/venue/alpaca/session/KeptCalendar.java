// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.session;

import dev.unwind.postgres.Columns;
import dev.unwind.venue.alpaca.rest.BrokerAnswer.Answered;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the broker's calendar, and keeps it: the other replicas, which do not speak to the
 * broker, and a start at which it does not answer go by what is kept.
 */
public final class KeptCalendar {
  private static final String KEEP =
      """
      insert into alpaca_venue.calendar (venue, days, read_at) values ($1, $2, $3)
      on conflict (venue) do update set days = excluded.days, read_at = excluded.read_at
      where alpaca_venue.calendar.read_at < excluded.read_at
      """;

  private static final String NEWER =
      "select days, read_at from alpaca_venue.calendar where venue = $1 and read_at > $2";

  private static final Duration STATEMENT_MAX = Duration.ofSeconds(5);
  private static final Duration ASKED_EVERY = Duration.ofHours(6);
  private static final int DAYS_BACK = 10;
  private static final int DAYS_AHEAD = 400;

  private final Pool pool;
  private final String venue;
  private final BrokerCalls calls;
  private final BrokerSessions sessions;
  private final InstantSource clock;

  /** Of what is followed and kept. */
  private volatile Instant readAt = Instant.EPOCH;

  /** Whether the last list could not be read, which is told once. */
  private boolean isUnreadable;

  public KeptCalendar(
      Pool pool, String venue, BrokerCalls calls, BrokerSessions sessions, InstantSource clock) {
    this.pool = pool;
    this.venue = venue;
    this.calls = calls;
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * Takes over what is kept, and asks the broker where that is old.
   *
   * @param mayAsk whether this replica speaks to it
   */
  public Uni<Void> look(boolean mayAsk) {
    return pool.preparedQuery(NEWER)
        .execute(Tuple.of(venue, Columns.time(readAt)))
        .ifNoItem()
        .after(STATEMENT_MAX)
        .fail()
        .invoke(
            rows -> {
              for (Row row : rows) {
                if (follow(row.getString(0))) {
                  readAt = row.getOffsetDateTime(1).toInstant();
                }
              }
            })
        .chain(
            () ->
                mayAsk && readAt.plus(ASKED_EVERY).isBefore(clock.instant())
                    ? ask()
                    : Uni.createFrom().voidItem());
  }

  private Uni<Void> ask() {
    Instant now = clock.instant();
    LocalDate today = LocalDate.ofInstant(now, BrokerCalendar.NEW_YORK);
    return calls
        .calendar(today.minusDays(DAYS_BACK), today.plusDays(DAYS_AHEAD))
        .chain(
            answer ->
                answer instanceof Answered answered
                        && answered.isSuccess()
                        && follow(answered.body().toString())
                    ? keep(answered.body().toString(), now)
                    : Uni.createFrom().voidItem());
  }

  /** What could not be kept is asked for again; of two that ask, the newer answer stays. */
  private Uni<Void> keep(String days, Instant at) {
    return pool.preparedQuery(KEEP)
        .execute(Tuple.of(venue, days, Columns.time(at)))
        .ifNoItem()
        .after(STATEMENT_MAX)
        .fail()
        .invoke(() -> readAt = at)
        .replaceWithVoid();
  }

  /** What cannot be read as a whole is asked for again, and the calendar stays as it is. */
  private boolean follow(String days) {
    try {
      Optional<BrokerCalendar> read = BrokerCalendar.of(new JsonArray(days));
      read.ifPresent(sessions::follow);
      return tell(read.isPresent() ? null : "it is empty");
    } catch (DecodeException e) {
      return tell("it is no list");
    } catch (ClassCastException | DateTimeException e) {
      return tell(String.valueOf(e.getMessage()));
    }
  }

  /**
   * @param fault null where there is none
   * @return whether there is none
   */
  private synchronized boolean tell(@Nullable String fault) {
    if (fault != null && !isUnreadable) {
      Log.warnf(
          "the broker's calendar cannot be read, and stays as it was venue=%s: %s", venue, fault);
    } else if (fault == null && isUnreadable) {
      Log.infof("the broker's calendar can be read again venue=%s", venue);
    }
    isUnreadable = fault != null;
    return fault == null;
  }
}
