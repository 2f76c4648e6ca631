// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.UnwindProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * T1: from {@code liquidateposition} sent on a Tradovate socket to the {@code props} event that
 * says {@code netPos:0} on the same socket, against the answer to a single close in Alpaca's words.
 * Fifty clients act at once, each on an account of its own, and wait for one another.
 */
final class SocketLiquidations implements Metric {
  private static final int CLIENTS = 50;
  private static final int WARM_UP = 40;
  private static final int ROUNDS = Figures.repetitions(20);

  @Override
  public Set<String> names() {
    return Set.of("T1");
  }

  @Override
  public int instruments() {
    return 500;
  }

  @Override
  public boolean signsIn() {
    return true;
  }

  @Override
  public void measure(Sides sides) throws Exception {
    MeasuringRig rig = sides.ours();
    Vertx vertx = Vertx.vertx();
    try (UnwindProcess server = rig.serve(Map.of());
        HttpCloses http = new HttpCloses(server.port(), CLIENTS)) {
      WebSocketClient client = vertx.createWebSocketClient();
      List<TradovateLine> lines = new ArrayList<>();
      for (int a = 1; a <= CLIENTS; a++) {
        rig.fill(a, 4 * (WARM_UP + ROUNDS));
        TradovateLine line = new TradovateLine(rig.account(a), BenchBook.client(a));
        await(line.open(vertx, client, server.port()));
        lines.add(line);
      }
      rig.watch().settle();
      await(http.list(1));
      List<Double> told = new ArrayList<>();
      List<Double> answered = new ArrayList<>();
      int symbol = 0;
      for (int round = 0; round < WARM_UP + ROUNDS; round++) {
        symbol = next(symbol);
        String liquidated = BenchBook.symbol(symbol);
        long contract = rig.instrument(liquidated);
        List<Double> sockets =
            atOnce(a -> lines.get(a - 1).liquidate(liquidated, contract).mapEmpty());
        symbol = next(symbol);
        String closed = BenchBook.symbol(symbol);
        List<Double> closes = atOnce(a -> http.closeOne(a, closed).mapEmpty());
        rig.watch().awaitRest(MeasuringRig.LIMIT);
        if (round >= WARM_UP) {
          told.addAll(sockets);
          answered.addAll(closes);
        }
      }
      print(told, answered);
      server.stop();
    } finally {
      await(vertx.close());
    }
  }

  /** Crypto is not for Tradovate's clients. */
  private static int next(int symbol) {
    return BenchBook.symbol(symbol + 1).endsWith("/USD") ? symbol + 2 : symbol + 1;
  }

  private static void print(List<Double> told, List<Double> answered) {
    double p50 = percentile(told, 0.5);
    double p99 = percentile(told, 0.99);
    double closeP50 = percentile(answered, 0.5);
    double closeP99 = percentile(answered, 0.99);
    String p50Figures =
        String.format(
            Locale.ROOT,
            "p50ratio=%.2f p50=%.3fms p50baseline=%.3fms",
            p50 / closeP50,
            p50,
            closeP50);
    double worse = Math.max(p50 / closeP50, p99 / closeP99);
    Figures.print("T1", worse, "<=1.5", p99, closeP99, "ms", told.size(), p50Figures);
  }

  private static double percentile(List<Double> values, double share) {
    return Figures.percentile(values.stream().mapToDouble(Double::doubleValue).toArray(), share);
  }

  /** How long each client's action took, in ms. */
  private static List<Double> atOnce(IntFunction<Future<Void>> action) throws Exception {
    double[] took = new double[CLIENTS];
    List<Future<Void>> running = new ArrayList<>();
    for (int a = 1; a <= CLIENTS; a++) {
      int index = a - 1;
      long start = System.nanoTime();
      running.add(action.apply(a).onSuccess(done -> took[index] = Figures.seconds(start) * 1000));
    }
    await(Future.all(running));
    List<Double> all = new ArrayList<>();
    for (double one : took) {
      all.add(one);
    }
    return all;
  }
}
