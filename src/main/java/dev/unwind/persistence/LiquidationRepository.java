// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads liquidations within a scope. */
@ApplicationScoped
class LiquidationRepository implements PanacheRepositoryBase<LiquidationEntity, Long> {
  private record Where(String text, Parameters parameters) {}

  Uni<Optional<LiquidationEntity>> findByUid(AccountScope scope, UUID uid) {
    Parameters parameters = Parameters.with("uid", uid);
    String where = "uid = :uid";
    if (!scope.all()) {
      where += " and accountId in :granted";
      parameters.and("granted", ids(scope));
    }
    return find(where, parameters).firstResult().map(Optional::ofNullable);
  }

  Uni<List<LiquidationEntity>> list(
      AccountScope scope, LedgerQueries.Liquidations query, int offset, int limit) {
    Where where = where(scope, query);
    String order =
        query.oldestFirst() ? " order by createdAt, id" : " order by createdAt desc, id desc";
    return find(where.text + order, where.parameters).range(offset, offset + limit - 1).list();
  }

  Uni<Long> count(AccountScope scope, LedgerQueries.Liquidations query) {
    Where where = where(scope, query);
    return count(where.text, where.parameters);
  }

  private static Where where(AccountScope scope, LedgerQueries.Liquidations query) {
    StringBuilder text = new StringBuilder("true");
    Parameters parameters = new Parameters();
    if (!scope.all()) {
      text.append(" and accountId in :granted");
      parameters.and("granted", ids(scope));
    }
    if (query.account() != null) {
      text.append(" and accountId = :account");
      parameters.and("account", query.account().value());
    }
    if (!query.statuses().isEmpty()) {
      text.append(" and status in :statuses");
      parameters.and("statuses", query.statuses());
    }
    if (query.dialect() != null) {
      text.append(" and dialect = :dialect");
      parameters.and("dialect", query.dialect());
    }
    if (query.start() != null) {
      text.append(" and createdAt >= :start");
      parameters.and("start", query.start().atOffset(ZoneOffset.UTC));
    }
    if (query.end() != null) {
      text.append(" and createdAt < :end");
      parameters.and("end", query.end().atOffset(ZoneOffset.UTC));
    }
    return new Where(text.toString(), parameters);
  }

  private static List<Long> ids(AccountScope scope) {
    return scope.accounts().stream().map(AccountId::value).toList();
  }
}
