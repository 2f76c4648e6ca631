// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.Sizing;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.position.CorrectedTrade;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionArithmetic;
import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.reconciliation.Comparison;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.Difference.Subject;
import dev.unwind.domain.reconciliation.Executed;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.reconciliation.Seen;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.reconciliation.TradeCorrection;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.VenueName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Notes where an account's venue says otherwise than its book, and makes them equal. */
public final class Reconciling {
  private final AccountBook book;
  private final BookState state;
  private final BookContext context;

  Reconciling(AccountBook book) {
    this.book = book;
    state = book.state;
    context = book.context;
  }

  /** Sets what is done where the venue says otherwise. */
  public Account configure(OnDifference act) {
    if (state.account.onDifference() != act) {
      state.setAccount(state.account.with(to -> to.onDifference(act)));
      state.event(
          EventKind.ACCOUNT_CONFIGURED, Administered.of(state.account, "onDifference", act));
    }
    return state.account;
  }

  /** Binds a whole account's book elsewhere; ACCOUNT_IN_USE while an order or close is not over. */
  public Account bind(VenueName venue) {
    if (venue.equals(state.account.venue())) {
      return state.account;
    }
    if (!Admission.isIdle(state)) {
      throw new DeniedException(Denial.of(Reason.ACCOUNT_IN_USE));
    }
    state.setAccount(state.account.with(to -> to.venue(venue)));
    state.event(EventKind.ACCOUNT_CONFIGURED, Administered.of(state.account, "venue", venue));
    return state.account;
  }

  /** What is known to differ. */
  public List<Difference> known() {
    return state.differences;
  }

  /**
   * What the venue states otherwise than this book, which is left as it is.
   *
   * @param instruments those of which the positions and open orders are loaded
   */
  public Comparison.Result compare(Statement statement, Seen seen, Set<InstrumentId> instruments) {
    Map<InstrumentId, String> symbols = new LinkedHashMap<>();
    Map<InstrumentId, Position> positions = new HashMap<>();
    for (InstrumentId id : instruments) {
      symbols.put(id, context.instrument(id).symbol());
      Position position = state.nettingPosition(id);
      if (position != null) {
        positions.put(id, position);
      }
    }
    return Comparison.of(
        statement,
        seen,
        new Comparison.Ledger(
            symbols,
            positions,
            state.orders,
            state.keys.keySet(),
            state.account.cash(),
            state.account.currencyUnit(),
            state.differences,
            context.now()));
  }

  /**
   * Notes what differs now, tells of what has changed in that, and does what is to be done.
   *
   * @return what differs after it
   */
  public List<Difference> note(
      List<Difference> found, Statement statement, OnDifference act, Adjustment.Cause adopting) {
    List<Difference> fresh =
        found.stream()
            .filter(difference -> state.differences.stream().noneMatch(difference::isSameAs))
            .toList();
    fresh.forEach(state::differs);
    for (Difference known : state.differences) {
      if (found.stream().noneMatch(known::isOfSame)) {
        state.agrees(known);
      }
    }
    state.setDifferences(found);
    if (act == OnDifference.ADOPT) {
      adopt(found, statement, adopting);
    }
    if (act == OnDifference.HOLD && !fresh.isEmpty()) {
      Account.Latch latch =
          new Account.Latch(
              TradingState.CLOSE_ONLY,
              context.actor(),
              "the venue says otherwise than the ledger, " + fresh.get(0),
              context.now());
      book.latch(state.account.latch().restrictedTo(latch));
    }
    return state.differences;
  }

  /** Orders of others, and what the ledger has no instrument for, stay as they are. */
  private void adopt(List<Difference> found, Statement statement, Adjustment.Cause cause) {
    for (Difference difference : found) {
      InstrumentId id = difference.instrument();
      if (difference.subject() == Subject.POSITION && id != null) {
        adjust(Adjustment.Wanted.holding(id, difference.amount(), price(statement, id)), cause);
      } else if (difference.subject() == Subject.CASH) {
        adjust(Adjustment.Wanted.cash(new Money(difference.amount().value())), cause);
        forget(difference);
      }
    }
  }

  private static @Nullable Price price(Statement statement, InstrumentId id) {
    return Objects.requireNonNullElse(statement.positions(), List.<Statement.Holding>of()).stream()
        .filter(holding -> id.equals(holding.instrument()))
        .map(Statement.Holding::entryPrice)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Books a change that is no trade, and lets everything follow that hangs on it. */
  public Adjustment adjust(Adjustment.Wanted wanted, Adjustment.Cause cause) {
    if (state.account.positionMode() == PositionMode.HEDGING) {
      throw new DeniedException(Denial.of(Reason.ACCOUNT_TYPE_UNSUPPORTED));
    }
    InstrumentId id = wanted.instrument();
    Position after = null;
    Position before = null;
    if (id != null) {
      before = state.nettingPositionOr(id, null);
      after =
          moved(
              before,
              cause.reason() == AdjustmentReason.SPLIT
                  ? PositionArithmetic.split(before, wanted.qty(), context.now())
                  : PositionArithmetic.adjust(before, wanted.qty(), wanted.price(), context.now()));
      state.put(after);
    }
    Money cash = wanted.cash().roundedTo(state.account.currencyUnit());
    state.setAccount(state.account.with(to -> to.cash(to.cash().plus(cash))));
    Adjustment adjustment =
        new Adjustment(
            context.ids().event(),
            state.nextSeq(),
            after == null ? null : after.id(),
            id,
            wanted.qty(),
            wanted.price(),
            after == null ? null : after.qty(),
            cash,
            state.account.cash(),
            cause.reason(),
            cause.source(),
            cause.note(),
            state.nextAt(),
            null,
            cause.activity());
    state.adjusted(adjustment, after);
    if (before != null && after != null) {
      differing(after).ifPresent(this::forget);
      followed(before, after);
    }
    return adjustment;
  }

  /**
   * Books that an execution was another one, or none. An order that has ended stays as it has
   * ended, and so does the item that it has closed; one that works on may trade the rest.
   *
   * @return whether the execution is booked, so that it could be corrected
   */
  boolean correct(Order order, ExecutionReport.Corrected report) {
    Executed known = state.executed.get(report.venue() + "/" + report.execId());
    if (known == null) {
      return false;
    }
    CorrectedTrade.Deal was = known.deal();
    Price price = report.price() == null ? was.price() : report.price();
    boolean isSame = was.qty().equals(report.qty()) && was.price().equals(price);
    if (known.isCorrectedBy(report.correctionId()) || isSame) {
      return true;
    }
    Position before = state.position(known.fill().positionId());
    CorrectedTrade.Outcome outcome =
        CorrectedTrade.of(
            before,
            context.instrument(order.instrumentId()),
            state.account.currencyUnit(),
            was,
            report.qty(),
            price,
            context.now());
    Position after = moved(before, outcome.position());
    state.put(after);
    Money cash = outcome.cashEffect();
    state.setAccount(state.account.with(to -> to.cash(to.cash().plus(cash))));
    Quantity change = report.qty().minus(was.qty());
    boolean worksOn = !order.status().isTerminal();
    Order next = order;
    if (worksOn) {
      Money value = report.qty().at(price).minus(was.qty().at(was.price()));
      next = book.reports().tradedOtherwise(order, change, value);
      book.closing().traded(next, change, value, cash);
    }
    TradeCorrection correction =
        new TradeCorrection(
            known.fill().id(),
            report.correctionId(),
            report.qty(),
            price,
            outcome.deal().cashEffect(),
            outcome.deal().realizedPl(),
            worksOn ? change : Quantity.ZERO,
            worksOn && order.itemId() != null ? cash : Money.ZERO);
    boolean isGone = report.qty().isZero();
    Adjustment adjustment =
        new Adjustment(
            context.ids().event(),
            state.nextSeq(),
            after.id(),
            after.instrumentId(),
            outcome.change(),
            price,
            after.qty(),
            cash,
            state.account.cash(),
            isGone ? AdjustmentReason.BUSTED : AdjustmentReason.CORRECTED,
            "venue:" + report.venue(),
            "execution " + report.execId() + " by " + report.correctionId(),
            state.nextAt(),
            correction,
            null);
    state.corrected(adjustment, after, next, known.with(correction));
    if (change.isPositive()) {
      book.pairs().traded(next, change);
    }
    followed(before, after);
    if (worksOn && next.status().isTerminal()) {
      book.afterFinal(next);
    }
    return true;
  }

  private void followed(Position before, Position after) {
    book.refreshHolds(after.instrumentId(), Reason.REDUCED_BY_ADJUSTMENT);
    book.reports().cancelOrphans(before, state.position(after.id()), null);
    awaiting(after.instrumentId());
  }

  private Position moved(Position before, Position after) {
    boolean turned = before.qty().signum() * after.qty().signum() < 0;
    if (turned) {
      state.episodeEnded(before.closed(context.now(), ClosedBy.ORDER));
    } else if (before.isFlat() && before.closedAt() != null && !after.isFlat()) {
      state.episodeEnded(before);
    }
    Position closed =
        after.isFlat() && !before.isFlat() ? after.closed(context.now(), ClosedBy.ORDER) : after;
    return closed.withHeld(closed.held().min(closed.qty().abs()));
  }

  private void forget(Difference figure) {
    state.differences.stream().filter(figure::isOfSame).forEach(state::agrees);
    state.setDifferences(
        state.differences.stream().filter(known -> !known.isOfSame(figure)).toList());
  }

  private void awaiting(InstrumentId id) {
    for (LiquidationItem item : state.itemsOf(id)) {
      if (item.status() == ItemStatus.AWAITING_CANCELS) {
        book.closing().sizeOrWait(item);
      }
    }
  }

  /** Books all of what has happened at the venue, or nothing where it does not fit; says which. */
  public boolean happened(Activity activity, String source) {
    Adjustment.Cause cause =
        new Adjustment.Cause(activity.reason(), source, activity.note(), activity.id());
    Money cash = activity.cash();
    List<Adjustment.Wanted> all = new ArrayList<>();
    Price carried = null;
    List<Activity.Change> changes = activity.fitting(this::held).orElse(null);
    if (changes == null) {
      return false;
    }
    boolean isRenamed = activity.reason() == AdjustmentReason.RENAMED;
    for (Activity.Change change : changes) {
      InstrumentId id = Objects.requireNonNull(change.instrument());
      Position position = state.nettingPosition(id);
      Price price = change.price() == null && isRenamed ? carried : change.price();
      carried = position == null ? carried : position.entryPrice();
      all.add(new Adjustment.Wanted(id, change.qty(), price, cash));
      cash = Money.ZERO;
    }
    if (all.isEmpty()) {
      all.add(Adjustment.Wanted.cash(cash));
    }
    all.forEach(wanted -> adjust(wanted, cause));
    return true;
  }

  private Quantity held(InstrumentId id) {
    Position position = state.nettingPosition(id);
    return position == null ? Quantity.ZERO : position.qty();
  }

  /** Makes the book hold what the venue states, whatever it has held. */
  public List<Adjustment> open(Statement statement, String source) {
    Adjustment.Cause cause = new Adjustment.Cause(AdjustmentReason.OPENING, source, null);
    List<Adjustment> all = new ArrayList<>();
    List<Statement.Holding> positions = statement.positions();
    if (positions != null) {
      Map<InstrumentId, Quantity> there = new LinkedHashMap<>();
      for (Statement.Holding holding : positions) {
        InstrumentId id = holding.instrument();
        if (id == null) {
          throw new DeniedException(
              Denial.of(Reason.INSTRUMENT_NOT_FOUND).withSymbol(holding.symbol()));
        }
        there.merge(id, holding.qty(), Quantity::plus);
      }
      Set<InstrumentId> every = new HashSet<>(there.keySet());
      state.positions.values().forEach(p -> every.add(p.instrumentId()));
      for (InstrumentId id :
          every.stream().sorted(Comparator.comparing(InstrumentId::value)).toList()) {
        Quantity change = there.getOrDefault(id, Quantity.ZERO).minus(held(id));
        if (!change.isZero()) {
          all.add(adjust(Adjustment.Wanted.holding(id, change, price(statement, id)), cause));
        }
      }
    }
    Money cash = statement.cash();
    if (cash != null) {
      Money change = cash.roundedTo(state.account.currencyUnit()).minus(state.account.cash());
      if (!change.isZero()) {
        all.add(adjust(Adjustment.Wanted.cash(change), cause));
      }
    }
    return all;
  }

  /** What is known to differ of a position. */
  Optional<Difference> differing(Position position) {
    return state.differences.stream()
        .filter(d -> d.subject() == Subject.POSITION)
        .filter(d -> position.instrumentId().equals(d.instrument()))
        .findFirst();
  }

  /**
   * No more than the smaller of what the ledger and the venue hold; nothing where one of them holds
   * none, or the other side.
   */
  Sizing smaller(Sizing sizing, Position position) {
    Difference difference = differing(position).orElse(null);
    if (difference == null || !(sizing instanceof Sizing.Close close)) {
      return sizing;
    }
    Quantity there = position.qty().plus(difference.amount());
    Quantity existing = position.qty().abs();
    Quantity common =
        there.signum() == position.qty().signum() ? there.abs().min(existing) : Quantity.ZERO;
    Instrument instrument = context.instrument(position.instrumentId());
    Quantity most =
        common.minus(position.held()).max(Quantity.ZERO).truncateTo(instrument.quantityIncrement());
    if (!close.qty().isMoreThan(most)) {
      return sizing;
    }
    return most.isPositive()
        ? new Sizing.Close(most)
        : new Sizing.Denied(Reason.BOOKS_DIFFER, close.qty(), existing, position.held());
  }

  /**
   * Notes of one position that a venue holds so much less, or more, than the ledger. Where the
   * ledger has booked something since, both may agree by now, and nothing is noted.
   */
  void noteShortfall(InstrumentId id, Quantity ledger, Quantity venue) {
    Position position = state.nettingPosition(id);
    if (position == null || !position.qty().equals(ledger)) {
      return;
    }
    Difference found =
        new Difference(
            Subject.POSITION, context.instrument(id).symbol(), id, ledger, venue, context.now());
    if (found.amount().isZero() || state.differences.stream().anyMatch(found::isSameAs)) {
      return;
    }
    List<Difference> all = new ArrayList<>(state.differences);
    all.removeIf(found::isOfSame);
    all.add(found);
    state.differs(found);
    state.setDifferences(all);
  }
}
