// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.market.Market;
import dev.unwind.application.reconciliation.LedgerOrders;
import dev.unwind.application.reconciliation.NewInstruments;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.domain.value.VenueName;
import dev.unwind.venue.CloseAs;
import dev.unwind.venue.VenueLink;
import dev.unwind.venue.alpaca.activity.AccountActivities;
import dev.unwind.venue.alpaca.order.ExtendedHours;
import dev.unwind.venue.alpaca.order.OpenOrders;
import dev.unwind.venue.alpaca.order.OrderTexts;
import dev.unwind.venue.alpaca.rest.BrokerAnswer.Answered;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import dev.unwind.venue.alpaca.rest.BrokerHttp;
import dev.unwind.venue.alpaca.rest.LinkStanding;
import dev.unwind.venue.alpaca.rest.RequestBudget;
import dev.unwind.venue.alpaca.rest.TradeStream;
import dev.unwind.venue.alpaca.session.BrokerSessions;
import dev.unwind.venue.alpaca.session.KeptCalendar;
import dev.unwind.venue.alpaca.session.KeptHalts;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The way to one broker: who speaks on it, its requests, its stream, and what is done every so
 * often. Only the replica that holds the lease speaks.
 */
final class BrokerLink implements VenueLink {
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration OPEN_AGAIN_AFTER = Duration.ofSeconds(2);
  private static final Duration OFFER_EVERY = Duration.ofSeconds(1);
  private static final int TIMES_WHERE_SHORT = 3;
  private static final Duration CLOCK_EVERY = Duration.ofSeconds(60);
  private static final Duration CALENDAR_EVERY = Duration.ofSeconds(60);
  private static final Duration CALENDAR_ASKED_EVERY = Duration.ofMinutes(5);

  private final Vertx vertx;
  private final Settings settings;
  private final LinkParts parts;
  private final AlpacaVenue venue;
  private final ReportFeed feed;
  private final TradeStream stream;
  private final BrokerHttp http;
  private final KeptHalts halts;
  private final InstantSource clock;
  private Optional<Long> timer = Optional.empty();
  private Instant leaseAt = Instant.MIN;
  private Instant streamAt = Instant.MIN;
  private Instant offerAt = Instant.MIN;
  private Instant lookUpAt = Instant.MIN;
  private Instant clockAt = Instant.MIN;
  private Instant calendarAt = Instant.MIN;
  private Instant calendarAskedAt = Instant.MIN;

  /** One venue of the configuration, complete. */
  record Settings(
      String name,
      URI url,
      BrokerHttp.Credential credential,
      int requestsPerMinute,
      int connections,
      Duration requestTimeout,
      Duration settling,
      Duration lease,
      Duration lookUp,
      int ordersMax,
      CloseAs extendedHours) {
    boolean isSameAccount(Settings other) {
      return url.getAuthority().equalsIgnoreCase(other.url.getAuthority())
          && credential.keyId().equals(other.credential.keyId());
    }
  }

  /**
   * @param sink where reports go; empty while there is nobody to record them
   */
  BrokerLink(
      Vertx vertx,
      Pool pool,
      Settings settings,
      Market market,
      VenueLedger ledger,
      LedgerOrders orders,
      NewInstruments unknown,
      UUID replica,
      InstantSource clock,
      Supplier<Optional<ReportSink>> sink) {
    this.vertx = vertx;
    this.settings = settings;
    this.clock = clock;
    String name = settings.name();
    http =
        new BrokerHttp(
            vertx,
            settings.url(),
            settings.credential(),
            settings.connections(),
            settings.requestTimeout(),
            clock);
    RequestBudget budget = new RequestBudget(clock, settings.requestsPerMinute());
    LinkStanding standing = new LinkStanding(name, clock);
    BrokerCalls calls = new BrokerCalls(http, budget, standing);
    BrokerCalls unhurried = calls.unhurried();
    Executions executions = new Executions(pool, name);
    BoundAccount account = new BoundAccount(ledger, new VenueName(name));
    KnownOrders known = new KnownOrders();
    Reading reading = new Reading(pool, name);
    OrderKeys keys = new OrderKeys(calls.begun(), orders, known);
    BrokerSessions sessions = new BrokerSessions(settings.extendedHours().isLimit());
    parts =
        new LinkParts(
            name,
            calls,
            unhurried,
            budget,
            new OrderReports(calls, keys, executions, clock, settings.settling()),
            executions,
            new Doubts(clock, settings.settling()),
            new Coverage(
                account,
                ledger,
                calls.begun(),
                budget,
                clock,
                settings.settling(),
                settings.lookUp(),
                () -> feed().isTold()),
            known,
            keys,
            new EnteredOrders(calls.looking(), unhurried, market, unknown, orders, keys),
            new EnteredSince(unhurried, reading, clock),
            new OpenOrders(settings.ordersMax()),
            reading,
            new AccountActivities(name, unhurried, pool, clock),
            account,
            new LinkLease(pool, name, replica, clock, settings.lease(), standing),
            sessions,
            new KeptCalendar(pool, name, unhurried, sessions, clock),
            new ExtendedHours(settings.extendedHours(), sessions, market, clock),
            standing);
    halts = new KeptHalts(pool, name, sessions);
    venue = new AlpacaVenue(parts, market, clock, this::feed);
    feed =
        new ReportFeed(
            parts,
            ledger,
            clock,
            reports ->
                sink.get()
                    .map(s -> s.deliver(venue, reports))
                    .orElseGet(() -> Uni.createFrom().voidItem()),
            this::isTelling);
    stream =
        new TradeStream(
            vertx,
            settings.url(),
            settings.credential(),
            settings.requestTimeout(),
            feed::onUpdate,
            () -> {
              standing.begun();
              feed.onGap();
            },
            feed::missed,
            standing::failed,
            TradeStream.PING);
  }

  private boolean isTelling() {
    return stream.isTelling();
  }

  ReportFeed feed() {
    return feed;
  }

  @Override
  public ExecutionVenue venue() {
    return venue;
  }

  @Override
  public synchronized void start() {
    if (timer.isEmpty()) {
      timer = Optional.of(vertx.setPeriodic(1, TICK.toMillis(), ignored -> tick()));
    }
  }

  /** Lets another replica take over at once. */
  @Override
  public synchronized Uni<Void> stop() {
    timer.ifPresent(vertx::cancelTimer);
    timer = Optional.empty();
    stream.end();
    return parts
        .lease()
        .giveUp()
        .onFailure()
        .recoverWithNull()
        .chain(() -> Uni.createFrom().completionStage(http.close().toCompletionStage()));
  }

  private synchronized void tick() {
    Instant now = clock.instant();
    if (isDue(leaseAt, now, settings.lease().dividedBy(6))) {
      leaseAt = now;
      keepLease();
    }
    if (isDue(calendarAt, now, CALENDAR_EVERY)) {
      calendarAt = now;
      lookAtCalendar(false);
    }
    if (!parts.lease().isHeld()) {
      stream.close();
      return;
    }
    if (isDue(streamAt, now, OPEN_AGAIN_AFTER)) {
      streamAt = now;
      stream.ensureOpen();
    }
    if (isDue(offerAt, now, OFFER_EVERY)) {
      offerAt = now;
      feed.offerAgain();
    }
    if (isDue(lookUpAt, now, lookUpEvery()) && isDue(feed.caughtUpAt(), now, lookUpEvery())) {
      lookUpAt = now;
      feed.lookUp();
    }
    if (isDue(clockAt, now, CLOCK_EVERY) || parts.sessions().hasChanged(clockAt, now)) {
      clockAt = now;
      askClock();
    }
    if (isDue(calendarAskedAt, now, CALENDAR_ASKED_EVERY)) {
      calendarAskedAt = now;
      lookAtCalendar(true);
    }
  }

  /** Where each request is one order less, what is told by the stream is looked up more rarely. */
  private Duration lookUpEvery() {
    Duration every = parts.open().every(settings.lookUp(), settings.requestsPerMinute());
    return feed.isTold() && parts.budget().isShort() && !parts.coverage().isAnyShort()
        ? every.multipliedBy(TIMES_WHERE_SHORT)
        : every;
  }

  private static boolean isDue(Instant last, Instant now, Duration every) {
    return last.equals(Instant.MIN) || last.isAfter(now) || !last.plus(every).isAfter(now);
  }

  private void keepLease() {
    parts
        .account()
        .look()
        .chain(() -> parts.lease().take())
        .subscribe()
        .with(
            held -> {},
            failure ->
                Log.debugf("the link could not be kept venue=%s: %s", settings.name(), failure));
  }

  private void lookAtCalendar(boolean mayAsk) {
    parts
        .calendar()
        .look(mayAsk)
        .onFailure()
        .invoke(
            failure ->
                Log.debugf("the calendar is not known venue=%s: %s", settings.name(), failure))
        .onFailure()
        .recoverWithNull()
        .chain(() -> halts.look(clock.instant()))
        .subscribe()
        .with(
            done -> {},
            failure -> Log.debugf("halts are not known venue=%s: %s", settings.name(), failure));
  }

  private void askClock() {
    parts
        .unhurried()
        .clock()
        .subscribe()
        .with(
            answer -> {
              if (answer instanceof Answered answered && answered.isSuccess()) {
                tell(answered);
              }
            },
            failure -> Log.debugf("the clock was not told venue=%s", settings.name()));
  }

  private void tell(Answered answered) {
    try {
      JsonObject told = answered.object();
      boolean open = Boolean.TRUE.equals(told.getBoolean("is_open"));
      Instant now = clock.instant();
      parts
          .sessions()
          .tell(
              open,
              now,
              OrderTexts.time(told.getString(open ? "next_close" : "next_open")).orElse(null));
      halts
          .told(open, now)
          .subscribe()
          .with(
              done -> {},
              failure -> Log.debugf("a halt was not kept venue=%s: %s", settings.name(), failure));
    } catch (DecodeException | ClassCastException | DateTimeException e) {
      Log.debugf("the clock cannot be read venue=%s: %s", settings.name(), e);
    }
  }
}
