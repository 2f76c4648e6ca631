// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.application.event.AcknowledgedCommit;
import dev.unwind.application.event.Commits;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.LedgerPool;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The events that one transaction ends logs with, by account. They are told once it has committed,
 * before whoever has asked for it is answered.
 */
public final class LogEnds {
  private final Map<AccountId, AcknowledgedCommit> ends = new LinkedHashMap<>();

  private LogEnds() {}

  /** What a transaction has come to, and the events that it has written. */
  public record Written<T>(T result, LogEnds ends) {}

  /** One attempt at a transaction: what an earlier one has written is not told. */
  public static <T> Uni<Written<T>> attempt(Function<LogEnds, Uni<T>> work) {
    LogEnds ends = new LogEnds();
    return work.apply(ends).map(result -> new Written<>(result, ends));
  }

  /** Runs a transaction, and tells what it has written. */
  public static <T> Uni<T> transaction(
      LedgerPool pool,
      Commits commits,
      Duration timeout,
      BiFunction<SqlConnection, LogEnds, Uni<T>> work) {
    return pool.transaction(timeout, connection -> attempt(ends -> work.apply(connection, ends)))
        .map(written -> committed(commits, written));
  }

  /** Called after the commit. */
  public static <T> T committed(Commits commits, Written<T> written) {
    written
        .ends()
        .ends
        .forEach(
            (account, end) -> {
              commits.acknowledged().note(end);
              commits.committed(account);
            });
    return written.result();
  }

  /** Called when a transaction has written an event, in the order of its log. */
  public void add(AcknowledgedCommit event) {
    ends.put(event.account(), event);
  }
}
