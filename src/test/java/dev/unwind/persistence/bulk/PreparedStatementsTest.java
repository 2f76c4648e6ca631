// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.CloseContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the pool's connections treat statements (decision 0011). */
@QuarkusTest
class PreparedStatementsTest {
  @Inject Pool pool;

  @Test
  void statementsAsLongAsTheLongestStayPrepared() {
    int longest =
        Stream.of(CloseSql.CLOSE, CloseSql.CLOSE_ALL, FillSql.BOOK)
            .mapToInt(String::length)
            .max()
            .getAsInt();
    String sql = "select $1::bigint /*" + "x".repeat(longest) + "*/";

    long kept = await(pool.withConnection(c -> executed(c, sql).chain(() -> kept(c, sql))));

    assertThat(kept).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"enable_seqscan, off", "jit, off", "statement_timeout, 30s"})
  void everyConnectionHasItsSettings(String name, String value) {
    Set<String> seen = new HashSet<>();
    List<SqlConnection> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(await(pool.getConnection()));
    }
    for (SqlConnection one : all) {
      seen.add(await(one.query("show " + name).execute()).iterator().next().getString(0));
    }
    all.forEach(one -> await(one.close()));

    assertThat(seen).containsExactly(value);
  }

  private static Uni<?> executed(SqlConnection connection, String sql) {
    return connection.preparedQuery(sql).execute(Tuple.of(1L));
  }

  private static Uni<Long> kept(SqlConnection connection, String sql) {
    return connection
        .preparedQuery("select count(*) from pg_prepared_statements where statement = $1")
        .execute(Tuple.of(sql))
        .map(rows -> rows.iterator().next().getLong(0));
  }
}
