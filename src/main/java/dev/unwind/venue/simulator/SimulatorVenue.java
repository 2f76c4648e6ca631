// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.application.market.Market;
import dev.unwind.application.market.QuoteListener;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.application.venue.VenueCapabilities;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.venue.simulator.book.PairBook;
import dev.unwind.venue.simulator.book.QuoteBoard;
import dev.unwind.venue.simulator.book.ReportBox;
import dev.unwind.venue.simulator.book.SimulatorBook;
import dev.unwind.venue.simulator.book.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The simulator behind the port of all venues. Its parts do the work; this class knows the
 * scenario's link and the limits.
 */
public final class SimulatorVenue implements ExecutionVenue, QuoteListener {
  static final String NAME = "simulator";
  static final int BATCH_SIZE_MAX = 1000;

  private static final Duration TICK = Duration.ofMillis(100);
  private static final int SWEEP_TICKS = 10;
  private static final VenueCapabilities CAPABILITIES =
      new VenueCapabilities(
          EnumSet.allOf(OrderType.class),
          EnumSet.allOf(TimeInForce.class),
          BATCH_SIZE_MAX,
          true,
          true,
          false);

  private final Vertx vertx;
  private final SimulatorScenario scenario;
  private final SimulatorSessions sessions;
  private final OrderDesk desk;
  private final ReplacementDesk replacements;
  private final MarketWatch watch;
  private final ReportDelivery delivery;
  private final SimulatorBook book;
  private Optional<Long> timer = Optional.empty();
  private int ticks;

  /**
   * @param pool of the simulator alone
   * @param sink where reports go; empty while there is nobody to record them
   */
  SimulatorVenue(
      Vertx vertx,
      Pool pool,
      Market market,
      InstantSource clock,
      SimulatorScenario scenario,
      Duration statementTimeout,
      Supplier<Optional<ReportSink>> sink) {
    this.vertx = vertx;
    this.scenario = scenario;
    this.sessions = new SimulatorSessions(scenario);
    this.delivery =
        new ReportDelivery(
            new ReportBox(pool),
            scenario,
            clock,
            statementTimeout,
            reports ->
                sink.get()
                    .map(s -> s.deliver(this, reports))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
    book = new SimulatorBook(pool);
    QuoteBoard board = new QuoteBoard();
    Transactions transactions = new Transactions(pool, statementTimeout);
    OrderIntake reception = new OrderIntake(transactions, book, board, market, sessions, scenario);
    PairBook pairBook = new PairBook();
    PairDesk pairs = new PairDesk(transactions, book, pairBook, reception, scenario);
    this.watch =
        new MarketWatch(
            transactions,
            book,
            pairs,
            pairBook,
            board,
            market,
            reception,
            scenario,
            clock,
            delivery,
            new MarkNotice(
                transactions,
                book,
                marks ->
                    sink.get()
                        .map(s -> s.follow(this, marks))
                        .orElseGet(() -> Uni.createFrom().voidItem())));
    this.desk =
        new OrderDesk(transactions, book, pairs, reception, scenario, clock, delivery, watch);
    this.replacements =
        new ReplacementDesk(transactions, book, pairs, reception, scenario, clock, delivery, watch);
  }

  /** Begins to deliver reports, to expire orders and to catch up with quotes. */
  synchronized void start() {
    if (timer.isEmpty()) {
      timer = Optional.of(vertx.setPeriodic(TICK.toMillis(), ignored -> tick()));
    }
  }

  /** The database has gone back to where these numbers may be given again. */
  void forgetNumbers() {
    book.forgetNumbers();
  }

  /** Stops for good, after the work at hand and the acknowledgements have been written. */
  synchronized Uni<Void> stop() {
    timer.ifPresent(vertx::cancelTimer);
    timer = Optional.empty();
    return watch.settled().chain(delivery::stop);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public VenueCapabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public boolean isLinkedHere() {
    return true;
  }

  @Override
  public Optional<Outage> outage() {
    return Optional.empty();
  }

  @Override
  public int room() {
    return BATCH_SIZE_MAX;
  }

  @Override
  public Sessions sessions() {
    return sessions;
  }

  @Override
  public Uni<List<VenueOutcome>> submit(List<VenueOrder> orders) {
    return request(orders, () -> desk.submit(orders));
  }

  @Override
  public Uni<List<VenueOutcome>> cancel(List<VenueOrderRef> orders) {
    return request(orders, () -> desk.cancel(orders));
  }

  @Override
  public Uni<List<VenueOutcome>> replace(List<VenueReplacement> requests) {
    return request(requests, () -> replacements.replace(requests));
  }

  @Override
  public Uni<List<VenueOutcome>> query(List<VenueOrderRef> orders) {
    return request(orders, () -> desk.query(orders));
  }

  @Override
  public Uni<Void> acknowledge(Set<UUID> reportIds) {
    delivery.acknowledge(reportIds);
    return Uni.createFrom().voidItem();
  }

  @Override
  public Uni<Void> onQuote(Quote quote) {
    return watch.onQuote(quote.instrument());
  }

  private Uni<List<VenueOutcome>> request(
      Collection<?> batch, Supplier<Uni<List<VenueOutcome>>> work) {
    if (batch.size() > BATCH_SIZE_MAX) {
      return Uni.createFrom()
          .failure(
              new IllegalArgumentException("more than " + BATCH_SIZE_MAX + " elements in a batch"));
    }
    if (batch.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return switch (scenario.link()) {
      case UP -> work.get();
      case ANSWERS_LOST -> work.get().map(ignored -> noAnswers(batch.size()));
      case REQUESTS_LOST -> Uni.createFrom().item(() -> noAnswers(batch.size()));
    };
  }

  private static List<VenueOutcome> noAnswers(int count) {
    return Collections.nCopies(count, new VenueOutcome.NoAnswer("no answer in time"));
  }

  private void tick() {
    delivery.tick();
    ticks = (ticks + 1) % SWEEP_TICKS;
    if (ticks == 0) {
      watch.sweep();
    }
  }
}
