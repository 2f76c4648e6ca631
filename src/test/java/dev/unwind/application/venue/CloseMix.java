// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.CloseSequence;
import dev.unwind.domain.liquidation.CloseStyle;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Random;
import java.util.Set;

/** Closes as the five interfaces ask for them. */
final class CloseMix {
  private final Random random;

  CloseMix(Random random) {
    this.random = random;
  }

  /** Every third of those that can is carried out in steps, in turn, or by a deadline. */
  CloseRequest next(Instrument instrument) {
    CloseRequest plain = plain(instrument);
    return plain.heldPolicy() == HeldPolicy.CLOSE_AS_FREED || random.nextInt(3) > 0
        ? plain
        : plain.withConduct(aConduct());
  }

  private Conduct aConduct() {
    CloseStyle style =
        switch (random.nextInt(4)) {
          case 0 -> CloseStyle.MARKET;
          case 1 -> new CloseStyle.Limit(50, 1, null, false);
          case 2 ->
              new CloseStyle.Limit(
                  100, 1 + random.nextInt(3), Duration.ofSeconds(15), random.nextBoolean());
          default -> new CloseStyle.Slices(2 + random.nextInt(4), Duration.ofSeconds(10));
        };
    return new Conduct(
        style,
        CloseSequence.values()[random.nextInt(CloseSequence.values().length)],
        random.nextBoolean() ? null : (Integer) (1 + random.nextInt(2)),
        random.nextBoolean()
            ? null
            : new Conduct.Deadline(
                Duration.ofSeconds(10 + random.nextInt(120)), random.nextBoolean()));
  }

  private CloseRequest plain(Instrument instrument) {
    return switch (random.nextInt(7)) {
      // Alpaca: one position, or all of them
      case 0 -> close(instrument, anAmount(), random.nextBoolean(), HeldPolicy.REFUSE);
      case 1 -> closeAll(CloseAmount.ALL, random.nextBoolean(), HeldPolicy.REFUSE, false);
      // Tradovate, and NeuraTrade for one
      case 2 -> close(instrument, CloseAmount.ALL, true, HeldPolicy.REFUSE);
      // NeuraTrade for all
      case 3 -> closeAll(CloseAmount.ALL, true, HeldPolicy.REFUSE, false);
      // Upvest
      case 4 -> closeAll(CloseAmount.ALL, true, HeldPolicy.CLOSE_AS_FREED, true);
      // this service's own, which has every combination
      case 5 -> close(instrument, anAmount(), random.nextBoolean(), aPolicy());
      default -> closeAll(anAmount(), random.nextBoolean(), aPolicy(), false);
    };
  }

  private CloseAmount anAmount() {
    return switch (random.nextInt(3)) {
      case 0 -> CloseAmount.ALL;
      case 1 -> new CloseAmount.Units(Quantity.of(1 + random.nextInt(10)));
      default -> CloseAmount.percentage(BigDecimal.valueOf(1 + random.nextInt(100)));
    };
  }

  private HeldPolicy aPolicy() {
    return HeldPolicy.values()[random.nextInt(HeldPolicy.values().length)];
  }

  private CloseRequest close(
      Instrument instrument, CloseAmount amount, boolean cancelOrders, HeldPolicy policy) {
    return CloseRequest.one(instrument.id())
        .positions(Set.of(new PositionId(instrument.id().value())))
        .amount(amount)
        .cancelOrders(cancelOrders)
        .heldPolicy(policy)
        .denyWhenNothing(random.nextInt(4) > 0)
        .build();
  }

  private static CloseRequest closeAll(
      CloseAmount amount, boolean cancelOrders, HeldPolicy policy, boolean exclusive) {
    return CloseRequest.all()
        .amount(amount)
        .cancelOrders(cancelOrders)
        .heldPolicy(policy)
        .exclusive(exclusive)
        .build();
  }
}
