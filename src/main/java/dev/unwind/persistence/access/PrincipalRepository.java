// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class PrincipalRepository implements PanacheRepository<PrincipalEntity> {}
