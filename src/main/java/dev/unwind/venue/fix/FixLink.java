// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.market.Market;
import dev.unwind.application.observation.SessionTraffic;
import dev.unwind.application.observation.SessionTraffic.Passed;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.venue.VenueLink;
import dev.unwind.venue.fix.session.CatchUp;
import dev.unwind.venue.fix.session.Connection;
import dev.unwind.venue.fix.session.FixSettings;
import dev.unwind.venue.fix.session.Inbox;
import dev.unwind.venue.fix.session.LinkStanding;
import dev.unwind.venue.fix.session.PositionReport;
import dev.unwind.venue.fix.session.SentMessages;
import dev.unwind.venue.fix.session.SessionEvents;
import dev.unwind.venue.fix.session.SessionLease;
import dev.unwind.venue.fix.session.SessionStore;
import dev.unwind.venue.fix.session.Tag;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import quickfix.ConfigError;
import quickfix.Message;

/**
 * The way to one venue: who has the session, its connection, and what is done every so often. What
 * waits for the database or the library does so on a thread of its own, one after the other.
 */
final class FixLink implements Channel, Booking.Progress, VenueLink {
  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration OFFER_EVERY = Duration.ofSeconds(1);
  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);
  private static final Duration STATEMENT_MAX = Duration.ofSeconds(5);
  private static final int TASKS_MAX = 10_000;

  private final Vertx vertx;
  private final Context context;
  private final FixSettings settings;
  private final Pool pool;
  private final InstantSource clock;
  private final SessionLease lease;
  private final CatchUp catchUp;
  private final Booking booking;
  private final Doubt doubt;
  private final Cancelling cancelling;
  private final ExecutionVenue venue;
  private final MassCancelling together;
  private final Positions positions;
  private final SessionTraffic traffic;
  private final LinkStanding standing;
  private final SentMessages sent;
  private final ExecutorService worker;
  private volatile @Nullable Connection connection;
  private volatile @Nullable Inbox inbox;
  private Optional<Long> timer = Optional.empty();
  private Instant leaseAt = Instant.MIN;
  private Instant offerAt = Instant.MIN;
  private volatile Instant forgetAt = Instant.MIN;
  private volatile boolean opening;
  private volatile Instant openAt = Instant.MIN;

  /**
   * @param sink where reports go; empty while there is nobody to record them
   * @param watch who counts what happens, and knows which accounts are bound
   */
  FixLink(
      Vertx vertx,
      Pool pool,
      FixSettings settings,
      Market market,
      UUID replica,
      InstantSource clock,
      Supplier<Optional<ReportSink>> sink,
      Watch watch) {
    this.vertx = vertx;
    context = vertx.getOrCreateContext();
    this.pool = pool;
    this.settings = settings;
    this.clock = clock;
    String name = settings.name();
    worker =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(TASKS_MAX),
            task -> {
              Thread thread = new Thread(task, "fix-" + name);
              thread.setDaemon(true);
              return thread;
            });
    OrderRows orders = new OrderRows(pool, name);
    ReportRows reports = new ReportRows(pool, name);
    Waiting waiting = new Waiting();
    lease = new SessionLease(pool, name, replica, clock, settings.lease());
    catchUp = new CatchUp(clock);
    traffic = watch.traffic();
    standing =
        new LinkStanding(
            name,
            clock,
            // Who compares books counts it for the others.
            settings.positions().isPresent() ? () -> {} : () -> watch.reconnected(name));
    sent = new SentMessages(pool, name);
    booking =
        new Booking(
            pool,
            name,
            orders,
            reports,
            waiting,
            clock,
            all ->
                Uni.createFrom()
                    .voidItem()
                    .emitOn(loop())
                    .chain(
                        () ->
                            sink.get()
                                .map(s -> s.deliver(venue(), all))
                                .orElseGet(() -> Uni.createFrom().voidItem())),
            this);
    doubt = new Doubt(orders, reports, catchUp, booking, this, settings, clock);
    OutgoingMessages messages = new OutgoingMessages(settings, clock);
    cancelling = new Cancelling(orders, reports, waiting, messages, this, doubt, settings, clock);
    together = new MassCancelling(orders, messages, this, doubt, settings, clock);
    positions =
        new Positions(
            messages,
            this,
            name,
            settings.account().orElse(""),
            settings.positions().orElse(settings.requestTimeout()),
            clock);
    FixVenue session =
        new FixVenue(
            settings,
            market,
            orders,
            reports,
            waiting,
            lease,
            this,
            doubt,
            cancelling,
            together,
            messages,
            clock);
    venue =
        settings.positions().isPresent()
            ? new StatingVenue(session, positions, () -> watch.bound(name), standing::linkedSince)
            : session;
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

  /** Ends the connection, and lets another replica take over at once. */
  @Override
  public synchronized Uni<Void> stop() {
    timer.ifPresent(vertx::cancelTimer);
    timer = Optional.empty();
    standing.ends();
    return Uni.createFrom()
        .voidItem()
        .invoke(() -> close("the service ends"))
        .runSubscriptionOn(worker)
        .onFailure()
        .recoverWithNull()
        .chain(lease::giveUp)
        .onFailure()
        .recoverWithNull()
        .invoke(worker::shutdown);
  }

  private synchronized void tick() {
    Instant now = clock.instant();
    if (isDue(leaseAt, now, settings.lease().dividedBy(6))) {
      leaseAt = now;
      keepLease();
    }
    boolean held = lease.isHeld();
    if (held && connection == null && !opening && !now.isBefore(openAt)) {
      opening = true;
      run(this::open);
    }
    if (!held && connection != null) {
      run(() -> close("another replica may have the session"));
    }
    if (held && isDue(offerAt, now, OFFER_EVERY)) {
      offerAt = now;
      Optional.ofNullable(inbox)
          .ifPresent(open -> traffic.waiting(settings.name(), open.unbooked()));
      booking.kick();
      booking.offerAgain();
    }
    if (held && isDue(forgetAt, now, FORGET_EVERY)) {
      forgetAt = now;
      forget(now.minus(settings.messageRetention()));
    }
  }

  /** A whole batch is followed by the next one at once. */
  private void forget(Instant sentBefore) {
    sent.forget(sentBefore)
        .subscribe()
        .with(
            gone -> forgetAt = gone < SentMessages.BATCH ? forgetAt : Instant.MIN,
            failure ->
                Log.debugf(
                    "sent messages could not be forgotten venue=%s: %s", settings.name(), failure));
  }

  private static boolean isDue(Instant last, Instant now, Duration every) {
    return last.equals(Instant.MIN) || !last.plus(every).isAfter(now);
  }

  private void keepLease() {
    lease
        .take()
        .subscribe()
        .with(
            held -> {},
            failure ->
                Log.debugf("the session could not be kept venue=%s: %s", settings.name(), failure));
  }

  private void run(Runnable task) {
    try {
      worker.execute(task);
    } catch (RejectedExecutionException e) {
      opening = false;
      Log.debugf("too much to do, or the end venue=%s", settings.name());
    }
  }

  private void open() {
    try {
      if (connection == null && lease.isHeld()) {
        lease.open().await().atMost(STATEMENT_MAX).ifPresent(this::open);
      }
    } catch (RuntimeException e) {
      standing.down("the session cannot be opened: " + e.getMessage());
      openAt = clock.instant().plus(settings.reconnect());
    } finally {
      opening = false;
    }
  }

  private void open(SessionLease.Held held) {
    if (!held.asksStatus()) {
      doubt.askNoMore();
    }
    if (held.unbooked() == 0) {
      booking.begin(held.position());
    }
    catchUp.begin();
    Inbox opened =
        new Inbox(
            pool,
            settings.name(),
            held,
            settings.inboxMax(),
            STATEMENT_MAX,
            booking::kick,
            why -> run(() -> close(why)));
    SessionStore store =
        new SessionStore(
            pool,
            settings.name(),
            held,
            opened,
            catchUp,
            clock,
            STATEMENT_MAX,
            () -> traffic.passed(settings.name(), Passed.GAP_FILLED, 1));
    inbox = opened;
    try {
      connection =
          Connection.open(
              settings,
              opened,
              store,
              new SessionEvents(settings, opened, store, catchUp, standing, booking::kick));
    } catch (ConfigError e) {
      throw new IllegalStateException(e);
    }
    booking.kick();
  }

  /** The next tick opens it again, where the lease is still held. */
  private void close(String why) {
    Connection open = connection;
    if (open != null) {
      connection = null;
      // First, for the library tells of a logout without a reason.
      standing.down(why);
      open.close(why);
    }
  }

  @Override
  public Executor loop() {
    return task -> context.runOnContext(ignored -> task.run());
  }

  @Override
  public boolean isUp() {
    Connection open = connection;
    return open != null && lease.isHeld() && open.isLoggedOn();
  }

  @Override
  public long generation() {
    Connection open = connection;
    return open == null ? 0 : open.store().generation();
  }

  @Override
  public Uni<Boolean> send(Message message, Instant latest) {
    String type = message.getHeader().getOptionalString(Tag.MSG_TYPE).orElse("");
    @Nullable String id = message.getOptionalString(Tag.CL_ORD_ID).orElse(null);
    return traffic.leaving(settings.name(), type, id, hand(message, latest)).emitOn(loop());
  }

  private Uni<Boolean> hand(Message message, Instant latest) {
    return Uni.createFrom()
        .item(
            () -> {
              Connection open = connection;
              return open != null && lease.isHeld() && clock.instant().isBefore(latest)
                  ? open.send(message)
                  : Uni.createFrom().item(false);
            })
        .runSubscriptionOn(worker)
        .chain(stored -> stored)
        .invoke(
            sent -> {
              if (sent) {
                traffic.passed(settings.name(), Passed.SENT, 1);
              }
            });
  }

  @Override
  public long durable() {
    Inbox open = inbox;
    return open == null ? 0 : open.durable();
  }

  @Override
  public void emptied(long upTo) {
    Inbox open = inbox;
    if (open != null) {
      open.emptied(upTo);
    }
  }

  @Override
  public void booked(int count, int aside) {
    traffic.passed(settings.name(), Passed.RECEIVED, count);
    traffic.passed(settings.name(), Passed.SET_ASIDE, aside);
    Inbox open = inbox;
    if (open != null) {
      open.booked(count);
    }
  }

  /** What it would trade now nobody has asked for: the close that it was for has ended. */
  @Override
  public void worksAgain(Standing order) {
    Log.warnf(
        "an order works again because an execution was taken back; it is cancelled venue=%s orderKey=%s",
        settings.name(), order.key());
    cancelling
        .cancel(order.worksAgain())
        .subscribe()
        .with(
            outcome -> {},
            failure ->
                Log.warnf(
                    "an order that works again could not be cancelled venue=%s orderKey=%s: %s",
                    settings.name(), order.key(), failure));
  }

  @Override
  public void cancelSingly(List<Standing> orders) {
    together.refused();
    for (Standing order : orders) {
      cancelling
          .cancel(order)
          .subscribe()
          .with(
              outcome -> {},
              failure ->
                  Log.debugf(
                      "a cancel is left to who has asked for it venue=%s orderKey=%s: %s",
                      settings.name(), order.key(), failure));
    }
  }

  @Override
  public void stated(List<PositionReport> reports) {
    positions.take(reports);
  }

  @Override
  public void questionsRefused() {
    doubt.askNoMore();
  }
}
