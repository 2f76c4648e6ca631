// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.ClosingFills;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.KeyedEffect;
import dev.unwind.application.ledger.KeyedResult;
import dev.unwind.application.venue.UnusedVenue;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.liquidation.ClosingOrderKey;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.ExecutionReport.Trade;
import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.fixture.NothingObserved;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordExecutionReportsTest {
  private static final AccountId ACCOUNT = new AccountId(1);
  private static final Instant AT = Instant.parse("2026-11-20T15:00:00Z");

  /** Whole trades of orders 100 to 119. */
  private static final List<VenueReport> MANY =
      LongStream.range(100, 120).mapToObj(n -> report(trade(n, "x" + n, "5", "5"))).toList();

  private final Statement statement = new Statement();
  private final Keys book = new Keys();
  private final Parking parking = new Parking();
  private final Acknowledgements venue = new Acknowledgements();
  private final RecordExecutionReports record =
      new RecordExecutionReports(
          book,
          statement,
          parking,
          marks -> Uni.createFrom().voidItem(),
          account -> {},
          new NothingObserved());

  @Test
  void onlyTradesThatAreAllThereIsOfAnOrderAreOffered() {
    statement.books = true;
    List<VenueReport> reports = new ArrayList<>(MANY);
    reports.addAll(
        List.of(
            report(new ExecutionReport.Working(ACCOUNT, key(1), AT)),
            report(trade(1, "a", "5", "5")),
            report(trade(2, "b", "5", "5")),
            report(new ExecutionReport.Canceled(ACCOUNT, key(2), Quantity.of("5"), "", AT)),
            report(trade(3, "c", "2", "5")),
            report(trade(4, "d", "2", "2")),
            report(trade(4, "e", "3", "5")),
            report(trade(5, "a", "5", "5")),
            report(new ExecutionReport.Working(ACCOUNT, key(6), AT))));

    deliver(reports);

    assertThat(statement.offered)
        .hasSize(MANY.size() + 1)
        .contains((Trade) reports.get(21).report());
    assertThat(book.decided).containsExactlyInAnyOrder(key(2), key(3), key(4), key(5), key(6));
    assertThat(venue.acknowledged).hasSize(reports.size());
  }

  @Test
  void theBookIsLeftAloneWhenTheStatementHasBookedAll() {
    statement.books = true;

    deliver(MANY);

    assertThat(book.decided).isEmpty();
    assertThat(venue.acknowledged).hasSize(MANY.size());
  }

  @Test
  void thatAnOrderWorksIsNotDecidedAboutAfterItsEnd() {
    statement.books = true;
    deliver(MANY);
    VenueReport works = report(new ExecutionReport.Working(ACCOUNT, key(100), AT));
    VenueReport other = report(new ExecutionReport.Working(ACCOUNT, key(1), AT));
    VenueReport again =
        report(new ExecutionReport.Canceled(ACCOUNT, key(101), Quantity.ZERO, "", AT));

    deliver(List.of(works, other, again));

    assertThat(book.decided).containsExactlyInAnyOrder(key(1), key(101));
    assertThat(venue.acknowledged).contains(works.id(), other.id(), again.id());
  }

  @Test
  void theBookDecidesWhatTheStatementLeaves() {
    deliver(MANY);

    assertThat(statement.offered).hasSize(MANY.size());
    assertThat(book.decided).hasSize(MANY.size());
  }

  @Test
  void theBookDecidesAboutOrdersThatCloseNothing() {
    statement.books = true;
    UUID random = UUID.randomUUID();

    deliver(List.of(report(trade(random, "x", "5", "5"))));

    assertThat(statement.offered).isEmpty();
    assertThat(book.decided).containsExactly(random);
  }

  @Test
  void theBookDecidesWhenTheStatementFails() {
    statement.failure = new IllegalStateException("broken");

    deliver(MANY);

    assertThat(book.decided).hasSize(MANY.size());
    assertThat(venue.acknowledged).hasSize(MANY.size());
  }

  @Test
  void nothingIsAcknowledgedWhileTheStoreIsAway() {
    statement.failure = new TradingException(Reason.STORE_UNAVAILABLE);

    assertThatThrownBy(() -> deliver(MANY)).isInstanceOf(TradingException.class);

    assertThat(book.decided).isEmpty();
    assertThat(venue.acknowledged).isEmpty();
  }

  @Test
  void aReportThatCannotBeBookedIsParkedAndAllOthersAreBooked() {
    VenueReport bad = report(trade(UUID.randomUUID(), "bad", "5", "5"));
    book.unbookable = bad.report().orderKey();
    List<VenueReport> reports = new ArrayList<>(MANY);
    reports.add(7, bad);

    deliver(reports);

    assertThat(parking.parked).containsExactly(bad.id());
    assertThat(book.booked)
        .containsExactlyInAnyOrderElementsOf(
            MANY.stream().map(r -> r.report().orderKey()).toList());
    assertThat(venue.acknowledged).hasSize(reports.size());
  }

  @Test
  void anAccountThatIsLockedKeepsNoReportOfAnotherBack() {
    AccountId locked = new AccountId(2);
    book.locked = locked;
    VenueReport waits =
        report(new ExecutionReport.Working(locked, UUID.randomUUID(), Instant.EPOCH));
    List<VenueReport> reports = new ArrayList<>(MANY);
    reports.add(0, waits);

    assertThatThrownBy(() -> deliver(reports)).isInstanceOf(TradingException.class);

    assertThat(book.booked).hasSize(MANY.size());
    assertThat(venue.acknowledged).hasSize(MANY.size()).doesNotContain(waits.id());
  }

  @Test
  void aFailureThatMayPassIsNoReasonToPark() {
    book.failure = new IllegalStateException("a defect");

    assertThatThrownBy(() -> deliver(MANY)).isInstanceOf(IllegalStateException.class);

    assertThat(parking.parked).isEmpty();
    assertThat(venue.acknowledged).isEmpty();
  }

  private void deliver(List<VenueReport> reports) {
    record.deliver(venue, reports).await().indefinitely();
  }

  private static UUID key(long order) {
    return ClosingOrderKey.of(new UUID(0, 1), new PositionId(order), 1);
  }

  private static Trade trade(long order, String execId, String qty, String cumQty) {
    return trade(key(order), execId, qty, cumQty);
  }

  private static Trade trade(UUID key, String execId, String qty, String cumQty) {
    return new Trade(
        ACCOUNT, key, "test", execId, Quantity.of(qty), Price.of("10"), Quantity.of(cumQty), AT);
  }

  private static VenueReport report(ExecutionReport report) {
    return new VenueReport(UUID.randomUUID(), report);
  }

  /** Books all that it is offered, nothing, or fails. */
  private static final class Statement implements ClosingFills {
    private final List<Trade> offered = new ArrayList<>();
    private boolean books;
    private @Nullable RuntimeException failure;

    @Override
    public Uni<Set<UUID>> book(AccountId account, List<Trade> trades, DecisionOrigin decision) {
      offered.addAll(trades);
      if (failure != null) {
        return Uni.createFrom().failure(failure);
      }
      Set<UUID> keys = new HashSet<>();
      if (books) {
        trades.forEach(trade -> keys.add(trade.orderKey()));
      }
      return Uni.createFrom().item(keys);
    }
  }

  /** Notes about which orders it is to decide. */
  private static final class Keys implements Books {
    private final Set<UUID> decided = new HashSet<>();
    private final Set<UUID> booked = new HashSet<>();
    private @Nullable UUID unbookable;
    private @Nullable AccountId locked;
    private @Nullable RuntimeException failure;

    @Override
    @SuppressWarnings("unchecked")
    public <R> Uni<R> decide(
        AccountId account,
        BookScope scope,
        DecisionOrigin decision,
        Function<AccountBook, R> decide) {
      decided.addAll(scope.keys());
      if (account.equals(locked)) {
        return Uni.createFrom().failure(new TradingException(Reason.STORE_UNAVAILABLE));
      }
      if (failure != null) {
        return Uni.createFrom().failure(failure);
      }
      if (unbookable != null && scope.keys().contains(unbookable)) {
        return Uni.createFrom().failure(new ArithmeticException("more than 20 integer digits"));
      }
      booked.addAll(scope.keys());
      return Uni.createFrom().item((R) List.of());
    }

    @Override
    public <R> Uni<KeyedResult<R>> decideOnce(
        AccountId account,
        BookScope scope,
        DecisionOrigin decision,
        IdempotencyKey key,
        Function<AccountBook, R> decide,
        Function<R, KeyedEffect> effect) {
      throw new UnsupportedOperationException();
    }
  }

  /** Takes what can never be written for numbers without end. */
  private static final class Parking implements ParkedReports {
    @Override
    public Uni<Boolean> isParked(AccountId account, String venue, String execId) {
      return Uni.createFrom().item(false);
    }

    private final Set<UUID> parked = new HashSet<>();

    @Override
    public boolean isFinal(Throwable failure) {
      return failure instanceof ArithmeticException;
    }

    @Override
    public Uni<Boolean> park(
        AccountId account, String venue, VenueReport report, Throwable failure) {
      return Uni.createFrom().item(parked.add(report.id()));
    }

    @Override
    public Uni<Boolean> park(AccountId account, String venue, Activity activity, String why) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<Parked>> of(AccountScope scope, AccountId account, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Long> count() {
      return Uni.createFrom().item((long) parked.size());
    }
  }

  /** A venue that is told of acknowledgements only. */
  private static final class Acknowledgements extends UnusedVenue {
    private final Set<UUID> acknowledged = new HashSet<>();

    @Override
    public Uni<Void> acknowledge(Set<UUID> reportIds) {
      acknowledged.addAll(reportIds);
      return Uni.createFrom().voidItem();
    }
  }
}
