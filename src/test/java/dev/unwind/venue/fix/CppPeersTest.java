// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.LogLines;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.TestOrders;
import dev.unwind.venue.fix.session.FixSettings;
import dev.unwind.venue.fix.session.RawMessage;
import dev.unwind.venue.fix.session.Tag;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** In front of counterparties that are not ours, with their logs as witnesses. */
@BesideTheApplication
@ResourceLock(value = LogLines.RESOURCE, mode = ResourceAccessMode.READ)
class CppPeersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ORDERS = Integer.getInteger("fix.orders", 200);
  private static final int KILLS = Integer.getInteger("fix.kills", 2);

  private final ReportLog log = new ReportLog();

  @BeforeAll
  static void peers() {
    CppPeer.assumeBuildable();
  }

  @Test
  void closesAreOnceThereHoweverOftenEitherSideDies(@TempDir Path dir) {
    long seed = Long.getLong("unwind.test.seed", 7);
    Random random = new Random(seed);
    try (FixBench bench = new FixBench();
        CppPeer peer = CppPeer.executor(dir)) {
      InstrumentId instrument = bench.instrument("ACME");
      bench.quote(instrument, "99.50", "100.50");
      TestOrders orders = new TestOrders(new AccountId(7), instrument);
      FixSettings settings = FixBench.limits("executor", "FIX.4.4", peer.port(), "UNWIND", "VENUE");
      peer.start("FIX.4.4");
      FixLink link = bench.link(settings, log);
      List<VenueOrder> all = new ArrayList<>();
      for (int i = 0; i < ORDERS; i++) {
        all.add(
            orders.order(
                Side.SELL,
                OrderType.MARKET,
                TimeInForce.DAY,
                String.valueOf(1 + random.nextInt(9)),
                null,
                null));
      }
      Set<VenueOrder> unsent = new LinkedHashSet<>(all);
      Set<VenueOrder> doubtful = new LinkedHashSet<>();
      int kills = 0;
      int doubts = 0;
      long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
      while (!unsent.isEmpty() || !doubtful.isEmpty()) {
        assertThat(System.nanoTime()).as("too slow, seed %s", seed).isLessThan(end);
        if (link.venue().room() == 0) {
          Awaiting.pause(Duration.ofMillis(50));
          continue;
        }
        if (!doubtful.isEmpty()) {
          ask(link, unsent, doubtful);
        }
        List<VenueOrder> batch = unsent.stream().limit(20).toList();
        var call = link.venue().submit(batch).memoize().indefinitely();
        call.subscribe().with(ignored -> {}, ignored -> {});
        if (kills < 2 * KILLS && unsent.size() < ORDERS * (2 * KILLS - kills) / (2.0 * KILLS + 1)) {
          Awaiting.pause(Duration.ofMillis(random.nextInt(25)));
          if (kills % 2 == 0) {
            peer.kill();
            peer.start("FIX.4.4");
          } else {
            link.stop().await().atMost(PATIENCE);
            link = bench.link(settings, log);
          }
          kills++;
        }
        List<VenueOutcome> outcomes =
            call.onFailure().recoverWithItem(List.<VenueOutcome>of()).await().atMost(PATIENCE);
        log.take(link.venue(), outcomes);
        for (int i = 0; i < batch.size(); i++) {
          VenueOutcome outcome = outcomes.isEmpty() ? null : outcomes.get(i);
          if (!(outcome instanceof VenueOutcome.NotTold)) {
            unsent.remove(batch.get(i));
          }
          if (outcome == null || outcome instanceof VenueOutcome.NoAnswer) {
            doubtful.add(batch.get(i));
            doubts++;
          }
        }
      }
      for (VenueOrder order : all) {
        Awaiting.await(PATIENCE, () -> log.traded(order.key()).equals(order.qty()));
      }
      witness(peer, all);
      assertThat(bench.count("select count(*) from fix_venue.aside")).isZero();
      System.out.printf(
          "FIX executor: %d orders, %d kills, %d in doubt, seed %d%n", ORDERS, kills, doubts, seed);
      link.stop().await().atMost(PATIENCE);
    }
  }

  private void ask(FixLink link, Set<VenueOrder> unsent, Set<VenueOrder> doubtful) {
    List<VenueOrder> asked = doubtful.stream().limit(50).toList();
    List<VenueOutcome> outcomes =
        link.venue()
            .query(asked.stream().map(o -> new VenueOrderRef(o.account(), o.key())).toList())
            .onFailure()
            .recoverWithItem(List.<VenueOutcome>of())
            .await()
            .atMost(PATIENCE);
    log.take(link.venue(), outcomes);
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof VenueOutcome.NotKnown) {
        unsent.add(asked.get(i));
      }
      if (outcomes.get(i) instanceof VenueOutcome.NotKnown
          || outcomes.get(i) instanceof VenueOutcome.Accepted) {
        doubtful.remove(asked.get(i));
      }
    }
  }

  /** By its log the peer has executed each order once, and whole. */
  private static void witness(CppPeer peer, List<VenueOrder> all) {
    Map<String, Map<Integer, BigDecimal>> executed = new HashMap<>();
    Map<String, Integer> arrivals = new HashMap<>();
    for (String text : peer.messages()) {
      RawMessage message = RawMessage.of(text);
      String id = message.text(Tag.CL_ORD_ID, "");
      if (message.is(Tag.MSG_TYPE, "8")) {
        executed
            .computeIfAbsent(id, k -> new HashMap<>())
            .put(message.number(Tag.MSG_SEQ_NUM).orElse(0), message.quantity(Tag.LAST_QTY).value());
      }
      if (message.is(Tag.MSG_TYPE, "D")) {
        assertThat(message.is(Tag.SIDE, "5")).as("sold short").isFalse();
        assertThat(message.is(Tag.POSS_DUP, "Y")).as("an order repeated").isFalse();
        arrivals.merge(id, 1, Integer::sum);
      }
    }
    for (VenueOrder order : all) {
      BigDecimal qty =
          executed.getOrDefault(order.key().toString(), Map.of()).values().stream()
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(qty).as("executed of %s", order.key()).isEqualByComparingTo(order.qty().value());
      assertThat(arrivals).containsKey(order.key().toString());
    }
  }

  @Test
  void aBookOfFix42TradesInPartAndIsSilentAboutWhatItDoesNotKnow(@TempDir Path dir) {
    try (FixBench bench = new FixBench();
        CppPeer peer = CppPeer.ordermatch(dir)) {
      InstrumentId instrument = bench.instrument("ACME");
      TestOrders orders = new TestOrders(new AccountId(7), instrument);
      peer.start("FIX.4.2");
      FixLink link =
          bench.link(FixBench.limits("ordermatch", "FIX.4.2", peer.port(), "UNWIND", "VENUE"), log);
      Awaiting.await(PATIENCE, () -> link.venue().room() > 0);
      VenueOrder sell = day(orders, Side.SELL, "10", "100");
      VenueOrder buy = day(orders, Side.BUY, "4", "100");
      log.take(link.venue(), link.venue().submit(List.of(sell)).await().atMost(PATIENCE));
      log.take(link.venue(), link.venue().submit(List.of(buy)).await().atMost(PATIENCE));
      Awaiting.await(PATIENCE, () -> log.traded(sell.key()).equals(Quantity.of("4")));
      VenueOrderRef ref = new VenueOrderRef(sell.account(), sell.key());
      log.take(link.venue(), link.venue().cancel(List.of(ref)).await().atMost(PATIENCE));
      Awaiting.await(PATIENCE, () -> !log.of(sell.key(), ExecutionReport.Canceled.class).isEmpty());
      assertThat(log.of(sell.key(), ExecutionReport.Canceled.class).get(0).cumQty())
          .isEqualTo(Quantity.of("4"));

      VenueOrder lost = day(orders, Side.SELL, "5", "100");
      log.take(link.venue(), link.venue().submit(List.of(lost)).await().atMost(PATIENCE));
      peer.kill();
      peer.start("FIX.4.2");
      Awaiting.await(PATIENCE, () -> link.venue().room() > 0);
      List<VenueOutcome> silence =
          link.venue()
              .cancel(List.of(new VenueOrderRef(lost.account(), lost.key())))
              .await()
              .atMost(PATIENCE);
      assertThat(silence.get(0)).isInstanceOf(VenueOutcome.Accepted.class);
      log.take(link.venue(), silence);
      assertThat(log.of(lost.key(), ExecutionReport.Canceled.class))
          .as("silence ends nothing")
          .isEmpty();
      link.stop().await().atMost(PATIENCE);
    }
  }

  private static VenueOrder day(TestOrders orders, Side side, String qty, String price) {
    return orders.order(side, OrderType.LIMIT, TimeInForce.DAY, qty, price, null);
  }
}
