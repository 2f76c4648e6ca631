// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/**
 * A venue under test, with a market of 99 to 101 in one instrument, and what cases ask of it. They
 * have no orders of their own at their beginning. Reports may come with answers or later; no case
 * depends on which.
 */
public abstract class VenueCases {
  protected static final Duration PATIENCE = Duration.ofSeconds(30);
  protected static final AccountId ACCOUNT = new AccountId(77);

  protected final ReportLog log = new ReportLog();

  /** The venue under test, delivering to {@link #log}. */
  protected abstract ExecutionVenue venue();

  /** An instrument that the venue trades, in whole units and with prices of two digits. */
  protected abstract InstrumentId instrument();

  /** Moves the market of the instrument; the last price is in the middle. */
  protected abstract void market(String bid, String ask);

  /**
   * Throws away what is in memory: from here on {@link #venue} is another process in front of the
   * same venue.
   */
  protected abstract void restart();

  @BeforeEach
  void quietMarket() {
    market("99", "101");
  }

  protected final VenueOrder market(Side side, String qty) {
    return orders().market(side, qty);
  }

  protected final VenueOrder limit(Side side, String qty, String price) {
    return orders().limit(side, qty, price);
  }

  protected final TestOrders orders() {
    return new TestOrders(ACCOUNT, instrument());
  }

  protected final List<VenueOutcome> submit(VenueOrder... orders) {
    return noted(venue().submit(List.of(orders)));
  }

  protected final List<VenueOutcome> cancel(VenueOrder... orders) {
    return noted(venue().cancel(refs(orders)));
  }

  protected final List<VenueOutcome> replace(VenueReplacement... replacements) {
    return noted(venue().replace(List.of(replacements)));
  }

  protected final List<VenueOutcome> query(VenueOrder... orders) {
    return noted(venue().query(refs(orders)));
  }

  protected final void awaitFill(VenueOrder order) {
    await(() -> log.traded(order.key()).equals(order.qty()));
  }

  protected final void assertUntraded(VenueOrder order) {
    query(order);
    assertThat(log.traded(order.key())).isEqualTo(Quantity.ZERO);
  }

  protected static void await(BooleanSupplier condition) {
    Awaiting.await(PATIENCE, condition);
  }

  protected static VenueOrderRef ref(VenueOrder order) {
    return new VenueOrderRef(order.account(), order.key());
  }

  private static List<VenueOrderRef> refs(VenueOrder... orders) {
    return Stream.of(orders).map(ExecutionVenueContract::ref).toList();
  }

  private List<VenueOutcome> noted(Uni<List<VenueOutcome>> call) {
    List<VenueOutcome> outcomes = call.await().atMost(PATIENCE);
    log.take(venue(), outcomes);
    return outcomes;
  }

  protected final List<Price> prices(VenueOrder order) {
    return log.of(order.key(), ExecutionReport.Trade.class).stream()
        .map(ExecutionReport.Trade::price)
        .toList();
  }

  protected final long tradesReceived(VenueOrder order) {
    return log.all(order.key()).stream().filter(r -> r instanceof ExecutionReport.Trade).count();
  }

  protected static List<ExecutionReport> reports(VenueOutcome outcome) {
    return ((VenueOutcome.Accepted) outcome).reports().stream().map(VenueReport::report).toList();
  }
}
