// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.value.PrincipalId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;

/**
 * Port: which payload a caller has used a key for, over all accounts. What a key has made is
 * remembered by account, see {@link ReplayStore}; this refuses the same key for another account.
 */
public interface RequestKeys {
  /**
   * Takes a key for a payload. Fails with IDEMPOTENCY_KEY_REUSED when it was taken for another.
   *
   * @return whether it was free until now
   */
  Uni<Boolean> take(PrincipalId caller, IdempotencyKey key, Instant now);

  /** Gives a key back whose request was refused with nothing done. */
  Uni<Void> release(PrincipalId caller, IdempotencyKey key);

  /** Forgets keys older than this; at most {@code limit} of them. */
  Uni<Integer> forget(Instant before, int limit);
}
