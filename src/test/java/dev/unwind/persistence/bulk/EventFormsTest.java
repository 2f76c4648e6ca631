// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.CloseContract.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.event.EventFeed;
import dev.unwind.application.event.EventFilter;
import dev.unwind.application.event.LogSearch;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderHistory;
import dev.unwind.application.liquidation.ClosingOrders;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.ExecutionReport.Trade;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import dev.unwind.persistence.log.EventForm;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A log of which one part holds whole states and the other only what has changed, as a ledger has
 * it after an upgrade: whoever reads it, from whatever place, sees one log.
 */
@QuarkusTest
class EventFormsTest extends ClosingFillsFixture {
  @Inject EventForm form;
  @Inject EventFeed feed;
  @Inject LogSearch log;
  @Inject LedgerReader reader;
  @Inject OrderHistory history;
  @Inject ClosingOrders closingOrders;

  @AfterEach
  void leanAgain() {
    write(true);
  }

  private void write(boolean lean) {
    await(pool.preparedQuery("update event_form set lean = $1").execute(Tuple.of(lean)));
    form.forget();
  }

  /** One liquidation of several positions, begun in one form and ended in the other. */
  private AccountId logOfBothForms(boolean leanFirst) {
    write(leanFirst);
    AccountId account = write(holdings(5), new Random(5));
    List<Order> orders = closeAll(account);
    assertThat(orders).hasSize(5);
    List<Trade> trades = trades(orders);
    book(account, trades.subList(0, 2));
    write(!leanFirst);
    book(account, trades.subList(2, 4));
    write(leanFirst);
    book(account, trades.subList(4, 5));
    return account;
  }

  /** As the use case does: what the statement leaves is the book's. */
  private List<Order> closeAll(AccountId account) {
    List<Order> orders = close(account, CloseAmount.ALL, HeldPolicy.REFUSE);
    CloseRequest request =
        CloseContract.request(LiquidationScope.ACCOUNT, null, CloseAmount.ALL, HeldPolicy.REFUSE);
    return orders.isEmpty()
        ? await(
                books.decide(
                    account,
                    BookScope.account(),
                    CloseContract.DECISION,
                    book -> OneByOneCloseTest.accept(book, request)))
            .orders()
        : orders;
  }

  private List<Holding> holdings(int count) {
    return seeded.quoted(count).stream()
        .map(i -> new Holding(i, Quantity.of(10), Quantity.ZERO, Quantity.ZERO, 0))
        .toList();
  }

  private static List<Trade> trades(List<Order> orders) {
    return orders.stream()
        .map(
            order ->
                new Trade(
                    order.accountId(),
                    order.terms().uid(),
                    "simulator",
                    UUID.randomUUID().toString(),
                    order.qty(),
                    Price.of("12.34"),
                    order.qty(),
                    EXECUTED))
        .toList();
  }

  /** As the recorder does: what the statement leaves is the book's. */
  private void book(AccountId account, List<Trade> trades) {
    Set<UUID> done = await(fills.book(account, trades, CloseContract.DECISION));
    List<ExecutionReport> rest = new ArrayList<>();
    for (Trade trade : trades) {
      if (!done.contains(trade.orderKey())) {
        rest.add(trade);
      }
    }
    if (!rest.isEmpty()) {
      record(account, rest);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSearchFindsWhatALookAtEveryEventFinds(boolean leanFirst) {
    AccountId account = logOfBothForms(leanFirst);
    List<LedgerEvent> all =
        await(reader.events(scope(account), LedgerQueries.Events.after(account, 0, 1_000)));
    LiquidationId liquidation =
        all.stream()
            .filter(event -> event.liquidation() != null)
            .map(event -> event.liquidation().id())
            .findFirst()
            .orElseThrow();
    List<EventFilter> filters = new ArrayList<>(List.of(EventFilter.ANY));
    for (EventKind kind : EventKind.values()) {
      filters.add(new EventFilter(Set.of(kind), null, null, null));
      filters.add(new EventFilter(EnumSet.of(kind, EventKind.FILL), null, liquidation, null));
    }
    filters.add(EventFilter.of(liquidation));
    filters.add(EventFilter.of(new LiquidationId(1)));
    LedgerEvent some = all.get(all.size() / 2);
    filters.add(new EventFilter(Set.of(), some.actor(), null, null));
    filters.add(new EventFilter(Set.of(), "nobody", null, null));
    filters.add(
        new EventFilter(Set.of(), null, null, new EventFilter.Request(some.actor(), "none")));

    for (EventFilter filter : filters) {
      for (int i = 0; i < all.size(); i += 3) {
        Instant from = i == 0 ? null : all.get(i).at();
        Instant to = i + 4 < all.size() ? all.get(i + 4).at() : null;
        LogSearch.Wanted wanted =
            new LogSearch.Wanted(account, i / 2, from, to, filter, 2, 3 + i % 5);
        List<LedgerEvent> expected =
            all.stream().filter(e -> e.seq() > wanted.after() && wanted.tells(e)).toList();
        assertThat(searched(wanted)).as("%s from %d", filter, i).isEqualTo(expected);
      }
    }
  }

  /** Page by page to the end. */
  private List<LedgerEvent> searched(LogSearch.Wanted wanted) {
    List<LedgerEvent> events = new ArrayList<>();
    long after = wanted.after();
    while (true) {
      LogSearch.Found page =
          await(
              log.search(
                  scope(wanted.account()),
                  new LogSearch.Wanted(
                      wanted.account(),
                      after,
                      wanted.from(),
                      wanted.to(),
                      wanted.filter(),
                      wanted.limit(),
                      wanted.examined())));
      assertThat(page.events()).hasSizeLessThanOrEqualTo(wanted.limit());
      assertThat(page.examined()).isLessThanOrEqualTo(wanted.examined());
      events.addAll(page.events());
      if (!page.more()) {
        return events;
      }
      assertThat(page.next()).isGreaterThan(after);
      after = page.next();
    }
  }

  private static AccountScope scope(AccountId account) {
    return AccountScope.of(account);
  }

  private long rows(AccountId account, String condition) {
    return await(
            pool.preparedQuery(
                    "select count(*) from event e where e.account_id = $1 and " + condition)
                .execute(Tuple.of(account.value())))
        .iterator()
        .next()
        .getLong(0);
  }

  @Test
  void streamCutAfterAnyMessageGoesOnWithTheNext() {
    for (boolean leanFirst : new boolean[] {true, false}) {
      AccountId account = logOfBothForms(leanFirst);
      assertThat(rows(account, "e.snapshot is null and e.works")).isPositive();
      assertThat(rows(account, "e.snapshot is not null")).isPositive();
      List<LedgerEvent> all = EventTexts.all(pool, account);
      assertThat(all)
          .extracting(LedgerEvent::seq)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, all.size()).boxed().toList());
      assertThat(all).extracting(LedgerEvent::at).isSorted().doesNotHaveDuplicates();
      assertThat(all).extracting(LedgerEvent::id).doesNotHaveDuplicates();
      for (LedgerEvent cut : all) {
        List<LedgerEvent> rest = all.subList((int) cut.seq(), all.size());
        for (int page = 1; page <= 4; page++) {
          assertThat(paged(account, cut.seq(), page)).as("after %s", cut.seq()).isEqualTo(rest);
        }
        assertThat(read(account, cut.at(), null))
            .isEqualTo(all.subList((int) cut.seq() - 1, all.size()));
        assertThat(read(account, null, cut.at())).isEqualTo(all.subList(0, (int) cut.seq()));
        assertThat(
                feed.follow(scope(account), account, cut.seq())
                    .select()
                    .first(rest.size())
                    .collect()
                    .asList()
                    .await()
                    .atMost(Duration.ofSeconds(20)))
            .isEqualTo(rest);
      }
    }
  }

  /** The same in pages. */
  private List<LedgerEvent> paged(AccountId account, long after, int limit) {
    List<LedgerEvent> events = new ArrayList<>();
    long cursor = after;
    while (true) {
      List<LedgerEvent> page =
          await(reader.events(scope(account), LedgerQueries.Events.after(account, cursor, limit)));
      assertThat(page).hasSizeLessThanOrEqualTo(limit);
      if (page.isEmpty()) {
        return events;
      }
      events.addAll(page);
      cursor = page.get(page.size() - 1).seq();
    }
  }

  private List<LedgerEvent> read(
      AccountId account, @Nullable Instant since, @Nullable Instant until) {
    return await(
        reader.events(
            scope(account), new LedgerQueries.Events(account, 0, since, until, null, 100)));
  }

  @Test
  void eventsAreFoundByTheirIdsAndOrdersWhereverTheyStand() {
    AccountId account = logOfBothForms(true);
    List<LedgerEvent> all = EventTexts.all(pool, account);
    for (LedgerEvent event : all) {
      assertThat(await(history.events(scope(account), Set.of(event.id())))).containsExactly(event);
    }
    Set<OrderId> orders =
        all.stream()
            .map(LedgerEvent::order)
            .filter(Objects::nonNull)
            .map(Order::id)
            .collect(Collectors.toSet());
    assertThat(await(history.eventsOfOrders(scope(account), orders, 100)))
        .isEqualTo(all.stream().filter(event -> event.order() != null).toList());
    for (OrderId order : orders) {
      assertThat(
              await(
                  reader.events(
                      scope(account),
                      new LedgerQueries.Events(account, 0, null, null, order, 100))))
          .isEqualTo(
              all.stream()
                  .filter(event -> event.order() != null && event.order().id().equals(order))
                  .toList());
    }
  }

  @Test
  void ordersOfALiquidationAreSeenAsTheyStoodAfterEachMessage() {
    AccountId account = logOfBothForms(true);
    List<LedgerEvent> all = EventTexts.all(pool, account);
    LiquidationId liquidation =
        Objects.requireNonNull(Objects.requireNonNull(all.get(0).liquidation()).id());
    for (LedgerEvent cut : all) {
      Set<String> expected = new HashSet<>();
      for (LedgerEvent event : all.subList(0, (int) cut.seq())) {
        Order order = event.order();
        if (order != null) {
          expected.removeIf(text -> text.startsWith(order.terms().uid().toString()));
          expected.add(order.terms().uid() + " " + order.status());
        }
      }
      assertThat(await(closingOrders.after(account, liquidation, cut.seq())))
          .extracting(order -> order.uid() + " " + order.status())
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void bothFormsTellTheSame() {
    AccountId lean = plainClose(true);
    AccountId full = plainClose(false);
    assertThat(rows(lean, "e.snapshot is not null")).isZero();
    assertThat(rows(full, "e.snapshot is null")).isZero();
    assertThat(rows(lean, "true")).isEqualTo(2);
    assertThat(EventTexts.all(pool, lean))
        .extracting(LedgerEvent::kind)
        .containsExactly(
            EventKind.LIQUIDATION_NEW,
            EventKind.ORDER_PENDING_NEW,
            EventKind.ORDER_NEW,
            EventKind.LIQUIDATION_PROCESSING,
            EventKind.FILL,
            EventKind.LIQUIDATION_ENDED)
        .isEqualTo(EventTexts.all(pool, full).stream().map(LedgerEvent::kind).toList());
    assertThat(rows(lean, "pg_column_size(e.*) > 500")).isZero();
  }

  private AccountId plainClose(boolean lean) {
    write(lean);
    AccountId account = write(holdings(1), new Random(1));
    book(account, trades(closeAll(account)));
    return account;
  }

  @Test
  void whatTheLogReadsElsewhereCannotBeChanged() {
    AccountId account = plainClose(true);
    for (String change :
        List.of(
            "update fill set price = price + 1",
            "update orders set side = 'BUY'",
            "update order_version set qty = qty + 1",
            "update liquidation set scope = 'ACCOUNT'",
            "update position set uid = gen_random_uuid()")) {
      assertThatThrownBy(
              () ->
                  await(
                      pool.preparedQuery(change + " where account_id = $1")
                          .execute(Tuple.of(account.value()))))
          .as(change)
          .hasMessageContaining("the event log reads");
    }
  }
}
