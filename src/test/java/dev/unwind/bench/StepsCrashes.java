// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Acts whose liquidations go in steps, one by limits that escalate and one in slices, on a server
 * that is killed between and within the steps.
 */
final class StepsCrashes {
  private static final int POSITIONS = 40;
  private static final int ALIVE_MAX_MILLIS = 2_500;
  private static final Duration READY_LIMIT = Duration.ofSeconds(180);

  private static final String ESCALATION =
      """
      "maxConcurrent": 10, "order": "largestFirst",
      "style": {"type": "limit", "guardBps": 50, "steps": 100, "every": "1s", "thenMarket": true}""";

  private static final String SLICES =
      """
      "order": "shortsFirst", "style": {"type": "slices", "slices": 12, "interval": "1s"}""";

  private static final String OTHER_THAN_HELD =
      """
      select count(*) from liquidation_item i where abs(i.position_qty) <> (
        select coalesce(sum(f.qty), 0) from orders o
        join fill f on f.account_id = o.account_id and f.order_id = o.order_id
        where o.account_id = i.account_id and o.liquidation_item_id = i.liquidation_item_id)""";

  private StepsCrashes() {}

  /** So many campaigns of four kills; the number of contradictions. */
  static int many(int campaigns, long seed) throws Exception {
    int wrong = 0;
    for (int i = 0; i < campaigns; i++) {
      wrong += one(seed + i);
    }
    return wrong;
  }

  private static int one(long seed) throws Exception {
    Random random = new Random(seed);
    Path book = Files.createTempFile("unwind-bench", ".json");
    new BenchBook(seed, 2, POSITIONS).write(book);
    try (TestDatabase database = TestDatabase.migrated();
        LedgerWatch watch = new LedgerWatch(database.address())) {
      Map<String, String> environment = CrashCampaign.settings(database, book);
      int within = 0;
      // Limits rest while the market takes none of them: steps follow each other.
      environment.put("UNWIND_VENUE_SIMULATOR_FILL", "none");
      within += life(environment, watch, random, 1, ESCALATION);
      within += life(environment, watch, random, 0, "");
      environment.put("UNWIND_VENUE_SIMULATOR_FILL", "full");
      within += life(environment, watch, random, 2, SLICES);
      within += life(environment, watch, random, 0, "");
      try (UnwindProcess server = UnwindProcess.start(environment, "serve")) {
        Closes.awaitReady(server.port(), READY_LIMIT);
        watch.awaitRest(CrashCampaign.REST_LIMIT);
      }
      List<String> wrong = new ArrayList<>(watch.contradictions());
      long held = watch.count("select count(*) from position where qty <> 0");
      if (held > 0) {
        wrong.add(held + " positions are still held");
      }
      long other = watch.count(OTHER_THAN_HELD);
      if (other > 0) {
        wrong.add(other + " items were filled for other than what was held");
      }
      System.out.printf(
          "steps seed=%d kills=4 within=%d items=%d orders=%d limits=%d wrong=%d%n",
          seed,
          within,
          2 * POSITIONS,
          watch.count("select count(*) from orders where liquidation_item_id is not null"),
          watch.count("select count(*) from order_version where type = 'LIMIT'"),
          wrong.size());
      wrong.forEach(System.out::println);
      return wrong.size();
    } finally {
      Files.delete(book);
    }
  }

  /**
   * A server that is killed after some time.
   *
   * @param account whose positions it is asked to close first; 0: none
   * @return 1 where something was under way then
   */
  private static int life(
      Map<String, String> environment,
      LedgerWatch watch,
      Random random,
      int account,
      String conduct)
      throws Exception {
    try (UnwindProcess server = UnwindProcess.start(environment, "serve")) {
      Closes.awaitReady(server.port(), READY_LIMIT);
      if (account == 1) {
        watch.remember();
      }
      if (account > 0) {
        int status = Closes.act(server.port(), BenchBook.account(account), conduct);
        if (status != 202) {
          throw new IllegalStateException("the act was answered " + status);
        }
      }
      Thread.sleep(random.nextInt(ALIVE_MAX_MILLIS));
      int within = watch.underWay() > 0 ? 1 : 0;
      server.kill();
      return within;
    }
  }
}
