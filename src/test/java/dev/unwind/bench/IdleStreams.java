// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.UnwindProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * H2: resident memory with 1,000 idle sockets while logs are read from their beginning, 10,000
 * streams one after another over ten minutes ({@code -Dunwind.bench.idle=PT10M}). Counted is the
 * median of the last fifth as a share of the first fifth's.
 */
final class IdleStreams implements Metric {
  private static final int SOCKETS = 1_000;
  private static final int READINGS = 10_000;
  private static final int AT_ONCE = 20;
  private static final int POSITIONS = 500;
  private static final Duration LASTING =
      Duration.parse(System.getProperty("unwind.bench.idle", "PT10M"));

  @Override
  public Set<String> names() {
    return Set.of("H2");
  }

  @Override
  public int instruments() {
    return POSITIONS;
  }

  @Override
  public boolean signsIn() {
    return true;
  }

  @Override
  public void measure(Sides sides) throws Exception {
    MeasuringRig rig = sides.ours();
    Vertx vertx = Vertx.vertx();
    try (UnwindProcess server =
            rig.serve(
                Map.of(
                    "UNWIND_STREAMS_PER_ADDRESS",
                    String.valueOf(2 * SOCKETS),
                    "UNWIND_DIALECT_TRADOVATE_RATE_LIMIT_ENABLED",
                    "false"));
        HttpCloses http = new HttpCloses(server.port(), AT_ONCE)) {
      for (int account = 1; account <= AT_ONCE; account++) {
        rig.fill(account, POSITIONS);
        await(http.closeAll(account));
      }
      rig.watch().awaitRest(MeasuringRig.LIMIT);
      WebSocketClient client = vertx.createWebSocketClient();
      for (int socket = 0; socket < SOCKETS; socket++) {
        int account = socket % accounts() + 1;
        TradovateLine line = new TradovateLine(rig.account(account), BenchBook.client(account));
        await(line.open(vertx, client, server.port()));
      }
      List<Double> resident = new ArrayList<>();
      long rounds = READINGS / AT_ONCE;
      long pause = LASTING.dividedBy(rounds).toMillis();
      for (int round = 0; round < rounds; round++) {
        long start = System.nanoTime();
        await(
            Future.all(
                IntStream.rangeClosed(1, AT_ONCE)
                    .mapToObj(account -> http.readLog(account, POSITIONS))
                    .toList()));
        resident.add(Figures.residentMegabytes(server.pid()));
        Thread.sleep(Math.max(0, pause - (System.nanoTime() - start) / 1_000_000));
      }
      int fifth = resident.size() / 5;
      double first = Figures.median(resident.subList(0, fifth));
      double last = Figures.median(resident.subList(resident.size() - fifth, resident.size()));
      Figures.count(
          "H2",
          last / first,
          "<=1.1",
          "of the beginning",
          Optional.empty(),
          READINGS,
          String.format(Locale.ROOT, "sockets=%d first=%.0fMB last=%.0fMB", SOCKETS, first, last));
      server.stop();
    } finally {
      await(vertx.close());
    }
  }
}
