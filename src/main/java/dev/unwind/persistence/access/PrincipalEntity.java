// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "principal")
class PrincipalEntity {
  @Id
  @Column(name = "principal_id")
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "principal")
  @SequenceGenerator(name = "principal", sequenceName = "principal_id_seq", allocationSize = 1)
  @Nullable Long id;

  String name;

  @Column(name = "password_hash")
  @Nullable String passwordHash;

  String[] roles;

  @Column(name = "all_accounts")
  boolean allAccounts;

  @Column(name = "created_at")
  OffsetDateTime createdAt;

  @Column(name = "revoked_at")
  @Nullable OffsetDateTime revokedAt;
}
