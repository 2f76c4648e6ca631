// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import dev.unwind.application.event.AcknowledgedCommit;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.Conditions;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.book.BookSql;
import dev.unwind.persistence.book.BookWriter;
import dev.unwind.persistence.log.LogEnds;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Enters in the logs of accounts what becomes of the accounts themselves, within the transaction
 * that changes them.
 */
public final class StandingLog {
  private StandingLog() {}

  public static Uni<Void> tell(
      SqlConnection connection,
      LogEnds ends,
      List<AccountId> accounts,
      EventKind kind,
      @Nullable Administered what,
      DecisionOrigin by,
      Instant now) {
    if (accounts.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(AccountSql.TAKE_PLACES)
        .execute(Tuple.of(Conditions.longs(accounts, AccountId::value), Rows.at(now)))
        .onItem()
        .transformToMulti(places -> Multi.createFrom().iterable(places))
        .onItem()
        .transformToUniAndConcatenate(
            place ->
                numberOf(connection, place)
                    .map(number -> standing(place, number, kind, what, by))
                    .call(event -> insert(connection, event))
                    .invoke(event -> ends.add(AcknowledgedCommit.of(event, kind.name()))))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static Uni<RowSet<Row>> insert(SqlConnection connection, LedgerEvent event) {
    return connection
        .preparedQuery(BookSql.INSERT_EVENTS)
        .execute(BookWriter.events(List.of(event), event.account().value()));
  }

  /** Which of its group it is: the others may be on other servers, and are asked for apart. */
  private static Uni<Long> numberOf(SqlConnection connection, Row place) {
    return place.getUUID("group_uid") == null
        ? Uni.createFrom().item(1L)
        : connection
            .preparedQuery(AccountSql.FIND_BY_ID)
            .execute(Tuple.of(place.getLong("account_id")))
            .map(rows -> rows.iterator().next().getLong("number"));
  }

  private static LedgerEvent standing(
      Row place, long number, EventKind kind, @Nullable Administered what, DecisionOrigin by) {
    return new LedgerEvent(
        new AccountId(place.getLong("account_id")),
        place.getLong("event_seq"),
        place.getLong("event_id"),
        Rows.time(place, "event_at"),
        kind,
        null,
        null,
        null,
        null,
        null,
        null,
        new Account.Standing(
            place.getString("title"),
            Math.toIntExact(number),
            AccountStatus.valueOf(place.getString("status"))),
        null,
        null,
        what,
        by.actor(),
        by.dialect(),
        by.requestId());
  }
}
