// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import dev.unwind.domain.value.PrincipalId;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A credential to be kept.
 *
 * @param keyId for API keys; null for tokens
 * @param secretSha256 see {@link SecretDigest}
 * @param publicKey PEM of the key that signs its bearer's requests
 */
public record NewCredential(
    UUID id,
    PrincipalId principal,
    CredentialKind kind,
    @Nullable String keyId,
    byte[] secretSha256,
    @Nullable String publicKey,
    Map<String, String> tags,
    Instant createdAt,
    @Nullable Instant expiresAt) {
  @Override
  public String toString() {
    return "NewCredential[" + id + "]";
  }
}
