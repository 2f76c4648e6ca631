// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Spares the database a question whose cost grows with the ledger: it is asked again only when
 * twenty times as long has passed as its last answer took, five seconds at most.
 */
public final class Pace {
  private static final int REST = 20;
  private static final Duration LONGEST_REST = Duration.ofSeconds(5);

  private final InstantSource clock;
  private volatile Instant asked = Instant.MIN;
  private volatile Instant next = Instant.MIN;

  public Pace(InstantSource clock) {
    this.clock = clock;
  }

  /** Asks where it is time to, else gives {@code meanwhile}. A failure does not count. */
  public <T> Uni<T> ask(Supplier<Uni<T>> question, T meanwhile) {
    Instant now = clock.instant();
    // A clock that was set back must not silence the question.
    if (now.isBefore(next) && !now.isBefore(asked)) {
      return Uni.createFrom().item(meanwhile);
    }
    return question.get().invoke(() -> rest(now, Duration.between(now, clock.instant())));
  }

  private void rest(Instant begun, Duration took) {
    Duration rest = took.multipliedBy(REST);
    asked = begun;
    next = begun.plus(rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST);
  }
}
