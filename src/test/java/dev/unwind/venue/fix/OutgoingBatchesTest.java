// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.TestOrders;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes out is stored before it is written, and what goes out together is stored together. */
@BesideTheApplication
class OutgoingBatchesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ORDERS = 60;

  /** What is written arrives within this time. */
  private static final int HELD_MILLIS = 500;

  private static final String STORING =
      """
      select count(*) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%set sender_seq = $4%'
      """;

  private static FixBench bench;
  private static TestOrders orders;

  private final ReportLog log = new ReportLog();
  private TestExchange exchange;
  private String name;
  private FixLink link;

  @BeforeAll
  static void database() {
    bench = new FixBench();
    orders = new TestOrders(new AccountId(78), bench.instrument("ACME"));
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  @BeforeEach
  void connect() {
    name = "fix-" + UUID.randomUUID().toString().substring(0, 8);
    exchange = new TestExchange();
    link = bench.link(FixBench.patient(name, "FIX.4.4", exchange.port()), log);
    await(() -> link.venue().room() > 0);
  }

  @AfterEach
  void end() {
    link.stop().await().atMost(PATIENCE);
    exchange.close();
  }

  private static void await(BooleanSupplier condition) {
    Awaiting.await(PATIENCE, condition);
  }

  @Test
  void nothingLeavesBeforeItIsStoredAndThenAllOfIt() throws InterruptedException {
    List<VenueOrder> batch =
        Stream.generate(() -> orders.limit(Side.BUY, "1", "90")).limit(ORDERS).toList();
    CompletableFuture<List<VenueOutcome>> outcomes;
    SqlConnection connection = bench.pool().getConnection().await().atMost(PATIENCE);
    try {
      Transaction holding = connection.begin().await().atMost(PATIENCE);
      connection
          .preparedQuery("select 1 from fix_venue.session where venue = $1 for update")
          .execute(Tuple.of(name))
          .await()
          .atMost(PATIENCE);
      outcomes = link.venue().submit(batch).subscribeAsCompletionStage();
      await(() -> bench.count(STORING) == 1);
      Thread.sleep(HELD_MILLIS);
      assertThat(exchange.received("D")).isEmpty();
      holding.rollback().await().atMost(PATIENCE);
    } finally {
      connection.close().await().atMost(PATIENCE);
    }

    assertThat(outcomes.join()).hasSize(ORDERS).hasOnlyElementsOfType(VenueOutcome.Accepted.class);
    assertThat(exchange.received("D")).hasSize(ORDERS);
    String stored = "from fix_venue.message m where m.venue = $1 and m.text like '%35=D%'";
    long commits = bench.count("select count(distinct m.xmin::text) " + stored, name);
    System.out.printf("%d orders were stored in %d commits%n", ORDERS, commits);
    assertThat(commits).isLessThan(ORDERS / 2);
    assertThat(
            bench.count(
                "select count(*) from fix_venue.orders o join fix_venue.message m"
                    + " on m.venue = o.venue and m.generation = o.generation and m.seq = o.seq"
                    + " where o.venue = $1 and o.times = 1 and strpos(m.text, o.cl_ord_id) > 0",
                name))
        .as("each under the number that it went out with")
        .isEqualTo(ORDERS);
  }

  @Test
  void aLogoutIsAnsweredBeforeTheConnectionEnds() {
    exchange.session().logout("the day ends");
    await(() -> !exchange.received("5").isEmpty());
  }

  @Test
  void fourBatchesThatAreAskedAboutAtOnceAreAllAnswered() {
    List<VenueOrder> batch =
        Stream.generate(() -> orders.limit(Side.BUY, "1", "90"))
            .limit(FixVenue.BATCH_SIZE_MAX)
            .toList();
    assertThat(link.venue().submit(batch).await().atMost(PATIENCE))
        .hasOnlyElementsOfType(VenueOutcome.Accepted.class);
    List<VenueOrderRef> refs =
        batch.stream().map(order -> new VenueOrderRef(order.account(), order.key())).toList();
    List<CompletableFuture<List<VenueOutcome>>> questions =
        Stream.generate(() -> link.venue().query(refs).subscribeAsCompletionStage())
            .limit(4)
            .toList();

    for (CompletableFuture<List<VenueOutcome>> question : questions) {
      assertThat(question.join()).hasOnlyElementsOfType(VenueOutcome.Accepted.class);
    }
  }

  @Test
  void whatAnotherOwnerKeepsFromBeingStoredNeverLeaves() throws InterruptedException {
    bench.run("update fix_venue.session set epoch = epoch + 1 where venue = $1", name);
    VenueOrder order = orders.limit(Side.BUY, "1", "90");
    link.venue().submit(List.of(order)).await().atMost(PATIENCE);
    Thread.sleep(HELD_MILLIS);

    assertThat(exchange.received("D")).isEmpty();
    assertThat(
            bench.count(
                "select count(*) from fix_venue.orders where venue = $1 and seq is null", name))
        .isEqualTo(1);
  }

  /** Neither a plan from when nothing was there, nor statistics that know other venues only. */
  @Test
  void aYoungVenueIsReadByTheKeysThatAreAskedFor() {
    String venue = "young-" + name;
    fill("old-" + name, 5_000);
    bench.run("analyze fix_venue.orders");
    bench.run("analyze fix_venue.report");
    OrderRows rows = new OrderRows(bench.pool(), venue);
    ReportRows reports = new ReportRows(bench.pool(), venue);
    Set<String> ids =
        IntStream.rangeClosed(1, 100).mapToObj(n -> "id-" + n).collect(Collectors.toSet());
    SqlConnection connection = bench.pool().getConnection().await().atMost(PATIENCE);
    try {
      for (int i = 0; i < 10; i++) {
        rows.known(connection, ids, Set.of()).await().atMost(PATIENCE);
        reports.booked(connection, ids).await().atMost(PATIENCE);
      }
      fill(venue, 20_000);
      Transaction transaction = connection.begin().await().atMost(PATIENCE);
      rows.known(connection, ids, Set.of()).await().atMost(PATIENCE);
      assertThat(reports.booked(connection, ids).await().atMost(PATIENCE)).hasSize(100);
      long read = read(connection);
      transaction.rollback().await().atMost(PATIENCE);
      System.out.printf("200 keys: %d rows read%n", read);
      assertThat(read).isLessThan(1_000);
    } finally {
      connection.close().await().atMost(PATIENCE);
    }
  }

  /** However many of them are written to at once. */
  @Test
  void aLargeBatchIsWrittenToByItsKeys() {
    String venue = "large-" + name;
    fill(venue, 20_000);
    bench.run("analyze fix_venue.orders");
    OrderRows rows = new OrderRows(bench.pool(), venue);
    Set<String> ids =
        IntStream.rangeClosed(1, FixVenue.BATCH_SIZE_MAX)
            .mapToObj(n -> "id-" + n)
            .collect(Collectors.toSet());
    SqlConnection connection = bench.pool().getConnection().await().atMost(PATIENCE);
    try {
      KnownOrders known = rows.known(connection, ids, Set.of()).await().atMost(PATIENCE);
      List<Standing> all = ids.stream().map(id -> known.order(id).orElseThrow()).toList();
      Transaction transaction = connection.begin().await().atMost(PATIENCE);
      rows.update(connection, all).await().atMost(PATIENCE);
      long read = read(connection);
      transaction.rollback().await().atMost(PATIENCE);
      System.out.printf("%d orders written to: %d rows read%n", all.size(), read);
      assertThat(read).as("with those that were read to know them").isLessThan(3_000);
    } finally {
      connection.close().await().atMost(PATIENCE);
    }
  }

  /** Rows of these tables that a transaction has read by now. */
  private static long read(SqlConnection connection) {
    return connection
        .query(
            "select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint"
                + " from pg_stat_xact_user_tables where schemaname = 'fix_venue'")
        .execute()
        .await()
        .atMost(PATIENCE)
        .iterator()
        .next()
        .getLong(0);
  }

  /** Orders with a report each, whose ids are numbered. */
  private static void fill(String venue, int count) {
    bench.run(
        "insert into fix_venue.orders (venue, key, account_id, cl_ord_id, symbol, side, qty, time_in_force)"
            + " select $1, gen_random_uuid(), 78, 'id-' || n, 'ACME', '2', 1, '0' from generate_series(1, $2) n",
        venue,
        count);
    bench.run(
        "insert into fix_venue.report (report_id, venue, mark, account_id, key, kind, cum_qty, at, told_at)"
            + " select gen_random_uuid(), $1, 'id-' || n, 78, gen_random_uuid(), 'Trade', 1, now(), now()"
            + " from generate_series(1, $2) n",
        venue,
        count);
  }
}
