// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.MigratedLedger;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@BesideTheApplication
class ReportBoxTest {

  /** The many of a large close; statistics are of a time when nothing was due. */
  @Test
  void anAcknowledgedReportIsLookedUpByItsKeyHoweverManyAreDue() throws SQLException {
    try (TestDatabase database = TestDatabase.create()) {
      MigratedLedger.make(database.address());
      try (Connection connection = TestDatabase.connect(database.address());
          Statement statement = connection.createStatement()) {
        statement.execute(
            """
            insert into simulator.report (order_no, seq, account_id, order_key, kind, announces, cum_qty, text, at, repeated)
            select n, 1, 1, gen_random_uuid(), 'TRADE', true, 1, '', now(), false from generate_series(1, 5000) n
            """);
        statement.execute("vacuum analyze simulator.report");
        statement.execute("update simulator.report set due_at = now() where order_no <= 1000");
        statement.execute("set plan_cache_mode = force_generic_plan");
        statement.execute("set enable_seqscan = off");
        statement.execute("prepare acknowledge as " + ReportBox.ACKNOWLEDGE);
        try (ResultSet explained =
            statement.executeQuery(
                "explain (analyze, format json) execute acknowledge (array_fill(1::bigint, array[500]), '{%s}', array_fill(1, array[500]), now())"
                    .formatted(
                        LongStream.rangeClosed(1, 500)
                            .mapToObj(String::valueOf)
                            .collect(Collectors.joining(","))))) {
          explained.next();
          JsonObject plan =
              new JsonArray(explained.getString(1)).getJsonObject(0).getJsonObject("Plan");
          assertThat(rowsComparedInVain(plan)).isZero();
        }
        try (ResultSet left =
            statement.executeQuery(
                "select count(*) filter (where due_at is not null) from simulator.report")) {
          left.next();
          assertThat(left.getLong(1)).isEqualTo(500);
        }
      }
    }
  }

  private static double rowsComparedInVain(JsonObject node) {
    double rows =
        node.getDouble("Actual Loops")
            * (node.getDouble("Rows Removed by Join Filter", 0.0)
                + node.getDouble("Rows Removed by Filter", 0.0));
    for (Object child : node.getJsonArray("Plans", new JsonArray())) {
      rows += rowsComparedInVain((JsonObject) child);
    }
    return rows;
  }
}
