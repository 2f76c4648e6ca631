// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Orders of which it is not known whether they have arrived. A broker that does not know one may
 * only not know it yet: it is believed once it has said so twice, the last time after the request
 * has had time to settle.
 */
final class Doubts {
  private static final int MOST = 50_000;
  private static final int ANSWERS = 2;
  private static final Duration SOONEST = Duration.ofMillis(1);

  private record Doubt(Instant since, int answers) {}

  private final Map<UUID, Doubt> open = new LinkedHashMap<>();
  private final InstantSource clock;
  private final Duration settling;

  Doubts(InstantSource clock, Duration settling) {
    this.clock = clock;
    this.settling = settling;
  }

  /** A request has gone out under this key, and its answer has not come. */
  synchronized void begin(UUID key) {
    put(key, new Doubt(clock.instant(), 0));
  }

  /** Before one goes out again: what was learned of those before counts. */
  synchronized void goesOn(UUID key) {
    if (!open.containsKey(key)) {
      begin(key);
    }
  }

  /** The broker knows it. */
  synchronized void end(UUID key) {
    open.remove(key);
  }

  /**
   * Whether a request under this key may be on its way: one without an answer, or one of whoever
   * spoke before.
   *
   * @param speaks since when this replica does
   */
  synchronized boolean mayArrive(UUID key, Instant speaks) {
    return open.containsKey(key) || clock.instant().isBefore(speaks.plus(settling));
  }

  /**
   * The broker does not know it.
   *
   * @return how long until that may be believed when it is said again; zero once it is certain, and
   *     a later question starts anew
   */
  synchronized Duration notKnown(UUID key) {
    Instant now = clock.instant();
    Doubt before = open.getOrDefault(key, new Doubt(now, 0));
    Doubt doubt = new Doubt(before.since(), before.answers() + 1);
    Duration left = Duration.between(now, doubt.since().plus(settling));
    boolean settled = left.isZero() || left.isNegative();
    if (doubt.answers() >= ANSWERS && settled) {
      open.remove(key);
      return Duration.ZERO;
    }
    put(key, doubt);
    return left.compareTo(SOONEST) > 0 ? left : SOONEST;
  }

  synchronized int count() {
    return open.size();
  }

  private void put(UUID key, Doubt doubt) {
    open.put(key, doubt);
    if (open.size() > MOST) {
      // Forgotten is asked about from the start again, which only takes longer.
      open.remove(open.keySet().iterator().next());
    }
  }
}
