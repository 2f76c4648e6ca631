// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.FillBuilder;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FillPairingTest {
  private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");

  private final List<Fill> fills = new ArrayList<>();
  private long net;

  @Test
  void purchasesMeetSalesInTheOrderOfOpening() {
    trade(Side.BUY, 2, "5000");
    trade(Side.BUY, 3, "5010");
    trade(Side.SELL, 4, "5020");

    FillPairing pairing = FillPairing.of(fills);

    assertThat(pairing.pairs()).extracting(p -> p.buyFillId()).containsExactly(1L, 2L);
    assertThat(pairing.pairs()).extracting(p -> p.sellFillId()).containsExactly(3L, 3L);
    assertThat(pairing.pairs()).extracting(p -> p.qty()).containsExactly(2, 2);
    assertThat(pairing.paired(1)).isEqualTo(2);
    assertThat(pairing.paired(2)).isEqualTo(2);
    assertThat(pairing.paired(3)).isEqualTo(4);
    assertThat(pairing.closedBy(fills.get(2))).hasSize(2);
    assertThat(pairing.closedBy(fills.get(0))).isEmpty();
  }

  @Test
  void aFlipClosesAndOpensInOneFill() {
    trade(Side.BUY, 1, "5000");
    trade(Side.SELL, 3, "4990");
    trade(Side.BUY, 2, "4980");

    FillPairing pairing = FillPairing.of(fills);

    assertThat(pairing.pairs()).extracting(p -> p.qty()).containsExactly(1, 2);
    assertThat(pairing.pairs().get(1).buyFillId()).isEqualTo(3);
    assertThat(pairing.paired(2)).isEqualTo(3);
  }

  @Test
  void whatWasImportedIsMatchedWithoutAPair() {
    net = 3;
    trade(Side.SELL, 2, "5000");
    trade(Side.BUY, 1, "5001");
    trade(Side.SELL, 2, "5002");

    FillPairing pairing = FillPairing.of(fills);

    assertThat(pairing.pairs()).hasSize(1);
    assertThat(pairing.pairs().get(0).buyFillId()).isEqualTo(2);
    assertThat(pairing.paired(1)).isEqualTo(2);
    assertThat(pairing.paired(3)).isEqualTo(2);
  }

  @Test
  void whateverIsTradedEachUnitIsMatchedOnceAndTheRestIsOpen() {
    long seed = Long.getLong("unwind.seed", 20261120L);
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      fills.clear();
      net = 0;
      int trades = 1 + random.nextInt(30);
      for (int i = 0; i < trades; i++) {
        trade(random.nextBoolean() ? Side.BUY : Side.SELL, 1 + random.nextInt(5), "5000");
      }
      FillPairing pairing = FillPairing.of(fills);
      long unmatched = 0;
      for (Fill fill : fills) {
        long open = fill.qty().value().longValue() - pairing.paired(fill.id());
        assertThat(open).as("seed %d round %d", seed, round).isGreaterThanOrEqualTo(0);
        unmatched += fill.side() == Side.BUY ? open : -open;
      }
      assertThat(unmatched).as("seed %d round %d", seed, round).isEqualTo(net);
    }
  }

  private void trade(Side side, long qty, String price) {
    net += side == Side.BUY ? qty : -qty;
    long id = fills.size() + 1L;
    fills.add(
        FillBuilder.builder()
            .id(id)
            .accountId(new AccountId(1))
            .orderId(new OrderId(id))
            .version(1)
            .instrumentId(new InstrumentId(2))
            .positionId(new PositionId(3))
            .venue("simulator")
            .execId("e" + id)
            .uid(UUID.nameUUIDFromBytes(new byte[] {(byte) id}))
            .side(side)
            .qty(Quantity.of(qty))
            .price(Price.of(price))
            .cashEffect(Money.ZERO)
            .realizedPl(Money.ZERO)
            .orderFilledQty(Quantity.of(qty))
            .orderLeavesQty(Quantity.ZERO)
            .positionQty(Quantity.of(net))
            .late(false)
            .executedAt(NOW)
            .bookedAt(NOW.plusMillis(id))
            .build());
  }
}
