// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.schedule;

import dev.unwind.domain.Reason;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one time that a schedule was to fire.
 *
 * @param close which one
 * @param act what it has made; null where it was not fired
 * @param reason why it was not
 */
public record ScheduleFiring(
    Instant close,
    Instant due,
    Instant lateUntil,
    Outcome outcome,
    @Nullable UUID act,
    @Nullable Reason reason,
    @Nullable String text,
    Instant decidedAt) {

  public enum Outcome {
    FIRED,
    /** Nobody was there in time. */
    MISSED,
    /** The caller may not do it any more. */
    REFUSED
  }
}
