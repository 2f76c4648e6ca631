// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of a query one after the other, a bounded number of them in memory. */
final class Cursor<T> implements AutoCloseable {
  private static final int FETCHED = 1000;

  /** Makes something of a row. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final PreparedStatement statement;
  private final ResultSet rows;
  private final Reader<T> reader;
  private @Nullable T next;

  /** The connection is in a transaction, without which all rows would be fetched at once. */
  Cursor(Connection connection, String sql, Reader<T> reader, long... parameters)
      throws SQLException {
    statement = connection.prepareStatement(sql);
    statement.setFetchSize(FETCHED);
    for (int i = 0; i < parameters.length; i++) {
      statement.setLong(i + 1, parameters[i]);
    }
    rows = statement.executeQuery();
    this.reader = reader;
    advance();
  }

  private void advance() throws SQLException {
    next = rows.next() ? reader.read(rows) : null;
  }

  /** The row that {@link #take()} would give; null at the end. */
  @Nullable T peek() {
    return next;
  }

  T take() throws SQLException {
    T taken = next;
    if (taken == null) {
      throw new IllegalStateException("no more rows");
    }
    advance();
    return taken;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
