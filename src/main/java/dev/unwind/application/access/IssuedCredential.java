// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fresh credential. The secret exists here only; the ledger keeps its hash.
 *
 * @param keyId id of an API key; null for tokens
 */
public record IssuedCredential(
    UUID id, @Nullable String keyId, String secret, @Nullable Instant expiresAt) {
  @Override
  public String toString() {
    return "IssuedCredential[" + id + "]";
  }
}
