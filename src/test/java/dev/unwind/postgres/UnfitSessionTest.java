// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.CitusCluster;
import dev.unwind.platform.database.DatabaseAddress;
import dev.unwind.platform.database.SpreadLedger;
import dev.unwind.postgres.shard.PlacedStatement;
import dev.unwind.postgres.shard.PlacedStatements;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Sessions of a spread ledger that Citus has left so that they send no call to its rows. */
@BesideTheApplication
class UnfitSessionTest {
  /** Refused while a part of it is planned. */
  private static final String REFUSED =
      """
      select x.order_id from (
        (select o.order_id from orders o where o.account_id = 1 and not exists (
          select 1 from orders h where h.account_id = o.account_id and h.order_id = o.parent_order_id) limit 2)
        union all
        (select v.order_id from (select * from orders o where o.account_id = 1 offset 0) o
          cross join lateral (
            select * from order_version v where v.account_id = 1 and v.order_id = o.order_id offset 0) v
          where not exists (
            select 1 from orders h where h.account_id = o.account_id and h.order_id = coalesce(o.parent_order_id, o.oco_group))
          limit 2)) x limit 2
      """;

  @Test
  void nobodyGetsASessionAgainThatIsOfNoUse() throws Exception {
    CitusCluster.absent()
        .ifPresent(why -> System.out.println("UnfitSessionTest is skipped: " + why));
    assumeTrue(CitusCluster.absent().isEmpty(), () -> CitusCluster.absent().orElse(""));
    String call =
        SpreadLedger.statements().stream()
            .filter(each -> each.way() == PlacedStatement.Way.ON_ACCOUNT)
            .filter(each -> each.call().endsWith("($1)"))
            .map(PlacedStatement::text)
            .findFirst()
            .orElseThrow();
    Vertx vertx = Vertx.vertx();
    try (CitusCluster cluster = CitusCluster.spread()) {
      Pool pool = pool(vertx, cluster.coordinator());
      Tuple account = Tuple.of(1L);
      assertThat(await(pool.preparedQuery(call).execute(account))).isEmpty();
      assertThatThrownBy(() -> await(pool.preparedQuery(REFUSED).execute()))
          .hasMessageContaining("complex joins");
      assertThat(await(pool.preparedQuery(call).execute(account))).isEmpty();
      assertThatThrownBy(
              () ->
                  await(
                      pool.withTransaction(
                          connection -> connection.preparedQuery(REFUSED).execute())))
          .hasMessageContaining("complex joins");
      assertThatThrownBy(
              () ->
                  await(
                      pool.withConnection(
                          connection -> connection.preparedQuery(REFUSED).execute())))
          .hasMessageContaining("complex joins");
      RowSet<Row> within =
          await(
              pool.withTransaction(connection -> connection.preparedQuery(call).execute(account)));
      assertThat(within).isEmpty();
    } finally {
      await(vertx.close());
    }
  }

  /** Of one session, so that everybody gets the same one while it lasts. */
  private static Pool pool(Vertx vertx, DatabaseAddress address) {
    return SessionPool.open(
        vertx,
        PgConnectOptions.fromUri(address.url())
            .setUser(address.user())
            .setPassword(Objects.requireNonNull(address.password())),
        new PoolOptions().setMaxSize(1),
        "unwind-unfit",
        SessionSettings.standard(),
        new ServerTimeline(),
        PlacedStatements.of(SpreadLedger.statements()));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}
