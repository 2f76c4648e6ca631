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
  private @Nullable Instant downSince;
  private boolean ending;

  public LinkStanding(String venue, InstantSource clock) {
    this.venue = venue;
    this.clock = clock;
  }

  public synchronized void up() {
    if (downSince == null) {
      Log.infof("session is logged on venue=%s", venue);
    } else {
      Log.infof("session is logged on again venue=%s since=%s", venue, downSince);
      downSince = null;
    }
  }

  /** The service stops: that the session is logged out then is no outage. */
  public synchronized void ends() {
    ending = true;
  }

  public synchronized void down(String why) {
    if (downSince == null && !ending) {
      downSince = clock.instant();
      Log.warnf("session is down venue=%s: %s", venue, why);
    }
  }
}
