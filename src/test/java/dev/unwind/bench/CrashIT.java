// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is accepted comes to its end and is right, whatever dies on the way. */
@Timeout(400)
class CrashIT {
  private static final long SEED = Long.getLong("unwind.crash.seed", System.nanoTime());
  private static final int KILLS = 10;

  @TempDir Path directory;

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
  }

  @Test
  void ledgerIsRightAfterTenKillsInTheMiddleOfLiquidations() throws Exception {
    System.out.println("CrashIT seed=" + SEED);
    CrashCampaign.Outcome outcome = new CrashCampaign(SEED, KILLS, 1000).run();
    System.out.println(
        "CrashIT killed=%d liquidations=%d fills=%d"
            .formatted(outcome.killed(), outcome.liquidations(), outcome.fills()));
    assertThat(outcome.contradictions()).as("seed %d", SEED).isEmpty();
    assertThat(outcome.killed()).isEqualTo(KILLS);
    assertThat(outcome.fills()).isGreaterThanOrEqualTo(1000);
  }

  @Test
  void secondReplicaFinishesWhatTheFirstWasKilledIn() throws Exception {
    Path book = directory.resolve("book.json");
    new BenchBook(SEED, 2, 1000).write(book);
    try (TestDatabase database = TestDatabase.create()) {
      Map<String, String> environment = CrashCampaign.settings(database, book);
      try (UnwindProcess first = UnwindProcess.start(environment, "serve")) {
        Closes.awaitReady(first.port(), Duration.ofSeconds(60));
        try (UnwindProcess second = UnwindProcess.start(environment, "serve");
            LedgerWatch watch = new LedgerWatch(database.address())) {
          Closes.awaitReady(second.port(), Duration.ofSeconds(60));
          watch.remember();
          assertThat(Closes.all(first.port(), BenchBook.account(1))).isEqualTo(202);
          assertThat(Closes.all(second.port(), BenchBook.account(2))).isEqualTo(202);
          Thread.sleep(new Random(SEED).nextInt(1000));
          first.kill();
          long left = watch.underWay();
          watch.awaitRest(CrashCampaign.REST_LIMIT);
          System.out.println("CrashIT second replica: under way at the kill=" + left);

          assertThat(left).isPositive();
          assertThat(watch.contradictions()).isEmpty();
          assertThat(watch.count("select count(*) from position where qty <> 0")).isZero();
          assertThat(watch.count("select count(*) from liquidation where status = 'FILLED'"))
              .isEqualTo(2);
        }
      }
    }
  }

  @Test
  void everyPositionEndsClosedThoughTheClientHangsUp() throws Exception {
    Path book = directory.resolve("book.json");
    new BenchBook(SEED, 3, 3000).write(book);
    try (TestDatabase database = TestDatabase.create()) {
      Map<String, String> environment = CrashCampaign.settings(database, book);
      environment.remove("UNWIND_DISPATCH_BATCH_SIZE");
      try (UnwindProcess server = UnwindProcess.start(environment, "serve")) {
        Closes.awaitReady(server.port(), Duration.ofSeconds(60));
        try (LedgerWatch watch = new LedgerWatch(database.address())) {
          watch.remember();
          for (int account = 1; account <= 3; account++) {
            // Before, during and after the acceptance.
            Duration patience = Duration.ofMillis(List.of(5, 60, 400).get(account - 1));
            Closes.allAndHangUp(server.port(), BenchBook.account(account), patience);
            awaitAccepted(watch, account);
            watch.awaitRest(CrashCampaign.REST_LIMIT);
          }
          assertThat(watch.contradictions()).isEmpty();
          assertThat(watch.count("select count(*) from position where qty <> 0")).isZero();
          assertThat(watch.count("select count(*) from liquidation_item where status = 'FILLED'"))
              .isEqualTo(9000);
        }
      }
    }
  }

  private static void awaitAccepted(LedgerWatch watch, int liquidations) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (watch.counts().liquidations() < liquidations) {
      assertThat(System.nanoTime()).as("accepted in time").isLessThan(deadline);
      Thread.sleep(50);
    }
  }
}
