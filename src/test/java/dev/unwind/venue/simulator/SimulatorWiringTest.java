// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Side;
import dev.unwind.venue.TestOrders;
import dev.unwind.venue.simulator.book.FillMode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SimulatorWiringTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject ExecutionVenue venue;
  @Inject SimulatorScenario scenario;
  @Inject SimulatorWitness witness;

  @Test
  void theServiceTradesAtASimulatorThatWorksAsConfigured() {
    assertThat(venue.name()).isEqualTo("simulator");
    assertThat(scenario.fill()).isEqualTo(FillMode.FULL);
    var order =
        new TestOrders(new AccountId(1), new InstrumentId(Long.MAX_VALUE)).market(Side.BUY, "1");
    long before = witness.counts().await().atMost(PATIENCE).arrivals();
    assertThat(venue.submit(List.of(order)).await().atMost(PATIENCE))
        .containsExactly(new VenueOutcome.Refused("unknown instrument"));
    assertThat(witness.counts().await().atMost(PATIENCE).arrivals()).isGreaterThan(before);
  }
}
