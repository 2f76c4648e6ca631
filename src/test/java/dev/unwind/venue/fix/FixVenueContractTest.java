// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.application.venue.VenueMark;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.LogLines;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.ExecutionVenueContract;
import dev.unwind.venue.ReportLog;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The venue in front of an exchange that knows every kind of order. */
@BesideTheApplication
@ResourceLock(value = LogLines.RESOURCE, mode = ResourceAccessMode.READ)
class FixVenueContractTest extends ExecutionVenueContract {
  private static final ReportSink CURRENT = new Current();

  private static FixBench bench;
  private static InstrumentId instrument;
  private static TestExchange exchange;
  private static FixLink link;
  private static ReportLog current = new ReportLog();

  @BeforeAll
  static void connect() {
    bench = new FixBench();
    instrument = bench.instrument("ACME");
    exchange = new TestExchange();
    link = open();
  }

  @AfterAll
  static void close() {
    link.stop().await().atMost(PATIENCE);
    exchange.close();
    bench.close();
  }

  @BeforeEach
  void listen() {
    current = log;
  }

  private static FixLink open() {
    FixLink opened = bench.link(FixBench.patient("fix", "FIX.4.4", exchange.port()), CURRENT);
    Awaiting.await(PATIENCE, () -> opened.venue().room() > 0);
    return opened;
  }

  /** The log of the case that runs. */
  private static final class Current implements ReportSink {
    @Override
    public Uni<Void> deliver(ExecutionVenue venue, List<VenueReport> reports) {
      return current.deliver(venue, reports);
    }

    @Override
    public Uni<Void> follow(ExecutionVenue venue, List<VenueMark> marks) {
      return current.follow(venue, marks);
    }
  }

  @Override
  protected ExecutionVenue venue() {
    return link.venue();
  }

  @Override
  protected InstrumentId instrument() {
    return instrument;
  }

  @Override
  protected void market(String bid, String ask) {
    exchange.market(bid, ask);
  }

  @Override
  protected void restart() {
    link.stop().await().atMost(PATIENCE);
    link = open();
  }
}
