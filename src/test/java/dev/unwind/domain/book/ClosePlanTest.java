// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
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
import dev.unwind.domain.position.PositionSide;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.Rounds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a close would do, and what is meant by a selection. */
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
      BookSlice slice = slice(past);
      CloseRequest request = request(random, past);

      AccountBook rehearsed = book(slice, past.context(), 1_000_000);
      AccountBook executed = book(slice, past.context(), 5_000_000);
      ClosePlan plan = plan(rehearsed, request);
      Reason refusal = refusal(executed, request);

      if (plan == null) {
        assertThat(refusal).as("seed %d", seed).isEqualTo(refusal(rehearsed, request)).isNotNull();
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
        AccountBook later = book(withQty(slice, first), past.context(), 1_000_000);
        ClosePlan other = plan(later, request);
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

  @Test
  void aTargetLeavesThatMuchAndNothingOfWhatHasLess() {
    AccountBook book = OpeningBook.book("100");
    ClosePlan plan = planOf(book, selecting(Selection.ANY, CloseAmount.target(Quantity.of("30"))));
    assertThat(plan.lines()).hasSize(1);
    assertThat(plan.lines().get(0).qty()).isEqualTo(Quantity.of("70"));

    AccountBook small = OpeningBook.book("30");
    Liquidation made =
        small.close(selecting(Selection.ANY, CloseAmount.target(Quantity.of("30"))));
    assertThat(small.items(made.id())).isEmpty();
    assertThat(small.changes().newOrders()).isEmpty();
  }

  @Test
  void aTargetOffTheIncrementFailsWithItsReason() {
    AccountBook book =
        OpeningBook.book(OpeningBook.FUTURE, "5", "1000000", dev.unwind.domain.account.TradingState.ACTIVE);
    ClosePlan plan = planOf(book, selecting(Selection.ANY, CloseAmount.target(Quantity.of("1.5"))));
    assertThat(plan.lines().get(0).item().reason()).isEqualTo(Reason.QUANTITY_OFF_INCREMENT);
    assertThat(plan.lines().get(0).order()).isNull();
  }

  @Test
  void proceedsAreTheCashThatTheBidAndTheAskWouldBring() {
    AccountBook book = quoted("100", "9.5", "10.25");
    ClosePlan plan = planOf(book, selecting(Selection.ANY, CloseAmount.ALL));
    assertThat(plan.lines().get(0).atBid()).isEqualTo(Money.of("950"));
    assertThat(plan.lines().get(0).atAsk()).isEqualTo(Money.of("1025"));
  }

  @Test
  void withoutAPriceTheProceedsAreUnknownAndAJudgementByPriceIsRefused() {
    AccountBook book = OpeningBook.book("100");
    AccountBook blind = book(slice(book), unquoted(book.context()), 1_000_000);
    assertThat(planOf(blind, selecting(Selection.ANY, CloseAmount.ALL)).lines().get(0).atBid())
        .isNull();
    Selection losers =
        new Selection(
            Selection.Names.NONE,
            Selection.Names.NONE,
            Set.of(),
            null,
            Selection.Result.LOSS,
            null,
            null);
    assertThat(
            refusal(
                book(slice(book), unquoted(book.context()), 1), selecting(losers, CloseAmount.ALL)))
        .isEqualTo(Reason.QUOTE_MISSING);
  }

  @Test
  void everyConditionOfASelectionMustHold() {
    AccountBook book = quoted("100", "9.5", "10.25");
    assertThat(meant(book, "STC*", null, null, null, null)).isTrue();
    assertThat(meant(book, "*K", null, null, null, null)).isTrue();
    assertThat(meant(book, "S*C*K", null, null, null, null)).isTrue();
    assertThat(meant(book, "S*X", null, null, null, null)).isFalse();
    assertThat(meant(book, "*", "ST*", null, null, null)).isFalse();
    assertThat(meant(book, "*", null, PositionSide.LONG, null, null)).isTrue();
    assertThat(meant(book, "*", null, PositionSide.SHORT, null, null)).isFalse();
    // Bought at 10, the last price is 10: neither.
    assertThat(meant(book, "*", null, null, Selection.Result.PROFIT, null)).isFalse();
    assertThat(meant(book, "*", null, null, Selection.Result.LOSS, null)).isFalse();
    assertThat(meant(book, "*", null, null, null, "1000")).isTrue();
    assertThat(meant(book, "*", null, null, null, "1000.01")).isFalse();
  }

  private static boolean meant(
      AccountBook book,
      String pattern,
      @Nullable String except,
      @Nullable PositionSide side,
      Selection.@Nullable Result result,
      @Nullable String least) {
    Selection selection =
        new Selection(
            new Selection.Names(Set.of(), List.of(pattern)),
            except == null
                ? Selection.Names.NONE
                : new Selection.Names(Set.of(), List.of(except)),
            Set.of(AssetClass.US_EQUITY),
            side,
            result,
            OpeningBook.NOW.plusSeconds(1),
            least == null ? null : Money.of(least));
    Position position = book.positions().get(0);
    Instrument instrument = book.context().instrument(position.instrumentId());
    return selection.of(position, instrument, book.context().quotes().get(instrument.id()))
        == Selection.Verdict.MEANT;
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
        Order order =
            book.place(OpeningBook.order(instrument, side, qty, NewOrder.Policy.LIBERAL));
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
    return new CloseRequest(
        one
            ? LiquidationScope.POSITION
            : account ? LiquidationScope.ACCOUNT : LiquidationScope.POSITIONS,
        one ? Set.of(positions.get(random.nextInt(positions.size())).id()) : Set.of(),
        selection,
        null,
        amount,
        random.nextBoolean(),
        HeldPolicy.values()[random.nextInt(3)],
        one,
        false,
        null,
        Map.of());
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

  private static CloseRequest selecting(Selection selection, CloseAmount amount) {
    return new CloseRequest(
        LiquidationScope.POSITIONS,
        Set.of(),
        selection,
        null,
        amount,
        false,
        HeldPolicy.REFUSE,
        false,
        false,
        null,
        Map.of());
  }

  private static @Nullable ClosePlan plan(AccountBook book, CloseRequest request) {
    try {
      return planOf(book, request);
    } catch (DeniedException denied) {
      return null;
    }
  }

  private static ClosePlan planOf(AccountBook book, CloseRequest request) {
    return ClosePlan.of(book, book.close(request));
  }

  private static @Nullable Reason refusal(AccountBook book, CloseRequest request) {
    try {
      book.close(request);
      return null;
    } catch (DeniedException denied) {
      return denied.denial().reason();
    }
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
    plan.canceled().forEach(o -> all.add("cancel %s %s".formatted(o.id(), o.status())));
    return all;
  }

  /** What a book has done, as it is to be written. */
  private static Set<String> done(AccountBook book) {
    BookChanges changes = book.changes();
    Set<String> all = new TreeSet<>();
    changes
        .newItems()
        .forEach(
            i -> all.add("item %s %s %s".formatted(i.positionId(), i.status(), i.reason())));
    changes
        .newOrders()
        .forEach(
            o ->
                all.add(
                    "order %s %s %s %s".formatted(o.positionId(), o.side(), o.qty(), o.status())));
    changes.orders().stream()
        .filter(
            o -> o.status() == OrderStatus.PENDING_CANCEL || o.status() == OrderStatus.CANCELED)
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
    return new BookSlice(
        slice.account(),
        slice.eventSeq(),
        slice.eventAt(),
        positions,
        slice.orders(),
        slice.orderKeys(),
        slice.liquidations(),
        slice.items(),
        slice.bookedExecutions());
  }

  private static Position sized(Position p, Quantity qty) {
    return new Position(
        p.id(),
        p.uid(),
        p.accountId(),
        p.instrumentId(),
        p.netting(),
        p.externalId(),
        p.exchange(),
        p.openingOrderId(),
        qty,
        p.held(),
        p.cost(),
        p.realizedPl(),
        p.openedQty(),
        p.entryPrice(),
        p.openedAt(),
        p.updatedAt(),
        p.closedAt(),
        p.closedBy(),
        p.liveItem(),
        p.day(),
        p.version());
  }

  private static BookSlice slice(AccountBook book) {
    Map<UUID, OrderId> keys =
        book.orders().stream().collect(Collectors.toMap(o -> o.terms().uid(), Order::id));
    List<Liquidation> liquidations = new ArrayList<>(book.changes().newLiquidations());
    List<LiquidationItem> items =
        liquidations.stream()
            .map(Liquidation::id)
            .map((LiquidationId id) -> book.items(id))
            .flatMap(List::stream)
            .filter(item -> !item.hasEnded())
            .toList();
    return new BookSlice(
        book.account(),
        book.changes().eventSeq(),
        OpeningBook.NOW,
        book.positions().stream().filter(p -> !p.isFlat()).toList(),
        book.orders().stream().filter(Order::isOpen).toList(),
        keys,
        liquidations,
        items,
        Set.of());
  }

  private static AccountBook book(BookSlice slice, BookContext like, long firstId) {
    return new AccountBook(
        slice,
        new BookContext(
            like.now(),
            like.actor(),
            like.dialect(),
            like.requestId(),
            new HedgingBookTest.CountingIds(firstId),
            like.sessions(),
            like.pairsLinked(),
            like.settings(),
            like.instruments(),
            like.quotes()));
  }

  private static BookContext unquoted(BookContext like) {
    return new BookContext(
        like.now(),
        like.actor(),
        like.dialect(),
        like.requestId(),
        like.ids(),
        like.sessions(),
        like.pairsLinked(),
        like.settings(),
        like.instruments(),
        Map.of());
  }

  private static AccountBook quoted(String qty, String bid, String ask) {
    AccountBook book = OpeningBook.book(qty);
    BookContext like = book.context();
    Map<InstrumentId, Quote> quotes = new HashMap<>(like.quotes());
    quotes.put(
        OpeningBook.STOCK,
        new Quote(
            OpeningBook.STOCK,
            Price.of("10"),
            Price.of(bid),
            Price.of(ask),
            null,
            OpeningBook.NOW));
    return new AccountBook(
        slice(book),
        new BookContext(
            like.now(),
            like.actor(),
            like.dialect(),
            like.requestId(),
            like.ids(),
            like.sessions(),
            like.pairsLinked(),
            like.settings(),
            like.instruments(),
            quotes));
  }
}
