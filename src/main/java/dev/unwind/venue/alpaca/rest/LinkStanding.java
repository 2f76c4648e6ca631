// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import dev.unwind.application.venue.ExecutionVenue.Outage;
import io.quarkus.logging.Log;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the way to a broker stands. An outage is two lines in the log, however much it has failed.
 */
public final class LinkStanding {
  private static final int FAILURES = 3;

  private final String venue;
  private final InstantSource clock;
  private Instant linkedSince = Instant.EPOCH;
  private int failures;
  private @Nullable Outage outage;

  public LinkStanding(String venue, InstantSource clock) {
    this.venue = venue;
    this.clock = clock;
  }

  /** What happens there is told from now on. */
  public synchronized void begun() {
    linkedSince = clock.instant();
    answered();
  }

  public synchronized Optional<Outage> outage() {
    return Optional.ofNullable(outage);
  }

  /** As the replica that has the link tells it. */
  public synchronized void told(@Nullable Outage elsewhere) {
    outage = elsewhere;
  }

  public synchronized Instant linkedSince() {
    return linkedSince;
  }

  public synchronized void answered() {
    failures = 0;
    Outage over = outage;
    if (over != null) {
      outage = null;
      Log.infof("venue answers again venue=%s since=%s", venue, over.since());
    }
  }

  /** A single failure is no outage: a connection is reset now and then. */
  public synchronized void failed(String why) {
    failures++;
    if (outage == null && failures >= FAILURES) {
      outage = new Outage(clock.instant(), why);
      Log.warnf("venue does not answer venue=%s: %s", venue, why);
    }
  }
}
