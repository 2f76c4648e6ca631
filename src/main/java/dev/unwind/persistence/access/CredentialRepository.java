// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

@ApplicationScoped
class CredentialRepository implements PanacheRepositoryBase<CredentialEntity, UUID> {}
