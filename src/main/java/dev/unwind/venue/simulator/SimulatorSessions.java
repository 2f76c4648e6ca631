// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.domain.calendar.CalendarSessions;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.Instrument;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The simulator's hours, as the scenario has them. Trade dates, the end of DAY orders and the next
 * opening follow the public calendar in every mode.
 */
final class SimulatorSessions implements Sessions {
  private final SimulatorScenario scenario;
  private final CalendarSessions calendar = new CalendarSessions();

  SimulatorSessions(SimulatorScenario scenario) {
    this.scenario = scenario;
  }

  @Override
  public boolean isOpen(Instrument instrument, Instant now) {
    return switch (scenario.session()) {
      case OPEN -> true;
      case CLOSED -> false;
      case CALENDAR -> calendar.isOpen(instrument, now);
    };
  }

  @Override
  public LocalDate tradeDate(Instrument instrument, Instant now) {
    return calendar.tradeDate(instrument, now);
  }

  @Override
  public @Nullable Instant dayOrderExpiry(Instrument instrument, Instant now) {
    return calendar.dayOrderExpiry(instrument, now);
  }

  @Override
  public @Nullable Instant nextOpen(Instrument instrument, Instant now) {
    return calendar.nextOpen(instrument, now);
  }

  @Override
  public Duration openTime(Instrument instrument, Instant from, Instant to) {
    return switch (scenario.session()) {
      case OPEN -> to.isAfter(from) ? Duration.between(from, to) : Duration.ZERO;
      case CLOSED -> Duration.ZERO;
      case CALENDAR -> calendar.openTime(instrument, from, to);
    };
  }
}
