// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import org.hibernate.exception.JDBCConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresFailuresTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "08006", "53100", "53200", "53300", "57014", "57P01", "57P03", "26000", "42P05", "25006",
        "25P03", "42501", "58030"
      })
  void databaseThatCannotWorkIsUnavailable(String state) {
    assertThat(PostgresFailures.isUnavailable(pg(state))).isTrue();
    assertThat(PostgresFailures.isUnavailable(new IllegalStateException(pg(state)))).isTrue();
    assertThat(
            PostgresFailures.isUnavailable(
                new JDBCConnectionException("told by Hibernate", new SQLException("", state))))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "23514", "42601", "22003", "40001"})
  void statementThatIsRefusedIsNot(String state) {
    assertThat(PostgresFailures.isUnavailable(pg(state))).isFalse();
    assertThat(PostgresFailures.isUnavailable(new SQLException("", state))).isFalse();
  }

  @Test
  void poolThatHasNoConnectionInTimeIsUnavailable() {
    assertThat(PostgresFailures.isUnavailable(poolTimeout())).isTrue();
    assertThat(PostgresFailures.isUnavailable(new NoStackTraceThrowable("Timeout"))).isTrue();
    assertThat(PostgresFailures.isUnavailable(new HttpClosedException("Connection was closed")))
        .as("a client that has left")
        .isFalse();
  }

  @Test
  void outcomeIsOpenOnlyOnceSomethingWasSent() {
    assertThat(PostgresFailures.leavesOutcomeOpen(ClosedConnectionException.INSTANCE)).isTrue();
    assertThat(PostgresFailures.leavesOutcomeOpen(new IOException("reset"))).isTrue();
    assertThat(PostgresFailures.leavesOutcomeOpen(new TimeoutException())).isTrue();
    assertThat(PostgresFailures.leavesOutcomeOpen(pg("57P01"))).isTrue();
    assertThat(PostgresFailures.leavesOutcomeOpen(pg("57014"))).isFalse();
    assertThat(PostgresFailures.leavesOutcomeOpen(pg("53300"))).isFalse();
    assertThat(PostgresFailures.leavesOutcomeOpen(new ConnectException())).isFalse();
    assertThat(PostgresFailures.leavesOutcomeOpen(poolTimeout())).isFalse();
  }

  @Test
  void reasonThatIsKnownIsNotGuessedFromItsCause() {
    TradingException unknown =
        new TradingException(Reason.OUTCOME_UNKNOWN, ClosedConnectionException.INSTANCE);

    assertThat(PostgresFailures.isUnavailable(unknown)).isFalse();
    assertThat(PostgresFailures.isUnavailable(new TradingException(Reason.STORE_UNAVAILABLE)))
        .isTrue();
  }

  private static Throwable poolTimeout() {
    return new VertxException("Timeout waiting for connection", true);
  }

  @Test
  void constraintIsNamedAlsoWhereOnlyTheMessageOfAShardSaysIt() {
    assertThat(
            PostgresFailures.constraint(
                new PgException(
                    "duplicate key value violates unique constraint"
                        + " \"liquidation_exclusive_once_102078\"",
                    "ERROR",
                    "23505",
                    "")))
        .isEqualTo("liquidation_exclusive_once");
    assertThat(
            PostgresFailures.constraint(
                new PgException(
                    "insert or update on table \"fill\" violates foreign key constraint"
                        + " \"fill_v2_fkey\"",
                    "ERROR",
                    "23503",
                    "")))
        .isEqualTo("fill_v2_fkey");
    assertThat(PostgresFailures.constraint(pg("23505"))).isEmpty();
    assertThat(PostgresFailures.constraint(new IOException("reset"))).isEmpty();
  }

  private static PgException pg(String state) {
    return new PgException("refused", "ERROR", state, "");
  }
}
