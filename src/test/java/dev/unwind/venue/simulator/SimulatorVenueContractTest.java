// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.LogLines;
import dev.unwind.venue.ExecutionVenueContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

@BesideTheApplication
@ResourceLock(value = LogLines.RESOURCE, mode = ResourceAccessMode.READ)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatorVenueContractTest extends ExecutionVenueContract {
  private final SimulatorBench bench = new SimulatorBench(log);
  private final InstrumentId instrument = bench.instrument("ACME", SessionKind.ALWAYS, "1");

  @AfterAll
  void close() {
    bench.close();
  }

  @Override
  protected ExecutionVenue venue() {
    return bench.venue();
  }

  @Override
  protected InstrumentId instrument() {
    return instrument;
  }

  @Override
  protected void market(String bid, String ask) {
    bench.quote(instrument, bid, ask);
  }

  @Override
  protected void restart() {
    bench.restart();
  }
}
