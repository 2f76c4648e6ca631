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
import java.util.concurrent.CompletableFuture;
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

  /**
   * Requests of each kind before that: the compiler is done with a replica's code after thousands
   * of them, not after the hundred that the rounds make, and takes both processors until then.
   */
  private static final int WARM_UP_ORDERS = Integer.getInteger("unwind.bench.halts.orders", 20_000);

  private static final int WARM_UP_HALTS = Integer.getInteger("unwind.bench.halts.halts", 5_000);
  private static final int ROUNDS = 200;
  private static final int CLIENTS = 2;
  private static final int COMMITS = 5;

  /**
   * Of an account that warms up, so that it does not grow: rounds meet accounts with few orders.
   */
  private static final int OPEN_MOST = 100;

  @Override
  public Set<String> names() {
    return Set.of("M4");
  }

  @Override
  public int accounts() {
    return ACCOUNTS + 1 + CLIENTS;
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
      warmUp(one.port(), other.port());
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

  /** Halts at one replica and orders at the other, of accounts that are not those of the rounds. */
  private static void warmUp(int one, int other) throws Exception {
    int halted = ACCOUNTS + 1;
    List<CompletableFuture<Void>> all = new ArrayList<>();
    all.add(
        inTurn(
            WARM_UP_HALTS,
            i -> {
              Halts.halt(one, halted, 0);
              Halts.lift(one, halted);
            }));
    for (int client = 0; client < CLIENTS; client++) {
      int account = ACCOUNTS + 2 + client;
      all.add(
          inTurn(
              WARM_UP_ORDERS / CLIENTS,
              i -> {
                if (!Halts.order(other, account)) {
                  throw new AssertionError("an account that nobody halts refused an order");
                }
                if (i % OPEN_MOST == OPEN_MOST - 1) {
                  Halts.lift(one, account);
                }
              }));
    }
    for (CompletableFuture<Void> each : all) {
      each.get();
    }
  }

  /** What is done for a number of a turn. */
  private interface Turn {
    void run(int number) throws Exception;
  }

  private static CompletableFuture<Void> inTurn(int turns, Turn turn) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            for (int i = 0; i < turns; i++) {
              turn.run(i);
            }
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
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
