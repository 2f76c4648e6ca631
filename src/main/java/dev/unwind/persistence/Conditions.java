// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The where clause of a read, begun with the caller's scope so that none can be without it. Only
 * what is asked for becomes a condition: the planner then sees which index serves, and a prepared
 * statement exists per combination in use.
 */
public final class Conditions {
  private final StringBuilder sql = new StringBuilder("where ");
  private final Tuple tuple = Tuple.tuple();
  private String account;
  private String accounts = "true";

  private Conditions(String column) {
    account = column;
  }

  /**
   * Rows of one account, or of all that the scope has. Empty when nothing can match.
   *
   * @param column the account's column with its alias
   */
  public static Optional<Conditions> within(
      AccountScope scope, @Nullable AccountId account, String column) {
    Conditions conditions = new Conditions(column);
    if (account != null) {
      return scope.admits(account)
          ? Optional.of(conditions.only(column, account))
          : Optional.empty();
    }
    if (scope.all()) {
      // Keys begin with the account: this way a row is found by its id without reading the whole
      // table.
      conditions.accounts = "%s in (select granted.account_id from account granted)";
      conditions.sql.append(conditions.ofAccounts(column));
      return Optional.of(conditions);
    }
    Iterator<AccountId> granted = scope.accounts().iterator();
    if (!granted.hasNext()) {
      return Optional.empty();
    }
    // A single account as an equation: its rows then come in the order of the index.
    return Optional.of(
        scope.accounts().size() == 1
            ? conditions.only(column, granted.next())
            : conditions.any(column, scope.accounts()));
  }

  /**
   * The same without a condition where the scope has every account: for a list in an order that an
   * index over all accounts has.
   */
  public static Optional<Conditions> anywhere(
      AccountScope scope, @Nullable AccountId account, String column) {
    if (account != null || !scope.all()) {
      return within(scope, account, column);
    }
    Conditions conditions = new Conditions(column);
    conditions.sql.append("true");
    return Optional.of(conditions);
  }

  private Conditions only(String column, AccountId id) {
    account = parameter(id.value());
    accounts = "%s = " + account;
    sql.append(ofAccounts(column));
    return this;
  }

  private Conditions any(String column, Collection<AccountId> ids) {
    accounts = "%s = any(" + parameter(longs(ids, AccountId::value)) + "::bigint[])";
    sql.append(ofAccounts(column));
    return this;
  }

  /**
   * The account of the rows, for conditions with a query of their own: the parameter where there is
   * one account, so that such a query runs once and not per row, else the column.
   */
  public String account() {
    return account;
  }

  /** That a column is one of the accounts that the rows may be of, for a query that runs once. */
  public String ofAccounts(String column) {
    return accounts.formatted(column);
  }

  /** Adds a condition in which each {@code %1$s} stands for the value. */
  public Conditions and(String condition, Object value) {
    sql.append(" and ").append(condition.formatted(parameter(value)));
    return this;
  }

  /** Adds it where there is a value. */
  public Conditions andIf(String condition, @Nullable Object value) {
    return value == null ? this : and(condition, value);
  }

  public Conditions and(String condition) {
    sql.append(" and ").append(condition);
    return this;
  }

  /** Adds {@code column = any(ids)}, where there are ids. */
  public <T> Conditions andAny(String column, Collection<T> ids, ToLongFunction<T> value) {
    return ids.isEmpty() ? this : and(column + " = any(%s::bigint[])", longs(ids, value));
  }

  /** Ends it with an order and a page within the hard limit. */
  public Conditions page(String order, int offset, int limit) {
    sql.append(" order by ").append(order);
    sql.append(" limit ").append(parameter(rows(limit)));
    if (offset > 0) {
      sql.append(" offset ").append(parameter(offset));
    }
    return this;
  }

  /** A limit between nothing and what any one read may return. */
  public static int rows(int limit) {
    return Math.max(0, Math.min(limit, LedgerQueries.LIMIT_MAX));
  }

  public String sql() {
    return sql.toString();
  }

  public Tuple tuple() {
    return tuple;
  }

  private String parameter(Object value) {
    tuple.addValue(value);
    return "$" + tuple.size();
  }

  public static <T> Long[] longs(Collection<T> ids, ToLongFunction<T> value) {
    return ids.stream().map(value::applyAsLong).toArray(Long[]::new);
  }
}
