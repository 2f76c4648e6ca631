// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.market.Market;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.ClosingOrderKey;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.Rounds;
import dev.unwind.persistence.book.PgBooks;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.simulator.LinkMode;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every way of closing must make of the same books: which orders, which refusals, what is held
 * afterwards. The expectation is worked out position by position from the rules, so that ways that
 * pass agree with each other. The venue receives nothing meanwhile.
 */
public abstract class CloseContract {
  static final DecisionOrigin DECISION = new DecisionOrigin("tester", "unwind", "request-1");
  private static final int SEEDS = Rounds.of(25);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Inject Pool pool;
  @Inject PgBooks books;
  @Inject PgCloseStore closes;
  @Inject ExecutionVenue venue;
  @Inject SimulatorScenario scenario;
  @Inject Market market;

  SeededBooks seeded;

  /** What became of one position: closed with this much, or refused. */
  record Outcome(
      @Nullable Side side,
      Quantity qty,
      @Nullable OrderStatus status,
      @Nullable Reason reason,
      @Nullable Quantity existing,
      @Nullable Quantity held,
      int blocking) {
    static Outcome closed(Side side, Quantity qty, OrderStatus status) {
      return new Outcome(side, qty, status, null, null, null, 0);
    }

    static Outcome refused(Reason reason, Quantity existing, Quantity held, int blocking) {
      return new Outcome(null, Quantity.ZERO, null, reason, existing, held, blocking);
    }
  }

  /** Closes all that an account holds; refusals are among the outcomes. */
  abstract Map<InstrumentId, Outcome> closeAll(
      AccountId account, List<Holding> book, CloseAmount amount, HeldPolicy policy);

  /** Closes one position. */
  abstract Outcome closeOne(
      AccountId account, Instrument instrument, CloseAmount amount, HeldPolicy policy);

  @BeforeEach
  void loseEveryRequestToTheVenue() {
    scenario.link(LinkMode.REQUESTS_LOST);
    seeded = new SeededBooks();
  }

  @AfterEach
  void restoreTheVenue() {
    seeded.close();
    scenario.reset();
  }

  @Test
  void closingAllAgreesWithTheRulesOnSeededBooks() {
    int closed = 0;
    int refused = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      scenario.session(sessions(seed));
      List<Holding> book = seeded.draw(random);
      awaitSteadySessions(book);
      CloseAmount amount = random.nextBoolean() ? CloseAmount.ALL : percentage(random);
      HeldPolicy policy = policy(random);
      AccountId account = seeded.write(book);
      Map<InstrumentId, Outcome> expected = new HashMap<>();
      for (Holding holding : book) {
        if (!holding.qty().isZero()) {
          expected.put(holding.instrument().id(), expected(holding, amount, policy));
        }
      }

      Map<InstrumentId, Outcome> actual = closeAll(account, book, amount, policy);

      assertThat(actual).as("seed %d %s %s", seed, amount, policy).isEqualTo(expected);
      assertHolds(seed, account, book, expected);
      closed += (int) expected.values().stream().filter(o -> o.reason() == null).count();
      refused += (int) expected.values().stream().filter(o -> o.reason() != null).count();
    }
    System.out.printf(
        "%s all: seeds=%d closed=%d refused=%d%n",
        getClass().getSimpleName(), SEEDS, closed, refused);
  }

  @Test
  void closingOneAgreesWithTheRulesOnSeededBooks() {
    int closed = 0;
    int refused = 0;
    for (int seed = 1000; seed < 1000 + SEEDS; seed++) {
      Random random = new Random(seed);
      scenario.session(sessions(seed));
      List<Holding> book = seeded.draw(random);
      awaitSteadySessions(book);
      AccountId account = seeded.write(book);
      Map<InstrumentId, Outcome> expected = new HashMap<>();
      for (Holding holding : book) {
        CloseAmount amount = amount(random, holding);
        HeldPolicy policy = policy(random);
        Outcome rule = expected(holding, amount, policy);
        expected.put(holding.instrument().id(), rule);
        assertThat(closeOne(account, holding.instrument(), amount, policy))
            .as("seed %d %s %s %s", seed, holding, amount, policy)
            .isEqualTo(rule);
        closed += rule.reason() == null ? 1 : 0;
        refused += rule.reason() == null ? 0 : 1;
      }
      assertHolds(seed, account, book, expected);
    }
    System.out.printf(
        "%s one: seeds=%d closed=%d refused=%d%n",
        getClass().getSimpleName(), SEEDS, closed, refused);
  }

  /** So that no session begins or ends between the rule and the close. */
  private void awaitSteadySessions(List<Holding> book) {
    Awaiting.await(
        LIMIT.multipliedBy(4),
        () -> {
          Instant now = Instant.now();
          return book.stream()
              .map(Holding::instrument)
              .allMatch(
                  i ->
                      venue.sessions().isOpen(i, now)
                          == venue.sessions().isOpen(i, now.plus(LIMIT)));
        });
  }

  private static SessionMode sessions(int seed) {
    return SessionMode.values()[seed % SessionMode.values().length];
  }

  private static HeldPolicy policy(Random random) {
    return random.nextBoolean() ? HeldPolicy.REFUSE : HeldPolicy.CLOSE_AVAILABLE;
  }

  private static CloseAmount percentage(Random random) {
    return CloseAmount.percentage(
        new BigDecimal(1 + random.nextInt(1_000_000)).movePointLeft(4).stripTrailingZeros());
  }

  private static CloseAmount amount(Random random, Holding holding) {
    Quantity size = holding.qty().abs();
    return switch (random.nextInt(6)) {
      case 0, 1 -> CloseAmount.ALL;
      case 2 -> percentage(random);
      case 3 -> new CloseAmount.Units(size.isZero() ? Quantity.ONE : size);
      case 4 -> new CloseAmount.Units(size.plus(holding.instrument().quantityIncrement()));
      default -> {
        Quantity part =
            size.percent(BigDecimal.valueOf(1 + random.nextInt(100)))
                .truncateTo(holding.instrument().quantityIncrement());
        Quantity off = Quantity.of("0.00000000000000001");
        Quantity asked = part.isZero() || random.nextInt(4) == 0 ? part.plus(off) : part;
        yield new CloseAmount.Units(asked);
      }
    };
  }

  /** The rules once more, in words as plain as possible and without the code under test. */
  private Outcome expected(Holding holding, CloseAmount amount, HeldPolicy policy) {
    Instrument instrument = holding.instrument();
    BigDecimal existing = holding.qty().abs().value();
    BigDecimal held = holding.reserved().value();
    BigDecimal increment = instrument.quantityIncrement().value();
    BigDecimal wanted = existing;
    if (amount instanceof CloseAmount.Units units) {
      wanted = units.qty().value();
    } else if (amount instanceof CloseAmount.Percentage share) {
      wanted = existing.multiply(share.percent()).movePointLeft(2);
      wanted = wanted.subtract(wanted.remainder(increment));
      boolean whole = existing.remainder(BigDecimal.ONE).signum() == 0;
      if (whole && instrument.assetClass() == dev.unwind.domain.instrument.AssetClass.US_EQUITY) {
        wanted = wanted.subtract(wanted.remainder(BigDecimal.ONE));
      }
    }
    Reason reason = null;
    BigDecimal size = wanted;
    if (existing.signum() == 0) {
      reason = Reason.POSITION_NOT_FOUND;
    } else if (wanted.compareTo(existing) > 0) {
      reason = Reason.QUANTITY_EXCEEDS_POSITION;
    } else if (amount instanceof CloseAmount.Units
        && wanted.remainder(increment).signum() != 0
        && wanted.compareTo(existing) != 0) {
      reason = Reason.QUANTITY_OFF_INCREMENT;
    } else if (wanted.signum() == 0) {
      reason = Reason.QUANTITY_ROUNDS_TO_ZERO;
    } else if (holding.beingLiquidated()) {
      reason = Reason.POSITION_BEING_LIQUIDATED;
    } else if (wanted.compareTo(existing.subtract(held)) > 0) {
      boolean rest =
          policy == HeldPolicy.CLOSE_AVAILABLE
              && amount instanceof CloseAmount.All
              && existing.compareTo(held) > 0;
      reason = rest ? null : Reason.QUANTITY_HELD;
      size = existing.subtract(held);
    }
    if (reason == Reason.POSITION_NOT_FOUND) {
      return Outcome.refused(reason, Quantity.ZERO, Quantity.ZERO, 0);
    }
    if (reason != null) {
      int blocking = (holding.held().isPositive() ? 1 : 0) + (holding.beingLiquidated() ? 1 : 0);
      return Outcome.refused(reason, new Quantity(existing), new Quantity(held), blocking);
    }
    boolean open = venue.sessions().isOpen(instrument, Instant.now());
    return Outcome.closed(
        holding.qty().signum() > 0 ? Side.SELL : Side.BUY,
        new Quantity(size),
        open ? OrderStatus.PENDING_NEW : OrderStatus.ACCEPTED);
  }

  private void assertHolds(
      int seed, AccountId account, List<Holding> book, Map<InstrumentId, Outcome> outcomes) {
    Map<InstrumentId, Quantity> expected = new HashMap<>();
    for (Holding holding : book) {
      Outcome outcome = outcomes.get(holding.instrument().id());
      Quantity more = outcome == null ? Quantity.ZERO : outcome.qty();
      expected.put(holding.instrument().id(), holding.reserved().plus(more));
    }
    Map<InstrumentId, Quantity> actual = new HashMap<>();
    for (Row row :
        await(
            pool.preparedQuery("select instrument_id, held from position where account_id = $1")
                .execute(Tuple.of(account.value())))) {
      actual.put(
          new InstrumentId(row.getLong("instrument_id")), new Quantity(row.getBigDecimal("held")));
    }
    assertThat(actual).as("held, seed %d", seed).isEqualTo(expected);
  }

  /** A request as dialects make it. */
  static CloseRequest request(
      LiquidationScope scope,
      @Nullable InstrumentId instrument,
      CloseAmount amount,
      HeldPolicy policy) {
    return CloseRequest.of(scope)
        .instrument(instrument)
        .amount(amount)
        .heldPolicy(policy)
        .clientOrderId(scope == LiquidationScope.POSITION ? null : "desk")
        .tags(Map.of("note", "flat"))
        .build();
  }

  /** The items of an accepted liquidation, each with its order, as outcomes. */
  static Map<InstrumentId, Outcome> outcomes(AcceptedLiquidation accepted) {
    Map<InstrumentId, Outcome> outcomes = new HashMap<>();
    for (LiquidationItem item : accepted.items()) {
      LiquidationItem.Blocked blocked = item.blocked();
      Reason reason = item.reason();
      if (reason != null && blocked != null) {
        outcomes.put(
            item.instrumentId(),
            Outcome.refused(reason, blocked.existing(), blocked.held(), blocked.orders().size()));
        continue;
      }
      Optional<Order> order =
          accepted.orders().stream().filter(o -> item.id().equals(o.itemId())).findFirst();
      assertThat(order).as("order of %s", item).isPresent();
      Order closing = order.orElseThrow();
      assertThat(closing.qty()).isEqualTo(item.qty());
      assertThat(closing.terms().uid())
          .isEqualTo(ClosingOrderKey.of(accepted.liquidation().uid(), item.positionId(), 1));
      outcomes.put(
          item.instrumentId(), Outcome.closed(closing.side(), closing.qty(), closing.status()));
    }
    return outcomes;
  }

  /** A refusal as an outcome. */
  static Outcome outcome(Denial denial) {
    Quantity existing = denial.existing();
    Quantity held = denial.held();
    return Outcome.refused(
        denial.reason(),
        existing == null ? Quantity.ZERO : existing,
        held == null ? Quantity.ZERO : held,
        denial.relatedOrders().size());
  }

  static Outcome outcomeOf(Uni<AcceptedLiquidation> close) {
    try {
      return outcomes(await(close)).values().iterator().next();
    } catch (TradingException refused) {
      return outcome(refused.denial());
    }
  }

  public static <T> T await(Uni<T> uni) {
    return uni.await().atMost(LIMIT);
  }
}
