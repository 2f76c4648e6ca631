// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.TestDatabase;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.platform.database.DatabaseAddress;
import dev.unwind.postgres.ServerTimeline;
import dev.unwind.postgres.VenuePool;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.TestMarket;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;

/** A simulator on a database of its own, without the service around it. */
final class SimulatorBench implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration REDELIVER_AFTER = Duration.ofMillis(500);

  private final TestDatabase database = TestDatabase.migrated();
  private final Vertx vertx = Vertx.vertx();
  private final TestMarket instruments = new TestMarket();
  private final ReportLog log;
  private final SimulatorConfig config =
      new SmallRyeConfigBuilder()
          .withConverter(Duration.class, 200, new DurationConverter())
          .withMapping(SimulatorConfig.class)
          .build()
          .getConfigMapping(SimulatorConfig.class);
  private final SimulatorScenario scenario = new SimulatorScenario(config);
  private InstantSource clock = Clock.systemUTC();
  private Pool pool;
  private SimulatorVenue venue;

  SimulatorBench(ReportLog log) {
    this.log = log;
    DatabaseAddress address = database.address();
    calmDown();
    pool = openPool();
    venue = startVenue();
  }

  SimulatorVenue venue() {
    return venue;
  }

  /** Back to a plain scenario, with reports repeated as soon as tests like it. */
  void calmDown() {
    scenario.reset();
    scenario.redeliverAfter(REDELIVER_AFTER);
  }

  SimulatorScenario scenario() {
    return scenario;
  }

  Pool pool() {
    return pool;
  }

  SimulatorWitness witness() {
    return new SimulatorWitness(pool);
  }

  /** Another process in front of the same book. */
  void restart() {
    stop();
    pool = openPool();
    venue = startVenue();
  }

  /** From now on the clock of the venue stands at this moment. */
  void standAt(Instant moment) {
    clock = InstantSource.fixed(moment);
    restart();
  }

  /** The clock of the venue runs again. */
  void runClock() {
    clock = Clock.systemUTC();
    restart();
  }

  /** A second process in front of the same book, to be stopped by the caller. */
  SimulatorVenue replica() {
    return startVenue();
  }

  InstrumentId instrument(String symbol, SessionKind session, String increment) {
    Instrument instrument = instruments.share(symbol, session, increment);
    InstrumentId id = instrument.id();
    run(
        """
        insert into instrument (instrument_id, uid, symbol, asset_class, currency, quantity_increment,
          price_increment, fractionable, shortable, marginable, session)
        values ($1, $2, $3, 'us_equity', 'USD', 1, 0.01, true, true, true, 'always')
        """,
        Tuple.of(id.value(), instrument.uid(), symbol));
    return id;
  }

  /** Writes a quote, as the ledger does, without telling the venue. */
  Quote writeQuote(InstrumentId instrument, String bid, String ask) {
    BigDecimal low = new BigDecimal(bid);
    BigDecimal high = new BigDecimal(ask);
    BigDecimal last = low.add(high).divide(BigDecimal.valueOf(2));
    Instant at = Instant.now();
    run(
        """
        insert into quote (instrument_id, last, bid, ask, at) values ($1, $2, $3, $4, $5)
        on conflict (instrument_id) do update
        set last = excluded.last, bid = excluded.bid, ask = excluded.ask, at = excluded.at
        """,
        Tuple.of(instrument.value(), last, low, high, at.atOffset(ZoneOffset.UTC)));
    return new Quote(instrument, new Price(last), new Price(low), new Price(high), null, at);
  }

  void quote(InstrumentId instrument, String bid, String ask) {
    venue.onQuote(writeQuote(instrument, bid, ask)).await().atMost(PATIENCE);
  }

  void run(String sql, Tuple tuple) {
    pool.preparedQuery(sql).execute(tuple).await().atMost(PATIENCE);
  }

  private Pool openPool() {
    DatabaseAddress address = database.address();
    return VenuePool.open(
        vertx,
        SimulatorVenue.NAME,
        address.url(),
        Optional.of(address.user()),
        Optional.ofNullable(address.password()),
        config.poolSize(),
        STATEMENT_TIMEOUT,
        new ServerTimeline());
  }

  private SimulatorVenue startVenue() {
    ReportSink sink = log;
    SimulatorVenue started =
        new SimulatorVenue(
            vertx, pool, instruments, clock, scenario, STATEMENT_TIMEOUT, () -> Optional.of(sink));
    started.start();
    return started;
  }

  private void stop() {
    venue.stop().await().atMost(PATIENCE);
    pool.close().await().atMost(PATIENCE);
  }

  @Override
  public void close() {
    stop();
    vertx.close().await().atMost(PATIENCE);
    database.close();
  }
}
