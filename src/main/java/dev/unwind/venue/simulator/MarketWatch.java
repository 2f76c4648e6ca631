// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.application.OneByOne;
import dev.unwind.application.market.Market;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.venue.simulator.book.BookOrder;
import dev.unwind.venue.simulator.book.MarketView;
import dev.unwind.venue.simulator.book.Matching;
import dev.unwind.venue.simulator.book.OrderHandling;
import dev.unwind.venue.simulator.book.PairBook;
import dev.unwind.venue.simulator.book.PairHandling;
import dev.unwind.venue.simulator.book.QuoteBoard;
import dev.unwind.venue.simulator.book.SimulatorBook;
import dev.unwind.venue.simulator.book.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks after orders that rest: lets them meet new quotes and the opening of their market, and ends
 * them when their time is over. What one replica misses, because it died between a quote and its
 * effect, the sweep of any replica finds.
 */
final class MarketWatch {
  private static final int PAGE_SIZE = 500;

  private final Transactions transactions;
  private final SimulatorBook book;
  private final PairDesk desk;
  private final PairBook pairs;
  private final QuoteBoard board;
  private final Market market;
  private final OrderIntake reception;
  private final SimulatorScenario scenario;
  private final InstantSource clock;
  private final ReportDelivery delivery;
  private final MarkNotice marks;
  private final FailureNotice judgedNotice =
      new FailureNotice("note which quotes resting orders have met");
  private final FailureNotice sweepNotice = new FailureNotice("look after resting orders");
  private final FailureNotice quoteNotice = new FailureNotice("follow quotes");
  private final AtomicBoolean isSweeping = new AtomicBoolean();
  private volatile Uni<Void> current = Uni.createFrom().voidItem();
  private volatile long sweptUntilInstrument;

  MarketWatch(
      Transactions transactions,
      SimulatorBook book,
      PairDesk desk,
      PairBook pairs,
      QuoteBoard board,
      Market market,
      OrderIntake reception,
      SimulatorScenario scenario,
      InstantSource clock,
      ReportDelivery delivery,
      MarkNotice marks) {
    this.transactions = transactions;
    this.book = book;
    this.desk = desk;
    this.pairs = pairs;
    this.board = board;
    this.market = market;
    this.reception = reception;
    this.scenario = scenario;
    this.clock = clock;
    this.delivery = delivery;
    this.marks = marks;
  }

  /**
   * Lets all resting orders of an instrument meet its latest quote. Never fails: the sweep makes up
   * for it.
   */
  Uni<Void> onQuote(InstrumentId instrument) {
    return judge(instrument)
        .invoke(quoteNotice::worked)
        .onFailure()
        .invoke(quoteNotice::failed)
        .onFailure()
        .recoverWithNull();
  }

  /**
   * Makes sure that orders which have just come to rest miss nothing: a quote may have come while
   * they were being written. Never fails.
   *
   * @param instruments of the orders that rest
   * @param seen the quotes that they met
   */
  Uni<Void> lookAgain(Set<InstrumentId> instruments, Map<InstrumentId, Quote> seen) {
    if (instruments.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return market
        .byIds(instruments)
        .chain(known -> forgetClosed(known.values()))
        .chain(() -> transactions.statement(pool -> board.quotes(pool, instruments)))
        .chain(
            quotes -> {
              Set<InstrumentId> missed = new HashSet<>(quotes.keySet());
              missed.removeIf(id -> Objects.equals(quotes.get(id), seen.get(id)));
              return judgeAll(List.copyOf(missed));
            })
        .onFailure()
        .invoke(quoteNotice::failed)
        .onFailure()
        .recoverWithNull();
  }

  /** Tells of trailing stops that have gone on in the hands of others. Never fails. */
  Uni<Void> tell(Collection<OrderHandling> handlings) {
    return marks.moved(handlings);
  }

  /** Orders that arrived while their market was closed are to be judged when it opens. */
  private Uni<Void> forgetClosed(Iterable<Instrument> instruments) {
    Instant now = clock.instant();
    Set<InstrumentId> closed = new HashSet<>();
    for (Instrument instrument : instruments) {
      if (!reception.isOpen(instrument, now)) {
        closed.add(instrument.id());
      }
    }
    return closed.isEmpty()
        ? Uni.createFrom().voidItem()
        : transactions.statement(pool -> board.forgetJudged(pool, closed));
  }

  /** Ends what has expired and judges what has not been judged; a bounded part of it each time. */
  void sweep() {
    if (!isSweeping.compareAndSet(false, true)) {
      return;
    }
    Uni<Void> sweep =
        eachOf(
                List.<Supplier<Uni<Void>>>of(
                    this::expire, this::expirePairs, this::catchUp, marks::again),
                Supplier::get)
            .invoke(sweepNotice::worked)
            .onFailure()
            .invoke(sweepNotice::failed)
            .onFailure()
            .recoverWithNull()
            .onTermination()
            .invoke(() -> isSweeping.set(false))
            .memoize()
            .indefinitely();
    current = sweep;
    sweep.subscribe().with(ignored -> {});
  }

  /** Completes when the sweep at hand has ended. */
  Uni<Void> settled() {
    return current;
  }

  private Uni<Void> expire() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return transactions
        .transaction(
            connection ->
                book.lockExpired(connection, now, PAGE_SIZE)
                    .chain(
                        orders -> {
                          List<OrderHandling> handlings =
                              orders.stream().map(o -> handling(o, now)).toList();
                          handlings.forEach(OrderHandling::expire);
                          return change(connection, handlings);
                        }))
        .chain(
            handled -> {
              deliver(handled);
              return handled.size() < PAGE_SIZE ? Uni.createFrom().voidItem() : expire();
            });
  }

  private Uni<Void> expirePairs() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return transactions
        .transaction(
            connection ->
                pairs
                    .expired(connection, now, PAGE_SIZE)
                    .chain(refs -> desk.open(connection, refs, now))
                    .chain(
                        opened -> {
                          for (PairHandling pair : opened.values()) {
                            pair.handlings().stream()
                                .filter(h -> h.order().isExpiredAt(now))
                                .forEach(OrderHandling::expire);
                            pair.settle();
                          }
                          return write(connection, opened.values());
                        }))
        .chain(
            handled -> {
              deliver(handled);
              return handled.size() < PAGE_SIZE ? Uni.createFrom().voidItem() : expirePairs();
            });
  }

  private Uni<List<OrderHandling>> write(
      SqlConnection connection, Collection<PairHandling> opened) {
    return change(connection, PairDesk.handlings(opened)).call(() -> desk.note(connection, opened));
  }

  private Uni<Void> catchUp() {
    long after = sweptUntilInstrument;
    return transactions
        .statement(pool -> board.resting(pool, after, PAGE_SIZE))
        .chain(
            page -> {
              sweptUntilInstrument =
                  page.size() < PAGE_SIZE
                      ? 0
                      : page.get(page.size() - 1).quote().instrument().value();
              List<InstrumentId> ids = page.stream().map(r -> r.quote().instrument()).toList();
              return market.byIds(ids).chain(known -> judgeAll(due(page, known)));
            });
  }

  private List<InstrumentId> due(
      List<QuoteBoard.Resting> page, Map<InstrumentId, Instrument> instruments) {
    Instant now = clock.instant();
    return page.stream()
        .filter(
            resting -> {
              Instrument instrument = instruments.get(resting.quote().instrument());
              if (instrument == null) {
                return false;
              }
              Boolean isOpen = reception.isOpen(instrument, now);
              return !isOpen.equals(resting.wasOpen())
                  || !resting.quote().at().equals(resting.judgedQuoteAt());
            })
        .map(resting -> resting.quote().instrument())
        .toList();
  }

  private Uni<Void> judgeAll(List<InstrumentId> instruments) {
    return eachOf(instruments, this::judge);
  }

  /** One after the other, whatever becomes of those before; fails as the first that has failed. */
  private static <T> Uni<Void> eachOf(List<T> all, Function<T, Uni<Void>> work) {
    List<Throwable> failed = new CopyOnWriteArrayList<>();
    return OneByOne.each(all, work::apply, (each, failure) -> failed.add(failure))
        .chain(
            () ->
                failed.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom().failure(failed.get(0)));
  }

  private Uni<Void> judge(InstrumentId id) {
    return market
        .byIds(Set.of(id))
        .chain(
            instruments -> {
              Instrument instrument = instruments.get(id);
              return instrument == null
                  ? Uni.createFrom().voidItem()
                  : judgeFrom(instrument, 0, null);
            });
  }

  /** What a page of resting orders came to, and the quote that it met. */
  private record Page(Quote quote, boolean open, List<OrderHandling> handlings) {}

  /**
   * @param first the quote that the first page met: orders may have come after it, so it is what
   *     all are known to have met
   */
  private Uni<Void> judgeFrom(Instrument instrument, long afterOrderNo, @Nullable Quote first) {
    return transactions
        .transaction(connection -> judgePage(connection, instrument, afterOrderNo))
        .call(page -> marks.moved(page == null ? List.of() : page.handlings()))
        .chain(
            page -> {
              if (page == null) {
                return Uni.createFrom().voidItem();
              }
              deliver(page.handlings());
              Quote judged = first == null ? page.quote() : first;
              if (page.handlings().size() < PAGE_SIZE) {
                return judgePairs(instrument, 0)
                    .chain(() -> noteJudged(instrument.id(), judged.at(), page.open()));
              }
              long last = page.handlings().get(PAGE_SIZE - 1).order().orderNo();
              return judgeFrom(instrument, last, judged);
            });
  }

  /** Never fails: what is not noted is judged again by the next sweep, which changes nothing. */
  private Uni<Void> noteJudged(InstrumentId instrument, @Nullable Instant quoteAt, boolean open) {
    return transactions
        .statement(pool -> board.noteJudged(pool, instrument, quoteAt, open))
        .invoke(judgedNotice::worked)
        .onFailure()
        .invoke(judgedNotice::failed)
        .onFailure()
        .recoverWithNull();
  }

  private Uni<@Nullable Page> judgePage(
      SqlConnection connection, Instrument instrument, long afterOrderNo) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return board
        .quotes(connection, Set.of(instrument.id()))
        .chain(
            quotes -> {
              Quote quote = quotes.get(instrument.id());
              if (quote == null) {
                return Uni.createFrom().nullItem();
              }
              MarketView view = reception.view(instrument, quote, now);
              if (!view.open()) {
                return Uni.createFrom().item(new Page(quote, false, List.of()));
              }
              return book.lockConcerned(connection, quote, afterOrderNo, PAGE_SIZE)
                  .chain(
                      orders -> {
                        List<OrderHandling> handlings =
                            orders.stream().map(o -> handling(o, now)).toList();
                        handlings.forEach(handling -> Matching.match(handling, view));
                        return change(connection, handlings)
                            .map(changed -> new Page(quote, true, changed));
                      });
            });
  }

  /** What a page of pairs came to. */
  private record PairPage(List<OrderHandling> handlings, long last, boolean isFull) {
    static final PairPage NONE = new PairPage(List.of(), 0, false);
  }

  private Uni<Void> judgePairs(Instrument instrument, long afterOrderNo) {
    return transactions
        .transaction(connection -> judgePairPage(connection, instrument, afterOrderNo))
        .call(page -> marks.moved(page.handlings()))
        .chain(
            page -> {
              deliver(page.handlings());
              return page.isFull()
                  ? judgePairs(instrument, page.last())
                  : Uni.createFrom().voidItem();
            });
  }

  private Uni<PairPage> judgePairPage(
      SqlConnection connection, Instrument instrument, long afterOrderNo) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return board
        .quotes(connection, Set.of(instrument.id()))
        .chain(
            quotes -> {
              Quote quote = quotes.get(instrument.id());
              MarketView view = reception.view(instrument, quote, now);
              if (quote == null || !view.open()) {
                return Uni.createFrom().item(PairPage.NONE);
              }
              return pairs
                  .concerned(connection, quote, afterOrderNo, PAGE_SIZE)
                  .chain(
                      concerned ->
                          desk.open(connection, concerned.pairs(), now)
                              .invoke(
                                  opened ->
                                      opened
                                          .values()
                                          .forEach(p -> p.happen(h -> Matching.match(h, view))))
                              .chain(opened -> write(connection, opened.values()))
                              .map(
                                  changed ->
                                      new PairPage(changed, concerned.last(), concerned.isFull())));
            });
  }

  private OrderHandling handling(BookOrder order, Instant now) {
    return OrderHandling.ofKnown(order, now, () -> scenario.dueAt(now, false));
  }

  private Uni<List<OrderHandling>> change(SqlConnection connection, List<OrderHandling> handlings) {
    return book.change(connection, handlings, scenario.duplicateReports()).replaceWith(handlings);
  }

  private void deliver(List<OrderHandling> handlings) {
    if (handlings.stream().anyMatch(h -> !h.reports().isEmpty())) {
      delivery.expectNow();
    }
  }
}
