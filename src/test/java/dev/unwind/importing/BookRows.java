// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.TestDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Looks at what an import has written, beside the service. */
final class BookRows {
  private BookRows() {}

  /** The rows of a query, each as its columns joined by blanks; decimals without trailing zeros. */
  static List<String> of(String sql, Object... parameters) {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<String> rows = new ArrayList<>();
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          List<String> cells = new ArrayList<>();
          for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
            cells.add(text(found, i));
          }
          rows.add(String.join(" ", cells));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(ResultSet row, int column) throws SQLException {
    Object value = row.getObject(column);
    return value instanceof BigDecimal number
        ? (number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString())
        : String.valueOf(value);
  }

  /** How many of a book's instruments other tests have brought into these tables. */
  static int known(byte[] book, String tables) throws IOException {
    String symbols =
        new ObjectMapper()
            .readTree(book).path("instruments").findValuesAsText("symbol").stream()
                .collect(Collectors.joining("', '", "('", "')"));
    return Integer.parseInt(
        of("select count(*) from " + tables + " where symbol in " + symbols).get(0));
  }
}
