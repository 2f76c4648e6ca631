// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * M4: from sending a halt to one replica until the first refusal by the other, which takes opening
 * orders of that account all the while, against one durable commit of a single row.
 */
final class HaltsElsewhere implements Metric {
  private static final int ACCOUNTS = 72;
  private static final int WARM_UP = 60;
  private static final int ROUNDS = 200;
  private static final int CLIENTS = 2;
  private static final int COMMITS = 5;

  @Override
  public Set<String> names() {
    return Set.of("M4");
  }

  @Override
  public int instruments() {
    return 16;
  }

  @Override
  public void measure(Sides sides) throws Exception {
    MeasuringRig rig = sides.ours();
    try (UnwindProcess one = rig.serve(Map.of());
        UnwindProcess other = rig.serve(Map.of());
        Connection connection = TestDatabase.connect(rig.database().address())) {
      connection
          .createStatement()
          .execute("create table bench_commit (id bigint generated always as identity, at text)");
      List<Double> halts = new ArrayList<>();
      List<Double> commits = new ArrayList<>();
      for (int round = 0; round < WARM_UP + ROUNDS; round++) {
        int account = 1 + round % ACCOUNTS;
        double halt = halt(one.port(), other.port(), account);
        Halts.lift(one.port(), account);
        List<Double> each = commit(connection);
        if (round >= WARM_UP) {
          halts.add(halt);
          commits.addAll(each);
        }
      }
      double p99 =
          Figures.percentile(halts.stream().mapToDouble(Double::doubleValue).toArray(), 0.99);
      double commit = Figures.median(commits);
      Figures.print(
          "M4",
          p99 / commit,
          "<=20",
          p99,
          commit,
          "ms",
          ROUNDS,
          "p50=%.3fms".formatted(Figures.median(halts)));
      one.stop();
      other.stop();
    }
  }

  /** In ms. */
  private static double halt(int here, int there, int account) throws Exception {
    AtomicBoolean goOn = new AtomicBoolean(true);
    AtomicLong refused = new AtomicLong(Long.MAX_VALUE);
    CountDownLatch accepted = new CountDownLatch(CLIENTS);
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Thread client =
          new Thread(
              () -> {
                try {
                  while (goOn.get()) {
                    if (Halts.order(there, account)) {
                      accepted.countDown();
                    } else {
                      refused.accumulateAndGet(System.nanoTime(), Math::min);
                      return;
                    }
                  }
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              },
              "client " + i);
      client.setDaemon(true);
      client.start();
      clients.add(client);
    }
    accepted.await();
    long sent = System.nanoTime();
    Halts.halt(here, account, 0);
    for (Thread client : clients) {
      client.join(MeasuringRig.LIMIT.toMillis());
    }
    goOn.set(false);
    return (refused.get() - sent) / 1e6;
  }

  private static List<Double> commit(Connection connection) throws SQLException {
    List<Double> each = new ArrayList<>();
    try (PreparedStatement insert =
        connection.prepareStatement("insert into bench_commit (at) values ('a row')")) {
      for (int i = 0; i < COMMITS; i++) {
        long begin = System.nanoTime();
        insert.executeUpdate();
        each.add((System.nanoTime() - begin) / 1e6);
      }
    }
    return each;
  }
}
