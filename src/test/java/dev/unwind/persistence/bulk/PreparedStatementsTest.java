// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.CloseContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.persistence.LedgerPool;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
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
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Inject Pool pool;
  @Inject LedgerPool ledger;

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
  @CsvSource({
    "enable_seqscan, off",
    "enable_incremental_sort, off",
    "jit, off",
    "statement_timeout, 30s"
  })
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

  @Test
  void transactionGoesOnWhenAnotherBuildAddsAColumn() {
    String sql = "select * from added_column";
    await(pool.query("create table added_column (one bigint)").execute());
    try {
      await(ledger.transaction(LIMIT, c -> c.preparedQuery(sql).execute()));
      await(pool.query("alter table added_column add column two bigint").execute());

      assertThat(
              await(ledger.transaction(LIMIT, c -> c.preparedQuery(sql).execute())).columnsNames())
          .containsExactly("one", "two");
    } finally {
      await(pool.query("drop table added_column").execute());
    }
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
