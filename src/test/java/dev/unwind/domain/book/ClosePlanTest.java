// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.Selection;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionBuilder;
import dev.unwind.domain.position.PositionSide;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.Rounds;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a close would do is what it does. */
class ClosePlanTest {
  private static final int SEEDS = Rounds.of(2_000);
  private static final List<InstrumentId> TRADED =
      List.of(OpeningBook.STOCK, OpeningBook.FUTURE, OpeningBook.MARGINED, OpeningBook.COIN);

  private long executions;

  @Test
  void aPreviewIsWhatTheExecutionDoesOnSeededBooks() {
    int orders = 0;
    int cancels = 0;
    int failed = 0;
    int denied = 0;
    int changed = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      AccountBook past = past(random);
      BookSlice slice = RehearsedBooks.slice(past);
      CloseRequest request = request(random, past);

      AccountBook rehearsed = RehearsedBooks.book(slice, past.context(), 1_000_000);
      AccountBook executed = RehearsedBooks.book(slice, past.context(), 5_000_000);
      ClosePlan plan = RehearsedBooks.plan(rehearsed, request);
      Reason refusal = RehearsedBooks.refusal(executed, request);

      if (plan == null) {
        assertThat(refusal)
            .as("seed %d", seed)
            .isEqualTo(RehearsedBooks.refusal(rehearsed, request))
            .isNotNull();
        denied++;
        continue;
      }
      assertThat(refusal).as("seed %d", seed).isNull();
      assertThat(planned(plan)).as("seed %d %s", seed, request).isEqualTo(done(executed));
      Liquidation made = executed.changes().newLiquidations().get(0);
      assertThat(ClosePlan.of(executed, made).digest()).isEqualTo(plan.digest());
      orders += (int) plan.lines().stream().filter(line -> line.order() != null).count();
      cancels += plan.canceled().size();
      failed += (int) plan.lines().stream().filter(line -> line.item().reason() != null).count();

      // A trade in what is to be closed makes it another book.
      Position first = first(plan, past);
      if (first != null) {
        AccountBook later = RehearsedBooks.book(withQty(slice, first), past.context(), 1_000_000);
        ClosePlan other = RehearsedBooks.plan(later, request);
        assertThat(other == null ? "" : other.digest())
            .as("seed %d %s", seed, request)
            .isNotEqualTo(plan.digest());
        changed++;
      }
    }
    System.out.printf(
        "ClosePlanTest: books=%d orders=%d cancels=%d failed=%d denied=%d changed=%d%n",
        SEEDS, orders, cancels, failed, denied, changed);
    assertThat(List.of(orders, cancels, failed, denied, changed)).allMatch(count -> count > 50);
  }

  /** An account with some history: positions of both sides, working orders, closes that run. */
  private AccountBook past(Random random) {
    AccountBook book = OpeningBook.book("1000");
    int steps = 2 + random.nextInt(14);
    for (int i = 0; i < steps; i++) {
      InstrumentId instrument = TRADED.get(random.nextInt(TRADED.size()));
      try {
        step(book, random, instrument);
      } catch (DeniedException refused) {
        // Not every step is possible on every book.
      }
    }
    return book;
  }

  private void step(AccountBook book, Random random, InstrumentId instrument) {
    Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
    String qty = Integer.toString(1 + random.nextInt(40));
    switch (random.nextInt(5)) {
      case 0, 1 -> {
        Order order = book.place(OpeningBook.order(instrument, side, qty, NewOrder.Policy.LIBERAL));
        trade(book, order, Quantity.of(qty));
      }
      case 2 -> {
        Order order =
            book.place(OpeningBook.limit(instrument, side, qty, "10", NewOrder.Policy.LIBERAL));
        if (random.nextBoolean()) {
          trade(book, order, Quantity.ONE);
        }
      }
      case 3 -> {
        List<Order> open = book.orders().stream().filter(Order::isOpen).toList();
        if (!open.isEmpty()) {
          book.cancel(open.get(random.nextInt(open.size())).id(), Reason.CANCELED_BY_CLIENT);
        }
      }
      default -> {
        if (random.nextInt(3) == 0) {
          book.close(request(random, book));
        }
      }
    }
  }

  private void trade(AccountBook book, Order order, Quantity qty) {
    executions++;
    book.record(
        List.of(
            new ExecutionReport.Trade(
                OpeningBook.ACCOUNT,
                order.terms().uid(),
                "sim",
                "x" + executions,
                qty,
                Price.of("10"),
                qty,
                OpeningBook.NOW)));
  }

  private static CloseRequest request(Random random, AccountBook book) {
    CloseAmount amount =
        switch (random.nextInt(5)) {
          case 0 -> CloseAmount.percentage(BigDecimal.valueOf(1 + random.nextInt(100)));
          case 1 -> CloseAmount.target(Quantity.of(random.nextInt(30)));
          case 2 -> new CloseAmount.Units(Quantity.of(1 + random.nextInt(30)));
          default -> CloseAmount.ALL;
        };
    List<Position> positions = book.positions();
    boolean one = random.nextInt(4) == 0 && !positions.isEmpty();
    boolean account = !one && random.nextBoolean();
    Selection selection =
        one
            ? null
            : account
                ? (amount instanceof CloseAmount.Target ? Selection.ANY : null)
                : selection(random);
    return CloseRequest.of(
            one
                ? LiquidationScope.POSITION
                : account ? LiquidationScope.ACCOUNT : LiquidationScope.POSITIONS)
        .positions(one ? Set.of(positions.get(random.nextInt(positions.size())).id()) : Set.of())
        .selection(selection)
        .amount(amount)
        .cancelOrders(random.nextBoolean())
        .heldPolicy(HeldPolicy.values()[random.nextInt(3)])
        .denyWhenNothing(one)
        .build();
  }

  private static Selection selection(Random random) {
    return new Selection(
        random.nextBoolean()
            ? Selection.Names.NONE
            : new Selection.Names(
                Set.of(TRADED.get(random.nextInt(TRADED.size()))), List.of("*Z6")),
        random.nextInt(3) == 0
            ? new Selection.Names(Set.of(TRADED.get(random.nextInt(TRADED.size()))), List.of())
            : Selection.Names.NONE,
        random.nextInt(4) == 0 ? Set.of(AssetClass.FUTURE, AssetClass.CRYPTO) : Set.of(),
        random.nextInt(4) == 0 ? PositionSide.LONG : null,
        null,
        null,
        random.nextInt(4) == 0 ? Money.of("100") : null);
  }

  /** What a plan says, in words that know nothing of ids drawn afresh. */
  private static Set<String> planned(ClosePlan plan) {
    Set<String> all = new TreeSet<>();
    for (ClosePlan.Line line : plan.lines()) {
      LiquidationItem item = line.item();
      Order order = line.order();
      all.add("item %s %s %s".formatted(item.positionId(), item.status(), item.reason()));
      if (order != null) {
        all.add(
            "order %s %s %s %s"
                .formatted(order.positionId(), order.side(), line.qty(), order.status()));
      }
    }
    plan.canceled().stream()
        .map(ClosePlan.Cancel::order)
        .forEach(o -> all.add("cancel %s %s".formatted(o.id(), o.status())));
    return all;
  }

  /** What a book has done, as it is to be written. */
  private static Set<String> done(AccountBook book) {
    BookChanges changes = book.changes();
    Set<String> all = new TreeSet<>();
    changes
        .newItems()
        .forEach(i -> all.add("item %s %s %s".formatted(i.positionId(), i.status(), i.reason())));
    changes
        .newOrders()
        .forEach(
            o ->
                all.add(
                    "order %s %s %s %s".formatted(o.positionId(), o.side(), o.qty(), o.status())));
    changes.orders().stream()
        .filter(o -> o.status() == OrderStatus.PENDING_CANCEL || o.status() == OrderStatus.CANCELED)
        .forEach(o -> all.add("cancel %s %s".formatted(o.id(), o.status())));
    return all;
  }

  /** A position that the plan closes something of. */
  private static @Nullable Position first(ClosePlan plan, AccountBook past) {
    return plan.lines().stream()
        .filter(line -> line.order() != null)
        .findFirst()
        .flatMap(
            line ->
                past.positions().stream()
                    .filter(p -> p.id().equals(line.item().positionId()))
                    .findFirst())
        .orElse(null);
  }

  /** The same slice with one unit more of a position. */
  private static BookSlice withQty(BookSlice slice, Position grown) {
    Quantity more =
        grown.qty().signum() > 0 ? grown.qty().plus(Quantity.ONE) : grown.qty().minus(Quantity.ONE);
    List<Position> positions =
        slice.positions().stream()
            .map(p -> p.id().equals(grown.id()) ? sized(p, more) : p)
            .toList();
    return slice.with(to -> to.positions(positions));
  }

  private static Position sized(Position p, Quantity qty) {
    return PositionBuilder.builder()
        .id(p.id())
        .uid(p.uid())
        .accountId(p.accountId())
        .instrumentId(p.instrumentId())
        .netting(p.netting())
        .externalId(p.externalId())
        .exchange(p.exchange())
        .openingOrderId(p.openingOrderId())
        .qty(qty)
        .held(p.held())
        .cost(p.cost())
        .realizedPl(p.realizedPl())
        .openedQty(p.openedQty())
        .entryPrice(p.entryPrice())
        .openedAt(p.openedAt())
        .updatedAt(p.updatedAt())
        .closedAt(p.closedAt())
        .closedBy(p.closedBy())
        .liveItem(p.liveItem())
        .day(p.day())
        .version(p.version())
        .build();
  }
}
