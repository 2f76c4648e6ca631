// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a failure of the way to PostgreSQL means for who has asked. */
public final class PostgresFailures {
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "0A000");

  /** Not supported; and a shard's table that is not here, which says that it has come to that. */
  private static final Set<String> UNFIT = Set.of("0A000", "42P01");

  private static final int CAUSES_MAX = 16;

  /**
   * 26000, 34000, 42P05: a pooler has led the session to another server process than the one that
   * knows its statements, or had them before; 57014: cancelled by its time-out; 25006: a standby
   * answers; 25P03, 25P04: the transaction took too long and its session is gone; 42501: the user
   * may not write; 55P03: a lock was not had in time; 58030: its disk fails. With whole classes:
   * 08, no connection; 53, no disk space, memory or connection is left; 57P, stopping, crashed or
   * starting.
   */
  private static final Set<String> AWAY =
      Set.of(
          "26000", "34000", "42P05", "57014", "25006", "25P03", "25P04", "42501", "55P03", "58030");

  /** On a shard a constraint has the shard's number behind its name. */
  private static final Pattern CONSTRAINT = Pattern.compile("constraint \"(\\w+?)(?:_\\d{6,})?\"");

  private PostgresFailures() {}

  /**
   * The name of the constraint that was not kept, or an empty text. Of a ledger that is spread the
   * server says it in the message alone.
   */
  public static String constraint(Throwable failure) {
    if (!(failure instanceof PgException refused)) {
      return "";
    }
    if (refused.getConstraint() != null) {
      return refused.getConstraint();
    }
    Matcher named = CONSTRAINT.matcher(String.valueOf(refused.getErrorMessage()));
    return named.find() ? named.group(1) : "";
  }

  /** Whether the failure, or a cause of it, says that the database cannot do its work now. */
  public static boolean isUnavailable(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      if (cause instanceof TradingException known) {
        return known.reason() == Reason.STORE_UNAVAILABLE;
      }
      if (cause instanceof IOException
          || cause instanceof ClosedConnectionException
          || cause instanceof TimeoutException
          || cause instanceof NoStackTraceThrowable
          || isPoolTimeout(cause)
          || cause instanceof PgException e && isAway(e.getSqlState())
          // As Hibernate tells of it.
          || cause instanceof SQLException e && isAway(e.getSQLState())) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean isAway(@Nullable String state) {
    return state != null
        && (state.startsWith("08")
            || state.startsWith("53")
            || state.startsWith("57P")
            || AWAY.contains(state));
  }

  /** Whether a statement was refused because one before it in its transaction has failed. */
  public static boolean isAfterAnother(Throwable failure) {
    return failure instanceof PgException refused && "25P02".equals(refused.getSqlState());
  }

  /**
   * Whether the database can be read but not written: no space is left, the user may not, a standby
   * answers, or its disk fails.
   */
  public static boolean forbidsWriting(Throwable failure) {
    PgException refused = refusal(failure);
    String state = refused == null ? null : refused.getSqlState();
    return state != null && Set.of("53100", "42501", "25006", "58030").contains(state);
  }

  /**
   * Whether the server has no connection left, or nothing to make one of: 53 with its kinds. A
   * PgBouncer whose clients are as many as it takes says so in words.
   */
  static boolean isFull(Throwable failure) {
    PgException refused = refusal(failure);
    return refused != null
        && (String.valueOf(refused.getSqlState()).startsWith("53")
            || String.valueOf(refused.getErrorMessage()).startsWith("no more connections allowed"));
  }

  /**
   * Whether a session of a ledger that is spread may be of no use any more: where Citus refuses a
   * statement while it plans a part of another, it goes on as if it still planned that, and sends
   * no call to where its rows are.
   */
  static boolean leavesSessionUnfit(Throwable failure) {
    PgException refused = refusal(failure);
    return refused != null && UNFIT.contains(String.valueOf(refused.getSqlState()));
  }

  /** In one line, with what the server has said where it has. */
  public static String reason(Throwable failure) {
    PgException refused = refusal(failure);
    if (refused != null) {
      return refused.getErrorMessage() + " (" + refused.getSqlState() + ")";
    }
    Throwable cause = failure;
    for (int depth = 0; cause.getCause() != null && depth < CAUSES_MAX; depth++) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static @Nullable PgException refusal(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      if (cause instanceof PgException e) {
        return e;
      }
      cause = cause.getCause();
    }
    return null;
  }

  /**
   * Serialization failure or deadlock, which the database has undone; or a statement that was
   * prepared before another build's migration added a column to what it returns. The connection
   * prepares that one anew.
   */
  public static boolean isConflict(@Nullable Throwable failure) {
    return failure instanceof PgException e && CONFLICTS.contains(e.getSqlState());
  }

  /**
   * Whether what was sent when this happened may have been committed all the same: the connection
   * broke, the server's process was ended, which a COMMIT that waits for a standby survives, or no
   * answer came in time. Whatever else the server answers, it has done nothing; and without a
   * connection nothing was sent.
   */
  public static boolean leavesOutcomeOpen(Throwable failure) {
    if (failure instanceof PgException e) {
      String state = String.valueOf(e.getSqlState());
      return state.startsWith("08") || state.equals("57P01") || state.equals("57P02");
    }
    return failure instanceof ClosedConnectionException
        || failure instanceof TimeoutException
        || failure instanceof IOException && !(failure instanceof ConnectException);
  }

  /** Whether more work waits for a connection than may. */
  public static boolean isOverload(@Nullable Throwable failure) {
    return failure instanceof ConnectionPoolTooBusyException;
  }

  /** The pool has a plain exception of Vert.x for this one, told apart by its text alone. */
  private static boolean isPoolTimeout(Throwable failure) {
    return failure.getClass() == VertxException.class
        && String.valueOf(failure.getMessage()).startsWith("Timeout");
  }
}
