// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A credential as the ledger holds it, whatever its state.
 *
 * @param authenticated what its bearer is, if the secret matches and nothing is revoked
 * @param secretSha256 see {@link SecretDigest}
 * @param revokedAt when it or its principal was revoked
 */
public record StoredCredential(
    Authenticated authenticated, byte[] secretSha256, @Nullable Instant revokedAt) {
  @Override
  public String toString() {
    return "StoredCredential[" + authenticated.credentialId() + "]";
  }
}
