// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.liquidation.CloseStyle;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.ItemMachine;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.Progress;
import dev.unwind.domain.liquidation.Progress.Pause;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Items that are closed in steps, in turn, or by a deadline. A step is one closing order, and is
 * begun only where none of the item is out: in the decision that accepts the liquidation, or when
 * it is looked at again, because only then all of its items are known. Whatever else happens to an
 * item lets it pause, and brings that look forward.
 */
final class Steps {
  /** How soon a quote is looked for again. */
  private static final Duration QUOTE_LOOK = Duration.ofSeconds(2);

  private final AccountBook book;
  private final BookState state;
  private final BookContext context;
  private final ClosingOrderEntry orders;
  private final Deadlines deadlines;
  private @Nullable LiquidationId known;

  Steps(AccountBook book, ClosingOrderEntry orders, Deadlines deadlines) {
    this.book = book;
    this.orders = orders;
    this.deadlines = deadlines;
    state = book.state;
    context = book.context;
  }

  /** All open items of a liquidation are part of this decision. */
  void knowAllOf(LiquidationId id) {
    known = id;
  }

  static boolean isLate(Liquidation liquidation, Instant now) {
    Instant deadline = liquidation.deadlineAt();
    return deadline != null && !deadline.isAfter(now);
  }

  private static boolean goesToMarket(Liquidation liquidation) {
    Conduct.Deadline deadline = liquidation.conduct().deadline();
    return deadline != null && deadline.toMarket();
  }

  /**
   * Begins the next step of an item, or says what it waits for.
   *
   * @param rest all that it still wants and may have
   */
  void begin(LiquidationItem item, Quantity rest) {
    Liquidation liquidation = state.liquidation(item.liquidationId());
    Progress progress = item.progress();
    if (progress == null) {
      orders.place(item, ClosingOrderEntry.Step.all(rest, null));
      return;
    }
    Instant now = context.now();
    if (!liquidation.id().equals(known)) {
      pause(item, progress.paused(Pause.STEP, now));
    } else if (isLate(liquidation, now)) {
      atMarket(item, rest, progress);
    } else if (isFull(liquidation)) {
      pause(item, progress.paused(Pause.TURN, null));
    } else if (isDone(liquidation, progress)) {
      pause(item, progress.paused(Pause.DEADLINE, null));
    } else if (liquidation.conduct().style() instanceof CloseStyle.Limit limit
        && progress.begun() < limit.steps()) {
      limit(item, rest, progress.due(now), limit);
    } else if (liquidation.conduct().style() instanceof CloseStyle.Slices slices) {
      Instrument instrument = context.instrument(item.instrumentId());
      boolean last = progress.begun() + 1 >= slices.steps();
      orders.place(
          item,
          new ClosingOrderEntry.Step(
              slices.size(rest, progress.begun(), instrument),
              rest,
              null,
              progress.due(now).step(null, last ? null : now.plus(slices.interval()))));
    } else {
      atMarket(item, rest, progress);
    }
  }

  private void atMarket(LiquidationItem item, Quantity rest, Progress progress) {
    orders.place(
        item,
        ClosingOrderEntry.Step.all(rest, progress.due(context.now()).step(progress.from(), null)));
  }

  /**
   * A limit needs a quote to be measured from, once; without one nothing is invented, and the item
   * waits, at most until its steps would have led to the market, or until its deadline.
   */
  private void limit(
      LiquidationItem item, Quantity rest, Progress progress, CloseStyle.Limit limit) {
    Instant now = context.now();
    Instrument instrument = context.instrument(item.instrumentId());
    Side side = Side.closing(state.position(item.positionId()).qty().signum());
    Quote quote = context.quotes().get(instrument.id());
    Price from = progress.from() == null ? measuredFrom(quote, side) : progress.from();
    Pause missing =
        from == null
            ? Pause.QUOTE_MISSING
            : progress.from() == null && isStale(quote) ? Pause.QUOTE_STALE : null;
    Price price =
        from == null
            ? null
            : limit.price(side, from, progress.begun() + 1, instrument.priceIncrement());
    if (missing == null && (price == null || !price.isPositive())) {
      missing = Pause.QUOTE_MISSING;
    }
    if (missing != null) {
      Instant market = marketWithoutQuote(limit, progress);
      if (hasWaitedLongEnough(item, progress)) {
        book.closing().happened(item, new ItemMachine.DeadlinePassed(null, missing.meaning()));
      } else if (market != null && !market.isAfter(now)) {
        atMarket(item, rest, progress);
      } else {
        Instant look = now.plus(QUOTE_LOOK);
        pause(item, progress.paused(missing, earlier(look, market)));
      }
      return;
    }
    boolean follows = progress.begun() + 1 < limit.steps() || limit.thenMarket();
    Duration every = limit.every();
    orders.place(
        item,
        new ClosingOrderEntry.Step(
            rest,
            rest,
            price,
            progress.step(from, follows && every != null ? now.plus(every) : null)));
  }

  /** Where the caller has named no deadline, it is that of any closing order. */
  private boolean hasWaitedLongEnough(LiquidationItem item, Progress progress) {
    Instant since = progress.since();
    return since != null
        && state.liquidation(item.liquidationId()).deadlineAt() == null
        && context
                .sessions()
                .openTime(context.instrument(item.instrumentId()), since, context.now())
                .compareTo(context.settings().deadline())
            >= 0;
  }

  private static @Nullable Instant marketWithoutQuote(CloseStyle.Limit limit, Progress progress) {
    Instant since = progress.since();
    Duration every = limit.every();
    return limit.thenMarket() && every != null && since != null
        ? since.plus(every.multipliedBy(limit.steps()))
        : null;
  }

  /**
   * The side that the close trades against; a market that is crossed, or has none, tells nothing.
   */
  private static @Nullable Price measuredFrom(@Nullable Quote quote, Side side) {
    if (quote == null) {
      return null;
    }
    Price bid = quote.bid();
    Price ask = quote.ask();
    if (bid != null && ask != null && bid.compareTo(ask) > 0) {
      return null;
    }
    Price far = side == Side.BUY ? ask : bid;
    return far == null || !far.isPositive() ? null : far;
  }

  private boolean isStale(@Nullable Quote quote) {
    return quote != null
        && quote.at().plus(context.settings().quoteAgeMax()).isBefore(context.now());
  }

  private void pause(LiquidationItem item, Progress progress) {
    if (item.isPaused() && progress.equals(item.progress())) {
      return;
    }
    deadlines.lookAgain(state.put(item.paused(progress, context.now())));
  }

  private boolean isFull(Liquidation liquidation) {
    Integer most = liquidation.conduct().maxConcurrent();
    return most != null
        && book.items(liquidation.id()).stream()
                .filter(item -> item.status() == ItemStatus.CLOSING)
                .count()
            >= most;
  }

  /** Whether its own steps are over, and only the market at the deadline is left. */
  private boolean isDone(Liquidation liquidation, Progress progress) {
    return progress.begun() >= most(liquidation.conduct().style()) && goesToMarket(liquidation);
  }

  /** Steps, and how often the market is tried again where the venue gives an order back. */
  private int most(CloseStyle style) {
    int again = context.settings().attemptsMax();
    return style instanceof CloseStyle.Limit limit
        ? limit.thenMarket() ? limit.steps() + again : limit.steps()
        : style.steps() + again - 1;
  }

  /** Whether another step, or another order, may follow when the present one has ended. */
  boolean goOn(LiquidationItem item) {
    Progress progress = item.progress();
    Liquidation liquidation = state.liquidation(item.liquidationId());
    if (liquidation.cancelRequested()) {
      return false;
    }
    if (progress == null) {
      return true;
    }
    int most = most(liquidation.conduct().style());
    boolean toMarket = goesToMarket(liquidation);
    boolean atDeadline = toMarket && progress.begun() < most + context.settings().attemptsMax();
    return isLate(liquidation, context.now()) ? atDeadline : progress.begun() < most || atDeadline;
  }

  /** Why an item ends whose order has ended without a reason of its own. */
  @Nullable Reason whyNot(LiquidationItem item, @Nullable Reason ofOrder) {
    if (item.progress() == null || (ofOrder != null && ofOrder != Reason.NEXT_STEP)) {
      return ofOrder;
    }
    return state.liquidation(item.liquidationId()).cancelRequested()
        ? Reason.CANCELED_BY_CLIENT
        : Reason.LIQUIDATION_DEADLINE_PASSED;
  }

  /** Its order has ended, and the next step follows when it is due. */
  void next(LiquidationItem item) {
    Progress progress = item.progress();
    if (progress == null) {
      throw new IllegalStateException("no steps: " + item);
    }
    Liquidation liquidation = state.liquidation(item.liquidationId());
    boolean slices = liquidation.conduct().style() instanceof CloseStyle.Slices;
    Instant now = context.now();
    Instant due = slices && progress.dueAt() != null ? progress.dueAt() : now;
    pause(item, progress.paused(Pause.STEP, due.isBefore(now) ? now : due));
    released(liquidation.id());
  }

  /** One order less is out: the next item may have its turn. */
  void released(LiquidationId id) {
    Liquidation liquidation = state.liquidation(id);
    Instant due = liquidation.dueAt();
    if (liquidation.conduct().maxConcurrent() != null
        && !liquidation.status().hasEnded()
        && (due == null || due.isAfter(context.now()))) {
      state.put(liquidation.at(context.now(), to -> to.dueAt(context.now())));
    }
  }

  /** The time of a step begins when its order can trade. */
  LiquidationItem activated(LiquidationItem item) {
    Progress progress = item.progress();
    Liquidation liquidation = state.liquidation(item.liquidationId());
    return progress != null
            && progress.dueAt() != null
            && liquidation.conduct().style() instanceof CloseStyle.Limit limit
            && limit.every() != null
        ? item.withProgress(progress.next(context.now().plus(limit.every())))
        : item;
  }

  /** It is to be sized, and there are cancels to be waited for that were not when it paused. */
  void awaitsCancels(LiquidationItem item) {
    Progress progress = item.progress();
    if (progress != null && item.isPaused()) {
      deadlines.lookAgain(state.put(item.withProgress(progress.unpaused())));
    }
  }

  /** What an item needs now; false where it waits for cancels like any other. */
  boolean advance(Closing closing, Liquidation liquidation, LiquidationItem item) {
    Progress progress = item.progress();
    if (progress == null || item.hasEnded()) {
      return item.hasEnded();
    }
    boolean late = isLate(liquidation, context.now());
    if (item.status() == ItemStatus.CLOSING) {
      advanceWorking(closing, liquidation, item, late);
      return true;
    }
    if (late && !goesToMarket(liquidation)) {
      Pause pause = progress.pause();
      closing.happened(
          item,
          new ItemMachine.DeadlinePassed(
              item.isPaused() ? null : orders.blocked(item),
              pause == null ? null : pause.meaning()));
      return true;
    }
    if (item.status() == ItemStatus.WAITING) {
      return true;
    }
    if (!item.isPaused()) {
      return false;
    }
    Instant due = progress.dueAt();
    if (late || due == null || !due.isAfter(context.now())) {
      closing.sizeOrWait(item);
    }
    return true;
  }

  private void advanceWorking(
      Closing closing, Liquidation liquidation, LiquidationItem item, boolean late) {
    Instant now = context.now();
    OrderId id = item.orderId();
    Order order = id == null ? null : state.orders.get(id);
    Instant asked = item.escalatedAt();
    if (asked != null) {
      if (!asked.plus(context.settings().escalation()).isAfter(now)) {
        closing.happened(item, new ItemMachine.EscalationPassed());
      } else if (order != null && isRefused(order)) {
        Reason why = item.reason() == null ? Reason.NEXT_STEP : item.reason();
        book.requestCancel(order, why);
      }
      return;
    }
    boolean limit = order != null && order.terms().type() == OrderType.LIMIT;
    boolean stops = Deadlines.isToStop(liquidation, item);
    boolean toMarket = goesToMarket(liquidation) && !stops;
    if (late && (limit || !toMarket)) {
      stop(item, order, toMarket ? Reason.NEXT_STEP : Reason.LIQUIDATION_DEADLINE_PASSED);
    } else if (isStepOver(item, limit && !stops, now)) {
      stop(item, order, Reason.NEXT_STEP);
    } else if (hasOwnTime(liquidation, item) && deadlines.isOver(liquidation, item, now)) {
      closing.happened(item, new ItemMachine.DeadlinePassed(null, null));
    }
  }

  /** Its time begins when its order can trade. */
  private static boolean isStepOver(LiquidationItem item, boolean limit, Instant now) {
    Instant due = item.progress() == null ? null : item.progress().dueAt();
    return limit && item.activeSince() != null && due != null && !due.isAfter(now);
  }

  /** Nothing of the next step goes out before this cancel is final, and every trade is booked. */
  private void stop(LiquidationItem item, @Nullable Order order, Reason why) {
    state.put(item.escalated(why, context.now()));
    if (order != null && order.isOpen()) {
      book.requestCancel(order, why);
    }
  }

  private static boolean isRefused(Order order) {
    return order.isOpen() && order.status() != OrderStatus.PENDING_CANCEL;
  }

  /**
   * A limit works as long as its step, or its liquidation, lasts; where neither says, as others.
   */
  private boolean hasOwnTime(Liquidation liquidation, LiquidationItem item) {
    OrderId id = item.orderId();
    Order order = id == null ? null : state.orders.get(id);
    return order == null
        || order.terms().type() != OrderType.LIMIT
        || (liquidation.deadlineAt() == null
            && (item.progress() == null
                || item.progress().dueAt() == null
                || Deadlines.isToStop(liquidation, item)));
  }

  /**
   * When to look at an item that is closed in steps.
   *
   * @param others when other items of its state are looked at
   */
  @Nullable Instant dueAt(Liquidation liquidation, LiquidationItem item, @Nullable Instant others) {
    Progress progress = item.progress();
    if (progress == null) {
      return others;
    }
    Instant now = context.now();
    Instant end = isLate(liquidation, now) ? null : liquidation.deadlineAt();
    if (item.isPaused()) {
      // The one before may have ended after this one was looked at.
      boolean mayBegin = progress.pause() == Pause.TURN && !isFull(liquidation);
      return earlier(mayBegin ? now : progress.dueAt(), end);
    }
    if (item.status() != ItemStatus.CLOSING) {
      return earlier(others, end);
    }
    OrderId id = item.orderId();
    Order order = id == null ? null : state.orders.get(id);
    if (item.escalatedAt() != null) {
      Instant again = now.plus(context.settings().cancelDeadline());
      return order != null && isRefused(order) ? earlier(others, again) : others;
    }
    boolean limit = order != null && order.terms().type() == OrderType.LIMIT;
    boolean steps = limit && item.activeSince() != null && !Deadlines.isToStop(liquidation, item);
    Instant own = hasOwnTime(liquidation, item) ? others : null;
    Instant step = steps ? progress.dueAt() : null;
    return earlier(earlier(own, step), end);
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null ? other : other == null || one.isBefore(other) ? one : other;
  }

  /** What a live item will still want besides what its order reserves. */
  static Quantity unplaced(LiquidationItem live, @Nullable Order order) {
    Quantity out = order == null || !order.isOpen() ? Quantity.ZERO : order.leaves();
    return live.qty().minus(live.filledQty()).minus(out).max(Quantity.ZERO);
  }

  /** Whether a close that goes in steps makes room for another of the whole. */
  static boolean yields(LiquidationItem live, Conduct other) {
    return live.progress() != null && !other.goesInSteps();
  }
}
