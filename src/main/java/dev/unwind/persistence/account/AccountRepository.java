// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import io.quarkus.hibernate.reactive.panache.PanacheQuery;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Reads accounts within a scope. */
@ApplicationScoped
public class AccountRepository implements PanacheRepositoryBase<AccountEntity, Long> {
  /** The account of which this field has this value; the fields are unique. */
  public Uni<Optional<Account>> findOne(AccountScope scope, String field, Object value) {
    return visible(scope, field + " = :value", Parameters.with("value", value))
        .firstResult()
        .map(found -> Optional.ofNullable(found).map(AccountEntity::toDomain));
  }

  /** Ascending by id. */
  public Uni<List<Account>> list(AccountScope scope, int offset, int limit) {
    return visible(scope, "true", new Parameters())
        .range(offset, offset + limit - 1)
        .list()
        .map(found -> found.stream().map(AccountEntity::toDomain).toList());
  }

  private PanacheQuery<AccountEntity> visible(
      AccountScope scope, String condition, Parameters parameters) {
    return scope.all()
        ? find(condition + " order by id", parameters)
        : find(
            condition + " and id in :granted order by id",
            parameters.and("granted", scope.accounts().stream().map(AccountId::value).toList()));
  }
}
