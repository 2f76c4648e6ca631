// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import dev.unwind.domain.account.Role;
import dev.unwind.domain.value.PrincipalId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A principal as who administers it sees it, without secrets.
 *
 * @param accounts names of those that are granted; none where all are
 * @param credentials keys and tokens that are neither revoked nor at their end; no sessions
 */
public record PrincipalRecord(
    PrincipalId id,
    String name,
    Set<Role> roles,
    boolean allAccounts,
    List<String> accounts,
    List<Kept> credentials,
    Instant createdAt,
    @Nullable Instant revokedAt) {

  /** A key or token. */
  public record Kept(
      UUID id,
      CredentialKind kind,
      @Nullable String keyId,
      Instant createdAt,
      @Nullable Instant expiresAt) {}
}
