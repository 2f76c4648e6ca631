// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.venue.fix.KnownOrders.Sent;
import dev.unwind.venue.fix.ReportRows.Aside;
import dev.unwind.venue.fix.ReportRows.Told;
import dev.unwind.venue.fix.session.MassCancelId;
import dev.unwind.venue.fix.session.PositionReport;
import dev.unwind.venue.fix.session.RawMessage;
import dev.unwind.venue.fix.session.Tag;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Reads the inbox: what each message says is written down in the step that takes it out, and told
 * to the ledger from there. It may be done twice, by two replicas at once or after a crash, with
 * the same result: everything is told once.
 */
final class Booking {
  private static final String READ =
      "select position, text from fix_venue.inbox where venue = $1 order by position limit $2";

  private static final String TAKE_OUT =
      "delete from fix_venue.inbox where venue = $1 and position = any($2::bigint[])";

  private static final String ASK_NO_MORE =
      "update fix_venue.session set asks_status = false where venue = $1";

  private static final int BATCH = 500;
  private static final Duration ROUND_MAX = Duration.ofSeconds(10);
  private static final Duration OFFER_AGAIN_AFTER = Duration.ofSeconds(3);

  private final Pool pool;
  private final String venue;
  private final OrderRows orders;
  private final ReportRows reports;
  private final Waiting waiting;
  private final InstantSource clock;
  private final Function<List<VenueReport>, Uni<Void>> sink;
  private final Progress progress;
  private boolean running;
  private final AtomicBoolean offering = new AtomicBoolean();
  private boolean again;
  private volatile long position;

  /** Who wants to know what is booked. */
  interface Progress {
    /** The last message that is in the database. */
    long durable();

    /** All up to there is booked. */
    void emptied(long upTo);

    /** So many messages are booked, or so many of them set aside. */
    void booked(int count, int aside);

    /** The venue cannot be asked about orders. */
    void questionsRefused();

    /** The venue does not take mass cancels; these are to be cancelled one by one. */
    void cancelSingly(List<Standing> orders);

    /** What the venue says of positions. */
    void stated(List<PositionReport> reports);

    /** An order that had traded whole works again there, and nobody here waits for it any more. */
    void worksAgain(Standing order);
  }

  /** What one round has found. */
  private record Round(
      Map<Long, String> messages, Reading reading, KnownOrders known, Set<UUID> fresh) {
    static final Round NONE =
        new Round(
            Map.of(),
            new Reading(
                "",
                new KnownOrders(Map.of(), List.of(), Map.of()),
                Map.of(),
                List.of(),
                Instant.EPOCH),
            new KnownOrders(Map.of(), List.of(), Map.of()),
            Set.of());
  }

  /**
   * @param sink where reports go; it returns once they are recorded
   */
  Booking(
      Pool pool,
      String venue,
      OrderRows orders,
      ReportRows reports,
      Waiting waiting,
      InstantSource clock,
      Function<List<VenueReport>, Uni<Void>> sink,
      Progress progress) {
    this.pool = pool;
    this.venue = venue;
    this.orders = orders;
    this.reports = reports;
    this.waiting = waiting;
    this.clock = clock;
    this.sink = sink;
    this.progress = progress;
  }

  /** Up to which message everything is booked. */
  long position() {
    return position;
  }

  /** All up to there was booked before. */
  void begin(long booked) {
    position = Math.max(position, booked);
  }

  /** There may be something to book. */
  void kick() {
    synchronized (this) {
      again = true;
      if (running) {
        return;
      }
      running = true;
    }
    round();
  }

  private void round() {
    synchronized (this) {
      if (!again) {
        running = false;
        return;
      }
      again = false;
    }
    long durable = progress.durable();
    Uni.createFrom()
        .deferred(() -> pool.withTransaction(this::book))
        .ifNoItem()
        .after(ROUND_MAX)
        .fail()
        .subscribe()
        .with(
            round -> done(round, durable),
            failure -> {
              Log.warnf("reports could not be booked yet venue=%s: %s", venue, failure);
              synchronized (this) {
                running = false;
              }
            });
  }

  private Uni<Round> book(SqlClient connection) {
    return connection
        .preparedQuery(READ)
        .execute(Tuple.of(venue, BATCH))
        .chain(
            rows -> {
              Map<Long, String> messages = new TreeMap<>();
              for (Row row : rows) {
                messages.put(row.getLong("position"), row.getString("text"));
              }
              return messages.isEmpty()
                  ? Uni.createFrom().item(Round.NONE)
                  : book(connection, messages);
            });
  }

  private Uni<Round> book(SqlClient connection, Map<Long, String> messages) {
    Set<String> ids = new HashSet<>();
    Set<Sent> numbers = new HashSet<>();
    Set<String> marks = new HashSet<>();
    Set<String> corrected = new HashSet<>();
    Set<String> about = new HashSet<>();
    for (String text : messages.values()) {
      RawMessage message = RawMessage.of(text);
      message.text(Tag.CL_ORD_ID).ifPresent(ids::add);
      message.text(Tag.ORIG_CL_ORD_ID).ifPresent(ids::add);
      message.text(Tag.BUSINESS_REJECT_REF_ID).ifPresent(ids::add);
      Reading.massCancel(message)
          .ifPresent(request -> ids.addAll(List.of(MassCancelId.members(request))));
      Reading.sent(message).ifPresent(numbers::add);
      Reading.mark(message).ifPresent(marks::add);
      Reading.corrects(message)
          .ifPresent(
              execution -> {
                corrected.add(execution);
                message.text(Tag.CL_ORD_ID).ifPresent(about::add);
                message.text(Tag.ORIG_CL_ORD_ID).ifPresent(about::add);
              });
    }
    Instant now = clock.instant();
    return orders
        .known(connection, ids, numbers)
        .chain(
            known ->
                reports
                    .booked(connection, marks)
                    .chain(
                        executions ->
                            reports
                                .executions(connection, known.keys(about), corrected)
                                .map(
                                    earlier -> new Reading(venue, known, executions, earlier, now)))
                    .invoke(reading -> messages.forEach(reading::read))
                    .chain(reading -> write(connection, messages, reading, known, now)));
  }

  private Uni<Round> write(
      SqlClient connection,
      Map<Long, String> messages,
      Reading reading,
      KnownOrders known,
      Instant now) {
    return orders
        .update(connection, known.changed())
        .chain(() -> orders.answered(connection, known.answered()))
        .chain(() -> reports.putAside(connection, reading.aside(), now))
        .chain(
            () ->
                reading.refusesQuestions()
                    ? connection
                        .preparedQuery(ASK_NO_MORE)
                        .execute(Tuple.of(venue))
                        .replaceWithVoid()
                    : Uni.createFrom().voidItem())
        .chain(() -> reports.insert(connection, reading.told(), now))
        .chain(
            fresh ->
                connection
                    .preparedQuery(TAKE_OUT)
                    .execute(Tuple.of(venue, messages.keySet().toArray(Long[]::new)))
                    .map(ignored -> new Round(messages, reading, known, fresh)));
  }

  private void done(Round round, long durable) {
    try {
      booked(round, durable);
    } catch (RuntimeException e) {
      // It is booked: what nobody acknowledges is told again.
      Log.errorf(e, "what was booked could not be told venue=%s", venue);
    }
    round();
  }

  private void booked(Round round, long durable) {
    int count = round.messages().size();
    if (count == 0) {
      begin(durable);
      progress.emptied(durable);
    }
    if (count > 0) {
      position = round.messages().keySet().stream().max(Long::compare).orElse(position);
      synchronized (this) {
        again = again || count == BATCH;
      }
      progress.booked(count, round.reading().aside().size());
      if (round.reading().refusesQuestions()) {
        progress.questionsRefused();
      }
      round.reading().aside().forEach(this::warn);
      round.reading().worksAgain().forEach(progress::worksAgain);
      if (round.reading().refusesMassCancels()) {
        progress.cancelSingly(round.reading().cancelSingly());
      }
      progress.stated(round.reading().statements());
      List<VenueReport> untaken = hand(round);
      if (!untaken.isEmpty()) {
        tell(untaken);
      }
    }
  }

  /** Whoever waits for an answer about an order takes its reports along. */
  private List<VenueReport> hand(Round round) {
    Map<UUID, List<VenueReport>> byKey = new LinkedHashMap<>();
    for (Told told : round.reading().told()) {
      if (round.fresh().contains(told.id())) {
        byKey.computeIfAbsent(waiter(told), k -> new ArrayList<>()).add(told.forLedger());
      }
    }
    List<VenueReport> untaken = new ArrayList<>();
    byKey.forEach(
        (key, list) -> {
          boolean taken =
              round.known().order(key).filter(standing -> waiting.give(standing, list)).isPresent();
          if (!taken) {
            untaken.addAll(list);
          }
        });
    return untaken;
  }

  /** Who waits for a replacement waits under its key. */
  private static UUID waiter(Told told) {
    if (told.report() instanceof ExecutionReport.Replaced replaced) {
      return replaced.newKey();
    }
    return told.report() instanceof ExecutionReport.ReplaceRejected rejected
        ? rejected.newKey()
        : told.report().orderKey();
  }

  private void warn(Aside aside) {
    Log.warnf(
        "a message of the venue is not booked venue=%s position=%s orderKey=%s: %s",
        venue, aside.position(), aside.key(), aside.why());
  }

  /** Tells what nobody has acknowledged for a while; not more before that is recorded. */
  void offerAgain() {
    if (!offering.compareAndSet(false, true)) {
      return;
    }
    Instant now = clock.instant();
    Uni.createFrom()
        .deferred(() -> reports.offer(now.minus(OFFER_AGAIN_AFTER), now, BATCH))
        .chain(due -> due.isEmpty() ? Uni.createFrom().voidItem() : sink.apply(due))
        .onTermination()
        .invoke(() -> offering.set(false))
        .subscribe()
        .with(
            done -> {},
            failure -> Log.debugf("reports were not offered venue=%s: %s", venue, failure));
  }

  private void tell(List<VenueReport> due) {
    sink.apply(due)
        .subscribe()
        .with(
            done -> {},
            failure -> Log.debugf("reports were not recorded yet venue=%s: %s", venue, failure));
  }
}
