// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import static dev.unwind.persistence.CloseContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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

  @Test
  void tablesAreNotReadFromEndToEnd() {
    String setting =
        await(pool.query("show enable_seqscan").execute()).iterator().next().getString(0);

    assertThat(setting).isEqualTo("off");
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
