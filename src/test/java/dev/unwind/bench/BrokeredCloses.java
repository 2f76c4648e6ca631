// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.UnwindProcess;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * V1: until 500 positions are flat that are held at a broker, which is a second server; against 500
 * plain orders of a bare client to the same broker until its last fill. V1b: the same within the
 * broker's limit of requests, against what the limit alone takes. V1c: how long a cancel takes
 * while those closes wait for the limit.
 */
final class BrokeredCloses implements Metric {
  private static final int POSITIONS = 500;
  private static final int CONNECTIONS = 8;

  /** Until then the compiler takes more of the processors than the orders do. */
  private static final int WARM_UP = 12;

  private static final int REPETITIONS = Figures.repetitions(5);
  private static final int CANCELS = 5;
  private static final Duration QUIET = Duration.ofMinutes(2);
  private static final int UNLIMITED = 100_000;
  private static final int OWN = 1;
  private static final int BARE = 2;

  /** Requests a minute, Alpaca's unless said otherwise. */
  private static final int RATE = Integer.getInteger("unwind.bench.rate", 200);

  private static final String ORDERS =
      """
      select json_build_object('symbol', i.symbol, 'qty', abs(p.qty)::text, 'side', case when p.qty > 0 then 'sell' else 'buy' end,
        'type', 'market', 'time_in_force', case when i.symbol like '%%/%%' then 'gtc' else 'day' end)
      from position p join instrument i using (instrument_id) where p.account_id = %d and p.qty <> 0
      """;

  @Override
  public Set<String> names() {
    return Set.of("V1", "V1b", "V1c");
  }

  @Override
  public int instruments() {
    return POSITIONS + CANCELS;
  }

  @Override
  public int accounts() {
    return BARE;
  }

  @Override
  public void measure(Sides sides) throws Exception {
    MeasuringRig own = sides.ours();
    try (MeasuringRig house = new MeasuringRig(this, null);
        UnwindProcess broker = house.serve(Map.of())) {
      try (UnwindProcess server = own.serve(venue(broker, UNLIMITED));
          HttpCloses http = new HttpCloses(server.port(), CONNECTIONS);
          HttpCloses bare = new HttpCloses(broker.port(), CONNECTIONS)) {
        bind(own);
        List<Double> ours = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        for (int repetition = 0; repetition < WARM_UP + REPETITIONS; repetition++) {
          fill(own, house);
          double all = closed(own, http);
          double orders = ordered(house, bare);
          Figures.progress("V1", repetition, all, orders);
          if (repetition >= WARM_UP) {
            ours.add(all);
            plain.add(orders);
          }
        }
        double all = Figures.median(ours);
        double orders = Figures.median(plain);
        Figures.print("V1", all / orders, "<=1.5", all, orders, "s", REPETITIONS, "");
        server.stop();
      }
      try (UnwindProcess server = own.serve(venue(broker, RATE));
          HttpCloses http = new HttpCloses(server.port(), CONNECTIONS)) {
        limited(own, house, http);
        server.stop();
      }
      broker.stop();
    }
  }

  private static Map<String, String> venue(UnwindProcess broker, int rate) {
    Map<String, String> settings = new HashMap<>();
    settings.put("UNWIND_VENUES_BROKER_KIND", "alpaca");
    settings.put("UNWIND_VENUES_BROKER_URL", "http://127.0.0.1:" + broker.port());
    settings.put("UNWIND_VENUES_BROKER_KEY_ID", BenchBook.key(OWN));
    settings.put("UNWIND_VENUES_BROKER_SECRET", BenchBook.SECRET);
    settings.put("UNWIND_VENUES_BROKER_REQUESTS_PER_MINUTE", String.valueOf(rate));
    return settings;
  }

  private static void bind(MeasuringRig own) throws Exception {
    own.watch()
        .execute("update account set venue = 'broker' where account_id = " + own.account(OWN));
  }

  /** Both sides hold the same before either may compare. */
  private static void fill(MeasuringRig own, MeasuringRig house) throws Exception {
    house.fill(OWN, POSITIONS);
    own.fill(OWN, POSITIONS);
    house.fill(BARE, POSITIONS);
    own.watch().settle();
    house.watch().settle();
  }

  private static double closed(MeasuringRig own, HttpCloses http) throws Exception {
    long start = System.nanoTime();
    await(http.closeAll(OWN));
    own.awaitFlat(OWN);
    double taken = Figures.seconds(start);
    own.watch().awaitRest(MeasuringRig.LIMIT);
    return taken;
  }

  private static double ordered(MeasuringRig house, HttpCloses bare) throws Exception {
    List<String> orders = house.watch().lines(ORDERS.formatted(house.account(BARE)));
    if (orders.size() != POSITIONS) {
      throw new AssertionError("orders: " + orders.size());
    }
    long start = System.nanoTime();
    List<Future<?>> all = new ArrayList<>();
    for (String order : orders) {
      all.add(bare.order(BARE, order));
    }
    await(Future.all(all));
    house.awaitFlat(BARE);
    return Figures.seconds(start);
  }

  private static void limited(MeasuringRig own, MeasuringRig house, HttpCloses http)
      throws Exception {
    List<String> resting = new ArrayList<>();
    for (int i = 1; i <= CANCELS; i++) {
      String symbol = BenchBook.symbol(POSITIONS + i);
      resting.add(
          http.order(
                  OWN,
                  "{\"symbol\":\"%s\",\"qty\":\"20\",\"side\":\"buy\",\"type\":\"limit\",\"time_in_force\":\"gtc\",\"limit_price\":\"1\"}"
                      .formatted(symbol))
              .map(body -> body.toJsonObject().getString("id"))
              .toCompletionStage()
              .toCompletableFuture()
              .get());
    }
    own.watch().awaitRest(MeasuringRig.LIMIT);
    // What was entered without a limit is looked up within it.
    Thread.sleep(QUIET.toMillis());
    fill(own, house);
    long start = System.nanoTime();
    await(http.closeAll(OWN));
    double slowest = 0;
    for (String order : resting) {
      Thread.sleep(1_000);
      long asked = System.nanoTime();
      await(http.cancel(OWN, order));
      while (own.watch()
              .count(
                  "select count(*) from orders o join order_version v using (account_id, order_id) where v.uid = '"
                      + order
                      + "' and o.status = 'CANCELED'")
          == 0) {
        Thread.sleep(20);
      }
      slowest = Math.max(slowest, Figures.seconds(asked));
    }
    own.awaitFlat(OWN);
    double taken = Figures.seconds(start);
    double least = POSITIONS * 60.0 / RATE;
    Figures.print("V1b", taken / least, "<=1.1", taken, least, "s", 1, "rate=" + RATE);
    Figures.count("V1c", slowest, "<=2", "s", Optional.empty(), CANCELS, "");
  }
}
