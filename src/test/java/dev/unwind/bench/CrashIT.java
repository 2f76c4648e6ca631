// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is accepted comes to its end and is right, whatever dies on the way. */
@Order(1)
@Timeout(900)
class CrashIT {
  private static final long SEED = Long.getLong("unwind.crash.seed", System.nanoTime());
  private static final int KILLS = 10;
  private static final Duration READY_LIMIT = Duration.ofSeconds(180);

  /** After all else has come to rest. */
  private static final Duration HEARD_LIMIT = Duration.ofSeconds(3);

  private static final Duration ACCEPTED_LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
  }

  @Test
  void ledgerIsRightAfterTenKillsInTheMiddleOfLiquidations() throws Exception {
    System.out.println("CrashIT seed=" + SEED);
    CrashCampaign.Outcome outcome = new CrashCampaign(SEED, KILLS, 1000).run();
    System.out.println("CrashIT " + outcome.facts());
    assertThat(outcome.contradictions()).as("seed %d", SEED).isEmpty();
    assertThat(outcome.killed()).isEqualTo(KILLS);
    assertThat(outcome.fills()).isGreaterThanOrEqualTo(1000);
  }

  @Test
  void secondReplicaFinishesWhatTheFirstWasKilledIn() throws Exception {
    Path book = directory.resolve("book.json");
    new BenchBook(SEED, 2, 1000).write(book);
    try (TestDatabase database = TestDatabase.migrated()) {
      Map<String, String> environment = CrashCampaign.settings(database, book);
      try (UnwindProcess first = UnwindProcess.start(environment, "serve");
          UnwindProcess second = UnwindProcess.start(environment, "serve")) {
        Closes.awaitReady(first.port(), READY_LIMIT);
        Closes.awaitReady(second.port(), READY_LIMIT);
        try (LedgerWatch watch = new LedgerWatch(database.address());
            EventLines told = new EventLines(second.port(), BenchBook.account(1))) {
          watch.remember();
          assertThat(Closes.all(first.port(), BenchBook.account(1))).isEqualTo(202);
          assertThat(Closes.all(second.port(), BenchBook.account(2))).isEqualTo(202);
          told.await(1, ACCEPTED_LIMIT);
          Thread.sleep(new Random(SEED).nextInt(1000));
          int toldBefore = told.count();
          first.kill();
          long left = watch.underWay();
          watch.awaitRest(CrashCampaign.REST_LIMIT);
          System.out.printf(
              "CrashIT replicas seed=%d under way at the kill=%d told before it=%d%n",
              SEED, left, toldBefore);

          assertThat(left).isPositive();
          assertThat(toldBefore).isPositive();
          assertThat(watch.contradictions()).isEmpty();
          assertThat(watch.count("select count(*) from position where qty <> 0")).isZero();
          assertThat(watch.count("select count(*) from liquidation where status = 'FILLED'"))
              .isEqualTo(2);
          long events =
              watch.count("select event_seq from account where name = '%s'", BenchBook.account(1));
          assertThat(told.await(events, ACCEPTED_LIMIT))
              .isEqualTo(LongStream.rangeClosed(1, events).boxed().toList());
          assertThat(told.kind("FILL")).isEqualTo(1000);
        }
      }
    }
  }

  @Test
  void everyPositionEndsClosedThoughTheClientHangsUp() throws Exception {
    Path book = directory.resolve("book.json");
    new BenchBook(SEED, 3, 3000).write(book);
    try (TestDatabase database = TestDatabase.migrated()) {
      Map<String, String> environment = CrashCampaign.settings(database, book);
      environment.remove("UNWIND_DISPATCH_BATCH_SIZE");
      try (UnwindProcess server = UnwindProcess.start(environment, "serve")) {
        Closes.awaitReady(server.port(), READY_LIMIT);
        try (LedgerWatch watch = new LedgerWatch(database.address())) {
          watch.remember();

          // Before anything was answered: whoever leaves so early may come too late to be heard,
          // but is never heard half.
          Closes.hangUp(Closes.begin(server.port(), 1));

          // While it is carried out.
          Socket second = Closes.begin(server.port(), 2);
          awaitAccepted(watch, 2);
          Closes.hangUp(second);
          watch.awaitRest(CrashCampaign.REST_LIMIT);
          assertThat(open(watch, 2)).isZero();

          // In the middle of the answer.
          Socket third = Closes.begin(server.port(), 3);
          assertThat(Closes.head(third, 1000)).startsWith("HTTP/1.1 207");
          Closes.hangUp(third);
          watch.awaitRest(CrashCampaign.REST_LIMIT);
          assertThat(open(watch, 3)).isZero();

          Thread.sleep(HEARD_LIMIT.toMillis());
          watch.awaitRest(CrashCampaign.REST_LIMIT);
          long open = open(watch, 1);
          assertThat(open).isIn(0L, 3000L);
          System.out.printf(
              "CrashIT hang-ups seed=%d the earliest was heard=%b%n", SEED, open == 0);
          assertThat(watch.contradictions()).isEmpty();
          assertThat(watch.count("select count(*) from liquidation_item where status = 'FILLED'"))
              .isEqualTo(9000 - open);
        }
      }
    }
  }

  private static long open(LedgerWatch watch, int account) throws Exception {
    return watch.count(
        "select count(*) from position join account a using (account_id) where qty <> 0 and a.name"
            + " = '%s'",
        BenchBook.account(account));
  }

  private static void awaitAccepted(LedgerWatch watch, int account) throws Exception {
    long deadline = System.nanoTime() + ACCEPTED_LIMIT.toNanos();
    while (watch.count(
            "select count(*) from liquidation join account a using (account_id) where a.name ="
                + " '%s'",
            BenchBook.account(account))
        == 0) {
      assertThat(System.nanoTime()).as("accepted in time").isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
