// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.application.event.AcknowledgedCommit;
import dev.unwind.application.event.Commits;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import org.jboss.logging.Logger;

/**
 * Tells of commits that do not say which event they have ended an account's log with: it is read
 * afterwards, before whoever has asked for them is answered. For what is rare, such as
 * administration.
 */
public final class LogEnds {
  private static final Logger LOG = Logger.getLogger(LogEnds.class);

  private static final String LAST =
      "select e.seq, e.event_id, e.at, e.kind from event e where e.account_id = $1"
          + " order by e.seq desc limit 1";

  private LogEnds() {}

  public static Uni<Void> committed(LedgerPool pool, Commits commits, AccountId account) {
    commits.committed(account);
    return pool.query(LAST, Tuple.of(account.value()))
        .invoke(rows -> note(commits, account, rows))
        // It is committed all the same; that the database has changed hands is told anyway.
        .onFailure()
        .invoke(failure -> LOG.debugf("The end of a log is not read: %s", failure))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  public static Uni<Void> committed(
      LedgerPool pool, Commits commits, Collection<AccountId> accounts) {
    return Multi.createFrom()
        .iterable(accounts)
        .onItem()
        .transformToUniAndConcatenate(account -> committed(pool, commits, account))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static void note(Commits commits, AccountId account, RowSet<Row> rows) {
    for (Row row : rows) {
      commits
          .acknowledged()
          .note(
              new AcknowledgedCommit(
                  account,
                  row.getLong("seq"),
                  null,
                  row.getLong("event_id"),
                  Rows.time(row, "at"),
                  row.getString("kind")));
    }
  }
}
