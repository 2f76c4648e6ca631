// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.ActRequests.await;

import dev.unwind.application.Actor;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Callers whom the ledger knows. */
final class KeptCallers {
  private KeptCallers() {}

  static Actor add(Pool pool, String prefix, Set<Role> roles, Set<AccountId> accounts) {
    String name = prefix + UUID.randomUUID();
    long id =
        await(
                pool.preparedQuery(
                        """
                        insert into principal (principal_id, name, roles, created_at)
                        values (nextval('principal_id_seq'), $1, $2, now()) returning principal_id
                        """)
                    .execute(
                        Tuple.of(
                            name,
                            roles.stream()
                                .map(role -> role.name().toLowerCase(Locale.ROOT))
                                .toArray(String[]::new))))
            .iterator()
            .next()
            .getLong(0);
    await(
        pool.preparedQuery(
                "insert into principal_grant (account_id, principal_id) select unnest($1::bigint[]), $2")
            .execute(Tuple.of(accounts.stream().map(AccountId::value).toArray(Long[]::new), id)));
    return new Actor(
        new Principal(new PrincipalId(id), name, roles, new AccountScope(false, accounts)),
        "unwind",
        "request-1");
  }
}
