// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

@Entity
@Table(name = "principal_grant")
@IdClass(PrincipalGrantEntity.Key.class)
class PrincipalGrantEntity {
  @Id
  @Column(name = "account_id")
  long accountId;

  @Id
  @Column(name = "principal_id")
  long principalId;

  PrincipalGrantEntity() {}

  PrincipalGrantEntity(long accountId, long principalId) {
    this.accountId = accountId;
    this.principalId = principalId;
  }

  record Key(long accountId, long principalId) implements Serializable {}
}
