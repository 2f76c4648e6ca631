// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.application.event.AcknowledgedCommit;
import dev.unwind.application.event.AcknowledgedCommits;
import dev.unwind.application.event.AcknowledgedCommits.Remembered;
import dev.unwind.application.event.Commits;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.StoreConfig;
import dev.unwind.postgres.DatabaseStanding;
import dev.unwind.postgres.ServerTimeline;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what this replica has acknowledged, whenever the database may have gone back: where it
 * is found on another timeline, and where it works again after an outage. Each commit that is gone
 * is told.
 */
@ApplicationScoped
class LossWatch {
  /**
   * Those that are there of some events and liquidations of an account, and where its log begins.
   */
  static final String THERE =
      """
      select 'EVENT' as what, e.seq as number, e.event_id, e.at, null::uuid as uid from event e
      where e.account_id = $1 and e.seq = any($2::bigint[])
      union all
      select 'LIQUIDATION', l.liquidation_id, null, null, l.uid from liquidation l
      where l.account_id = $1 and l.liquidation_id = any($3::bigint[])
      union all
      select 'BEGIN', b.seq, null, null, null from log_begin b where b.account_id = $1
      """;

  private static final String IN_RECOVERY = "select pg_is_in_recovery()";
  private static final String PLACE = "select * from " + ServerTimeline.PLACE + " place";

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

  /** To a line of the log. */
  private static final int NAMES_MAX = 50;

  private final Pool pool;
  private final AcknowledgedCommits acknowledged;
  private final ServerTimeline timeline;
  private final DatabaseStanding standing;
  private final StoreConfig config;
  private final AtomicReference<@Nullable Cancellable> looking = new AtomicReference<>();
  private volatile boolean stopping;

  LossWatch(
      Pool pool,
      Commits commits,
      ServerTimeline timeline,
      DatabaseStanding standing,
      StoreConfig config) {
    this.pool = pool;
    this.acknowledged = commits.acknowledged();
    this.timeline = timeline;
    this.standing = standing;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    timeline.onTurn(turn -> look());
    standing.onEnd(this::look);
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    swap(null);
  }

  /**
   * Looks now, and once more when nothing can be answered any more that was asked of the database
   * as it was before: first of what is short, then of imports too. What is asked for meanwhile
   * begins anew, with all that there is by then.
   */
  void look() {
    if (stopping) {
      return;
    }
    swap(
        found()
            .invoke(lost -> tell(lost, true))
            .onItem()
            .transformToMulti(first -> Multi.createFrom().iterable(pauses()))
            .onItem()
            .transformToUniAndConcatenate(this::foundAfter)
            .subscribe()
            .with(
                lost -> tell(lost, false),
                failure -> Log.error("What was acknowledged is not looked for", failure)));
  }

  /** Between two looks. */
  private List<Duration> pauses() {
    Duration writes = config.writeTimeout().plus(config.lookTimeout());
    Duration imports = config.importTimeout();
    return imports.compareTo(writes) > 0 ? List.of(writes, imports.minus(writes)) : List.of(writes);
  }

  private Uni<Found> foundAfter(Duration pause) {
    return Uni.createFrom().voidItem().onItem().delayIt().by(pause).chain(this::found);
  }

  private void swap(@Nullable Cancellable next) {
    Cancellable before = looking.getAndSet(next);
    if (before != null) {
      before.cancel();
    }
  }

  /** What was looked for. */
  private record Found(Remembered remembered, List<AcknowledgedCommit> lost) {
    private List<AcknowledgedCommit> all() {
      return remembered.commits();
    }
  }

  private Uni<Found> found() {
    return Uni.createFrom()
        .deferred(() -> pool.withConnection(this::compare))
        .onFailure()
        .invoke(failure -> Log.debugf("What was acknowledged is not found yet: %s", failure))
        .onFailure(failure -> !stopping)
        .retry()
        .withBackOff(PAUSE, PAUSE_MAX)
        .indefinitely();
  }

  private Uni<Found> compare(SqlConnection connection) {
    return requirePrimary(connection)
        .chain(
            () -> {
              Remembered remembered = acknowledged.remembered();
              Map<AccountId, List<AcknowledgedCommit>> ofAccounts = new LinkedHashMap<>();
              for (AcknowledgedCommit each : remembered.commits()) {
                ofAccounts.computeIfAbsent(each.account(), id -> new ArrayList<>()).add(each);
              }
              return Multi.createFrom()
                  .iterable(ofAccounts.values())
                  .onItem()
                  .transformToUniAndConcatenate(some -> lost(connection, some))
                  .collect()
                  .asList()
                  .map(lost -> new Found(remembered, lost.stream().flatMap(List::stream).toList()));
            });
  }

  /** A server that is behind, or was left behind, says nothing of what is lost. */
  private Uni<Void> requirePrimary(SqlConnection connection) {
    return connection
        .query(IN_RECOVERY)
        .execute()
        .chain(
            rows -> {
              if (Boolean.TRUE.equals(rows.iterator().next().getBoolean(0))) {
                throw new IllegalStateException("a standby answers");
              }
              ServerTimeline.Place before = timeline.known();
              return connection
                  .query(PLACE)
                  .execute()
                  .map(
                      place ->
                          timeline.met(
                              before,
                              ServerTimeline.Place.of(place.iterator().next().getDelegate())));
            })
        // Who may not ask where the server is has been kept from nothing else.
        .onFailure(PgException.class)
        .recoverWithItem(true)
        .invoke(
            current -> {
              if (!current) {
                throw new IllegalStateException("a server answers that was left behind");
              }
            })
        .replaceWithVoid();
  }

  private Uni<List<AcknowledgedCommit>> lost(
      SqlConnection connection, List<AcknowledgedCommit> some) {
    return connection
        .preparedQuery(THERE)
        .execute(
            Tuple.of(
                some.get(0).account().value(),
                numbers(some, each -> each.liquidation() == null),
                numbers(some, each -> each.liquidation() != null)))
        .map(There::of)
        .map(there -> some.stream().filter(each -> !there.has(each)).toList());
  }

  private static Long[] numbers(
      List<AcknowledgedCommit> some, Predicate<AcknowledgedCommit> which) {
    return some.stream()
        .filter(which)
        .map(AcknowledgedCommit::number)
        .distinct()
        .toArray(Long[]::new);
  }

  private record Event(@Nullable Long id, Instant at) {}

  /** What is there of an account. */
  private record There(Map<Long, Event> events, Map<Long, UUID> liquidations, long begin) {
    private static There of(RowSet<Row> rows) {
      Map<Long, Event> events = new LinkedHashMap<>();
      Map<Long, UUID> liquidations = new LinkedHashMap<>();
      long begin = 0;
      for (Row row : rows) {
        long number = row.getLong("number");
        switch (row.getString("what")) {
          case "EVENT" ->
              events.put(
                  number,
                  new Event(row.getLong("event_id"), row.getOffsetDateTime("at").toInstant()));
          case "LIQUIDATION" -> liquidations.put(number, row.getUUID("uid"));
          default -> begin = number;
        }
      }
      return new There(events, liquidations, begin);
    }

    /** Numbers are given again after a loss; what has the same time and id is the same. */
    private boolean has(AcknowledgedCommit commit) {
      if (commit.liquidation() != null) {
        return commit.liquidation().equals(liquidations.get(commit.number()));
      }
      // What was archived and dropped is not lost.
      if (commit.number() <= begin) {
        return true;
      }
      Event event = events.get(commit.number());
      return event != null
          && event.at().equals(commit.at())
          && (commit.eventId() == null || commit.eventId().equals(event.id()));
    }
  }

  private void tell(Found found, boolean first) {
    if (found.lost().isEmpty()) {
      if (first && !found.all().isEmpty()) {
        Log.infof(
            "Nothing is lost of what was acknowledged here commits=%d since=%s",
            found.all().size(), found.all().get(0).at());
      }
      return;
    }
    acknowledged.forget(found.lost());
    timeline.lost(found.lost().size());
    Map<AccountId, List<AcknowledgedCommit>> ofAccounts = new LinkedHashMap<>();
    for (AcknowledgedCommit each : found.lost()) {
      ofAccounts.computeIfAbsent(each.account(), id -> new ArrayList<>()).add(each);
    }
    ofAccounts.forEach(LossWatch::tell);
    Log.errorf(
        "The database has lost what was acknowledged here; compare with the venue, and run check"
            + " commits=%d of=%d since=%s%s",
        found.lost().size(),
        found.all().size(),
        found.lost().get(0).at(),
        found.remembered().mayHaveLostMore(found.lost())
            ? "; what was acknowledged before that is not known any more, and may be lost"
            : "");
  }

  private static void tell(AccountId account, List<AcknowledgedCommit> lost) {
    for (int from = 0; from < lost.size(); from += NAMES_MAX) {
      List<AcknowledgedCommit> some = lost.subList(from, Math.min(from + NAMES_MAX, lost.size()));
      Log.errorf(
          "Lost account=%d commits=%d %s",
          account.value(), some.size(), some.stream().map(LossWatch::described).toList());
    }
  }

  private static String described(AcknowledgedCommit commit) {
    return commit.liquidation() == null
        ? commit.name() + " event " + commit.number()
        : commit.name();
  }
}
