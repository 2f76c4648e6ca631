// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.observation.SessionTraffic.Passed;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class SessionMetersTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final SessionMeters meters = new SessionMeters(registry);

  @Test
  void messagesAreCountedByVenueAndWhatBecameOfThem() {
    meters.passed("desk", Passed.SENT, 2);
    meters.passed("desk", Passed.SENT, 1);
    meters.passed("desk", Passed.SET_ASIDE, 1);
    meters.passed("other", Passed.SENT, 5);

    String name = Metric.VENUE_MESSAGES.exported();
    assertThat(registry.scrape().lines())
        .contains(
            name + "{venue=\"desk\",what=\"sent\",} 3.0",
            name + "{venue=\"desk\",what=\"set_aside\",} 1.0",
            name + "{venue=\"other\",what=\"sent\",} 5.0");
  }

  @Test
  void whatWaitsToBeBookedIsTheLastFigureThatWasTold() {
    meters.waiting("desk", 7);
    meters.waiting("desk", 0);
    meters.waiting("other", 3);

    String name = Metric.VENUE_INBOX.exported();
    assertThat(registry.scrape().lines())
        .contains(name + "{venue=\"desk\",} 0.0", name + "{venue=\"other\",} 3.0");
  }
}
