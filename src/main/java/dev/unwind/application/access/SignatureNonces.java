// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import io.smallrye.mutiny.Uni;
import java.time.Instant;

/** Port: nonces of signed requests, each of which is taken once. */
public interface SignatureNonces {
  /**
   * Takes a nonce, durably.
   *
   * @param digest of the key and the nonce
   * @param until when a signature with it is stale, and the nonce may be forgotten
   * @return whether it was new
   */
  Uni<Boolean> take(byte[] digest, Instant until);

  /** Forgets what is stale; at most {@code limit} of them. */
  Uni<Integer> forget(Instant now, int limit);
}
