// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.UnwindProcess;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * G1: a single close, and the first page of each list, on an account with a long history in a large
 * ledger, against the same on an empty one. How long and how large: {@code
 * -Dunwind.bench.orders=400000 -Dunwind.bench.events=5000000} in BENCH_OPTS.
 */
final class LongHistories implements Metric {
  private static final int ORDERS = Integer.getInteger("unwind.bench.orders", 400_000);
  private static final int EVENTS = Integer.getInteger("unwind.bench.events", 5_000_000);
  private static final int WARM_UP = 100;
  private static final int REPETITIONS = 100;
  private static final int OTHERS = 10;

  private static final List<String> LISTS =
      List.of(
          "/v2/positions",
          "/v2/orders?status=open",
          "/v2/orders?status=closed",
          "/v2/orders?status=all",
          "/v2/account/activities",
          "/unwind/v1/accounts/desk-1/positions",
          "/unwind/v1/liquidations?account=desk-1",
          "/unwind/v1/events?account=desk-1");

  private static final String HISTORY =
      """
      with o as (
        insert into orders (account_id, order_id, instrument_id, side, status, actor, dialect, command_id, created_at,
          updated_at, submitted_at, filled_qty, filled_value, reported_qty, filled_at)
        select %1$d, n, i.id, 'SELL', 'FILLED', 'bench', 'alpaca', n, at, at, at, 1, 10, 1, at
        from generate_series(1, %2$d) n
        cross join lateral (select timestamptz '2025-01-01' + n * interval '1 second' as at) t
        cross join (select min(instrument_id) as id from instrument) i
        returning *),
      v as (
        insert into order_version (account_id, order_id, version, uid, client_order_id, type, time_in_force, qty, created_at)
        select account_id, order_id, 1, gen_random_uuid(), 'past-' || order_id, 'MARKET', 'DAY', 1, created_at from o)
      insert into fill (account_id, fill_id, order_id, instrument_id, position_id, venue, exec_id, uid, side, qty, price,
        cash_effect, realized_pl, order_filled_qty, order_leaves_qty, position_qty, executed_at, booked_at)
      select account_id, order_id, order_id, instrument_id, order_id, 'simulator', 'past-' || order_id, gen_random_uuid(),
        side, 1, 10, 10, 0, 1, 0, 0, created_at, created_at from o
      """;

  private static final String LOG =
      """
      insert into event (account_id, seq, event_id, at, kind, order_id, actor, dialect, moment, order_status, filled_qty,
        filled_value, lease_epoch)
      select %1$d, n, %2$d + 4 * n, timestamptz '2025-01-01' + n * interval '1 millisecond', 'ORDER_PENDING_NEW',
        case when n <= %4$d then n end, 'bench', 'alpaca', timestamptz '2025-01-01', 'PENDING_NEW', 0, 0, 1
      from generate_series(1, %3$d) n
      """;

  @Override
  public Set<String> names() {
    return Set.of("G1");
  }

  @Override
  public int instruments() {
    return WARM_UP + REPETITIONS;
  }

  @Override
  public void measure(Sides sides) throws Exception {
    try (MeasuringRig empty = new MeasuringRig(this, null);
        UnwindProcess small = empty.serve(Map.of());
        UnwindProcess large = sides.ours().serve(Map.of());
        HttpCloses fresh = new HttpCloses(small.port(), 1);
        HttpCloses old = new HttpCloses(large.port(), 1)) {
      live(sides.ours());
      for (MeasuringRig rig : List.of(sides.ours(), empty)) {
        rig.fill(1, WARM_UP + REPETITIONS);
        rig.watch().settle();
      }
      Map<String, Pair> figures = new LinkedHashMap<>();
      for (String list : LISTS) {
        figures.put(list, pair(n -> old.get(1, list), n -> fresh.get(1, list)));
      }
      Pair closes =
          pair(
              n -> old.closeOne(1, BenchBook.symbol(n)),
              n -> fresh.closeOne(1, BenchBook.symbol(n)));
      print("close", closes);
      figures.forEach(LongHistories::print);
      small.stop();
      large.stop();
    }
  }

  /** Years of trading, on the first account and on others. */
  private static void live(MeasuringRig rig) throws SQLException {
    rig.watch().execute(HISTORY.formatted(rig.account(1), ORDERS));
    for (int account = 1; account <= OTHERS; account++) {
      int events = EVENTS / OTHERS;
      rig.watch()
          .execute(
              LOG.formatted(
                  rig.account(account),
                  (long) account * 100_000_000,
                  events,
                  account == 1 ? ORDERS : 0));
      rig.watch()
          .execute(
              "update account set event_seq = %d, event_at = greatest(event_at, timestamptz '2025-06-01') where account_id = %d"
                  .formatted(events, rig.account(account)));
    }
  }

  /** Medians in ms. */
  private record Pair(double ours, double baseline) {}

  private interface Request {
    Future<?> of(int n);
  }

  /** In turns, so that both find the machine alike. */
  private static Pair pair(Request ours, Request baseline) throws Exception {
    List<Double> first = new ArrayList<>();
    List<Double> second = new ArrayList<>();
    for (int n = 1; n <= WARM_UP + REPETITIONS; n++) {
      double one = ms(ours, n);
      double other = ms(baseline, n);
      if (n > WARM_UP) {
        first.add(one);
        second.add(other);
      }
    }
    return new Pair(Figures.median(first), Figures.median(second));
  }

  private static double ms(Request request, int n) throws Exception {
    long start = System.nanoTime();
    await(request.of(n));
    return Figures.seconds(start) * 1000;
  }

  private static void print(String what, Pair pair) {
    Figures.print(
        "G1",
        pair.ours() / pair.baseline(),
        "<=1.15",
        pair.ours(),
        pair.baseline(),
        "ms",
        REPETITIONS,
        what);
  }
}
