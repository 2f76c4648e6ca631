// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import io.quarkus.logging.Log;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** How the session stands. An outage is two lines in the log, however often it is tried again. */
public final class LinkStanding {
  private final String venue;
  private final InstantSource clock;
  private final Runnable again;
  private @Nullable Instant downSince;
  private Instant linkedSince = Instant.EPOCH;
  private boolean ending;
  private boolean isUp;
  private boolean isTold;

  /**
   * @param again told each time that it is logged on after an outage
   */
  public LinkStanding(String venue, InstantSource clock, Runnable again) {
    this.venue = venue;
    this.clock = clock;
    this.again = again;
  }

  /** Since when it has been logged on; the epoch where it never was. */
  public synchronized Instant linkedSince() {
    return linkedSince;
  }

  public synchronized void up() {
    linkedSince = clock.instant();
    isUp = true;
    isTold = false;
    if (downSince == null) {
      Log.infof("session is logged on venue=%s", venue);
    } else {
      again.run();
      Log.infof("session is logged on again venue=%s since=%s", venue, downSince);
      downSince = null;
    }
  }

  /** The service stops: that the session is logged out then is no outage. */
  public synchronized void ends() {
    ending = true;
  }

  /** Why it could not be logged on; told once, however often it is tried. */
  public synchronized void trouble(String why) {
    if (!isUp && !isTold && !ending) {
      isTold = true;
      Log.warnf("session is not logged on venue=%s: %s", venue, why);
    }
  }

  public synchronized void down(String why) {
    isUp = false;
    if (downSince == null && !ending) {
      downSince = clock.instant();
      Log.warnf("session is down venue=%s: %s", venue, why);
    }
  }
}
