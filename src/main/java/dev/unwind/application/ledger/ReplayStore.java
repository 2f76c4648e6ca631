// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Optional;

/** Port: remembered answers to keyed requests, for dialects that repeat them byte for byte. */
public interface ReplayStore {
  /** An answer as it was sent. */
  record StoredAnswer(int status, byte[] body) {}

  /** What a key has made. Fails with IDEMPOTENCY_KEY_REUSED when its payload was another. */
  Uni<Optional<KeyedEffect>> effect(AccountId account, IdempotencyKey key);

  /** The answer of a key, if one was stored. */
  Uni<Optional<StoredAnswer>> answer(AccountId account, String dialect, String key);

  /** Stores the answer of a key; the first one stays, and is returned. */
  Uni<StoredAnswer> store(AccountId account, String dialect, String key, StoredAnswer answer);

  /** Forgets keys older than this; at most {@code limit} of them. */
  Uni<Integer> forget(Instant before, int limit);
}
