// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.schedule;

import dev.unwind.domain.instrument.SessionKind;
import java.time.Instant;
import java.util.Set;

/**
 * One time that a schedule is to fire.
 *
 * @param close which one: the close of the sessions, or the moment itself; a schedule fires once
 *     for each
 * @param due from when on
 * @param lateUntil up to when, inclusive; after that it is missed
 * @param sessions whose instruments are meant; empty: all
 */
public record Firing(Instant close, Instant due, Instant lateUntil, Set<SessionKind> sessions) {
  public Firing {
    sessions = Set.copyOf(sessions);
  }

  public boolean isMissed(Instant now) {
    return now.isAfter(lateUntil);
  }
}
