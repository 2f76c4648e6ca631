// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionBuilder;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pair at a venue that cannot link its legs: one works, the other waits here for its price. */
class UnlinkedPairTest {
  private static final InstrumentId STOCK = new InstrumentId(1);
  private static final PositionId HOLDING = new PositionId(1);

  private final MemoryLedger ledger = new MemoryLedger(new Random(1));
  private final UnlinkedVenue venue = new UnlinkedVenue();
  private int executions;

  /** Works what it is sent, one order as good as another. */
  private static final class UnlinkedVenue extends UnusedVenue {
    final Map<UUID, VenueOrder> working = new LinkedHashMap<>();

    @Override
    public VenueCapabilities capabilities() {
      return new VenueCapabilities(
          EnumSet.allOf(OrderType.class),
          EnumSet.allOf(TimeInForce.class),
          100,
          true,
          false,
          false);
    }
  }

  @BeforeEach
  void holdTen() {
    ledger.pairsLinked = venue.capabilities().linksPairs();
    ledger.instruments.put(
        STOCK,
        new Instrument(
            STOCK,
            new UUID(1, 1),
            "ACME",
            AssetClass.US_EQUITY,
            "",
            "USD",
            Quantity.ONE,
            Price.of("0.01"),
            Quantity.ONE,
            null,
            true,
            true,
            true,
            SessionKind.ALWAYS,
            null,
            List.of()));
    quote("100");
    Quantity ten = Quantity.of("10");
    ledger.positions.put(
        HOLDING,
        PositionBuilder.builder()
            .id(HOLDING)
            .uid(new UUID(2, 1))
            .accountId(ledger.account().id())
            .instrumentId(STOCK)
            .netting(true)
            .qty(ten)
            .held(Quantity.ZERO)
            .cost(ten.at(Price.of("90")))
            .realizedPl(Money.ZERO)
            .openedQty(ten)
            .entryPrice(Price.of("90"))
            .openedAt(ledger.now)
            .updatedAt(ledger.now)
            .day(DayTotals.none(ten))
            .version(0)
            .build());
  }

  @Test
  void oneLegWorksAndTheOtherIsHeldAndTheyReserveOnce() {
    Pair pair = place();
    tell();
    assertThat(venue.working.keySet()).containsExactly(pair.target().terms().uid());
    assertThat(now(pair.stop()).status()).isEqualTo(OrderStatus.HELD);
    assertThat(held()).isEqualTo(Quantity.of("10"));
  }

  @Test
  void theLegThatTheMarketIsAtAlreadyWorksFirst() {
    quote("79");
    Pair pair = place();
    tell();
    assertThat(venue.working.keySet()).containsExactly(pair.stop().terms().uid());
    assertThat(now(pair.target()).status()).isEqualTo(OrderStatus.HELD);
  }

  @Test
  void aHeldLegThatIsReachedGoesOutWhenTheOtherIsFinalForWhatIsLeft() {
    Pair pair = place();
    tell();
    trade(pair.target(), "4");
    quote("79");
    arm();
    tell(VenueAction.SEND);
    assertThat(venue.working.keySet()).containsExactly(pair.target().terms().uid());

    // While the cancel travels, the leg trades once more, and its end is known before that trade.
    ExecutionReport late = execution(pair.target(), "1", "5");
    report(
        new ExecutionReport.Canceled(
            ledger.account().id(), pair.target().terms().uid(), Quantity.of("5"), "", ledger.now));
    venue.working.clear();
    assertThat(now(pair.target()).status()).isEqualTo(OrderStatus.CANCELED);
    assertThat(now(pair.stop()).status()).as("one trade is not booked").isEqualTo(OrderStatus.HELD);
    report(late);

    tell();
    assertThat(venue.working.values())
        .singleElement()
        .satisfies(
            sent -> {
              assertThat(sent.key()).isEqualTo(pair.stop().terms().uid());
              assertThat(sent.qty()).isEqualTo(Quantity.of("5"));
            });
    assertThat(now(pair.target()).reason()).isEqualTo(Reason.SIBLING_REACHED);
    trade(pair.stop(), "5");
    assertThat(holding().qty()).isEqualTo(Quantity.ZERO);
  }

  @Test
  void aLegThatIsFilledWhileItsCancelTravelsLeavesNothingToTheOther() {
    Pair pair = place();
    tell();
    quote("79");
    arm();
    trade(pair.target(), "10");
    tell();
    assertThat(now(pair.target()).status()).isEqualTo(OrderStatus.FILLED);
    assertThat(now(pair.stop()).status()).isEqualTo(OrderStatus.CANCELED);
    assertThat(now(pair.stop()).reason()).isEqualTo(Reason.SIBLING_FILLED);
    assertThat(holding().qty()).isEqualTo(Quantity.ZERO);
  }

  @Test
  void aLegThatTheMarketHasNotReachedStaysHeld() {
    Pair pair = place();
    tell();
    quote("81");
    arm();
    assertThat(now(pair.target()).status()).isEqualTo(OrderStatus.NEW);
    assertThat(now(pair.stop()).status()).isEqualTo(OrderStatus.HELD);
  }

  @Test
  void aClientsCancelOfTheWorkingLegEndsTheHeldOne() {
    Pair pair = place();
    tell();
    ledger.decide(b -> b.cancel(pair.target().id(), Reason.CANCELED_BY_CLIENT));
    tell();
    assertThat(now(pair.target()).status()).isEqualTo(OrderStatus.CANCELED);
    assertThat(now(pair.stop()).status()).isEqualTo(OrderStatus.CANCELED);
    assertThat(held()).isEqualTo(Quantity.ZERO);
  }

  @Test
  void theExitsOfABracketAreHeldButForOne() {
    ledger.decide(
        b -> {
          Order entry = b.place(order(Side.BUY, OrderType.LIMIT, "6", "100"));
          return b.placeOneCancelsOther(
              List.of(
                  order(Side.SELL, OrderType.LIMIT, "6", "120").withParent(entry.id()),
                  order(Side.SELL, OrderType.STOP, "6", "80").withParent(entry.id())));
        });
    Order entry = ledger.orders.values().iterator().next();
    tell();
    trade(entry, "6");
    tell();
    assertThat(venue.working.values())
        .singleElement()
        .satisfies(o -> assertThat(o.type()).isEqualTo(OrderType.LIMIT));
    assertThat(held()).isEqualTo(Quantity.of("6"));
    quote("79");
    arm();
    tell();
    tell();
    assertThat(venue.working.values())
        .singleElement()
        .satisfies(o -> assertThat(o.type()).isEqualTo(OrderType.STOP));
  }

  @Test
  void aHeldTrailingLegFollowsTheMarketHereAndTakesTheOthersPlaceWhenItIsReached() {
    List<Order> placed =
        ledger.decide(
            b ->
                b.placeOneCancelsOther(
                    List.of(
                        order(Side.SELL, OrderType.LIMIT, "10", "120"),
                        order(Side.SELL, OrderType.TRAILING_STOP, "10", "")
                            .withTrail(Trail.by(Price.of("5"))))));
    Pair pair = new Pair(placed.get(0), placed.get(1));
    tell();
    assertThat(venue.working.keySet()).containsExactly(pair.target().terms().uid());
    quote("110");
    arm();
    quote("106");
    arm();
    assertThat(now(pair.stop()).terms().currentStop()).isEqualTo(Price.of("105"));
    assertThat(now(pair.target()).status()).isEqualTo(OrderStatus.NEW);
    quote("105");
    arm();
    tell();
    tell();
    assertThat(venue.working.values())
        .singleElement()
        .satisfies(
            sent -> {
              assertThat(sent.key()).isEqualTo(pair.stop().terms().uid());
              assertThat(sent.trail())
                  .isEqualTo(Trail.by(Price.of("5")).at(Price.of("110"), Price.of("105")));
            });
    assertThat(held()).isEqualTo(Quantity.of("10"));
  }

  private record Pair(Order target, Order stop) {}

  private Pair place() {
    List<Order> placed =
        ledger.decide(
            b ->
                b.placeOneCancelsOther(
                    List.of(
                        order(Side.SELL, OrderType.LIMIT, "10", "120"),
                        order(Side.SELL, OrderType.STOP, "10", "80"))));
    return new Pair(placed.get(0), placed.get(1));
  }

  private static NewOrder order(Side side, OrderType type, String qty, String price) {
    return NewOrder.of(STOCK, side, type, Quantity.of(qty))
        .timeInForce(TimeInForce.GTC)
        .limitPrice(type.hasLimit() ? Price.of(price) : null)
        .stopPrice(type.hasStop() ? Price.of(price) : null)
        .build();
  }

  private void quote(String last) {
    ledger.quotes.put(STOCK, new Quote(STOCK, Price.of(last), null, null, null, ledger.now));
  }

  private void arm() {
    List<OrderId> all = List.copyOf(ledger.orders.keySet());
    ledger.decide(b -> b.arm(all));
  }

  private void tell() {
    tell(VenueAction.SEND, VenueAction.CANCEL);
  }

  /** Tells the venue what is to be told of these kinds, and books what it says at once. */
  private void tell(VenueAction... kinds) {
    List<ExecutionReport> reports = new ArrayList<>();
    for (Order order : List.copyOf(ledger.orders.values())) {
      UUID key = order.terms().uid();
      if (order.action() == null || !List.of(kinds).contains(order.action())) {
        continue;
      }
      if (order.action() == VenueAction.SEND) {
        venue.working.put(key, VenueMessages.order(order));
        reports.add(new ExecutionReport.Working(order.accountId(), key, ledger.now));
      } else if (venue.working.remove(key) != null) {
        reports.add(
            new ExecutionReport.Canceled(
                order.accountId(), key, order.filledQty(), "", ledger.now));
      }
    }
    report(reports.toArray(ExecutionReport[]::new));
  }

  private void trade(Order order, String qty) {
    Quantity cum = now(order).filledQty().plus(Quantity.of(qty));
    report(execution(order, qty, cum.toString()));
    if (now(order).status().isTerminal()) {
      venue.working.remove(order.terms().uid());
    }
  }

  private ExecutionReport execution(Order order, String qty, String cum) {
    executions++;
    OrderTerms terms = order.terms();
    return new ExecutionReport.Trade(
        order.accountId(),
        terms.uid(),
        "plain",
        "x" + executions,
        Quantity.of(qty),
        Price.of("100"),
        Quantity.of(cum),
        ledger.now);
  }

  private void report(ExecutionReport... reports) {
    ledger.decide(b -> b.record(List.of(reports)));
  }

  private Order now(Order order) {
    return ledger.orders.getOrDefault(order.id(), order);
  }

  private Position holding() {
    return Objects.requireNonNull(ledger.positions.get(HOLDING));
  }

  private Quantity held() {
    return holding().held();
  }
}
