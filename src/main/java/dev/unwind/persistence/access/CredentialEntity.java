// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What administration needs of a credential; its secret's hash and its tags are left to the
 * statements.
 */
@Entity
@Table(name = "credential")
class CredentialEntity {
  @Id
  @Column(name = "credential_id")
  UUID id;

  @Column(name = "principal_id", updatable = false)
  long principalId;

  @Column(updatable = false)
  String kind;

  @Column(name = "key_id", updatable = false)
  @Nullable String keyId;

  @Column(name = "expires_at")
  @Nullable OffsetDateTime expiresAt;

  @Column(name = "revoked_at")
  @Nullable OffsetDateTime revokedAt;
}
