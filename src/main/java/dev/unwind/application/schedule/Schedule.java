// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.schedule;

import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.Reason;
import dev.unwind.domain.schedule.Firing;
import dev.unwind.domain.schedule.FiringRule;
import dev.unwind.domain.value.PrincipalId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A liquidation that is to be asked for later. What it means is decided each time that it fires.
 *
 * @param caller whose it is
 * @param origin who made it, and by which request
 * @param version counts what the caller has made of it; firing changes nothing of that
 * @param since when its rule was made or changed
 * @param done the close of the last time that it was fired or missed
 * @param failure why the last attempt to fire it has failed
 * @param nextDue when it fires next; null where it does not any more
 */
public record Schedule(
    UUID id,
    PrincipalId caller,
    DecisionOrigin origin,
    ScheduledClose wanted,
    Status status,
    int version,
    Instant createdAt,
    Instant since,
    Instant done,
    @Nullable Failure failure,
    @Nullable Instant nextDue,
    @Nullable Instant endedAt) {

  /** Why it could not be fired for a close. */
  public record Failure(Instant close, Reason reason, @Nullable String text) {}

  /** Whether it goes on. */
  public enum Status {
    ACTIVE,
    /** Everything that it was made for has been fired or missed. */
    ENDED,
    CANCELED
  }

  public FiringRule rule() {
    return wanted.rule();
  }

  /** The first time that is not done with. */
  public Optional<Firing> next() {
    return rule().next(since, done);
  }
}
