// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountBuilder;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.AccountType;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.book.BookChanges;
import dev.unwind.domain.book.BookContext;
import dev.unwind.domain.book.BookSettings;
import dev.unwind.domain.book.BookSlice;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.Executed;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LedgerIds;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.VenueName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * One account's ledger in memory: what has been committed, and nothing else. It survives simulated
 * crashes.
 */
final class MemoryLedger {
  final Map<PositionId, Position> positions = new LinkedHashMap<>();
  final Map<OrderId, Order> orders = new LinkedHashMap<>();
  final Map<LiquidationId, Liquidation> liquidations = new LinkedHashMap<>();
  final Map<LiquidationItemId, LiquidationItem> items = new LinkedHashMap<>();
  final List<Fill> fills = new ArrayList<>();
  final List<LedgerEvent> events = new ArrayList<>();
  final Map<InstrumentId, Instrument> instruments = new HashMap<>();
  final Map<InstrumentId, Quote> quotes = new HashMap<>();
  private final Map<UUID, OrderId> keys = new HashMap<>();
  private final Set<String> executions = new HashSet<>();
  private final Map<String, Executed> executed = new HashMap<>();
  private List<Difference> differences = List.of();
  private final LedgerIds ids;
  private Account account;
  private long seq;
  private Instant lastAt = Instant.EPOCH;

  /** Whether the venue takes pairs as one. */
  boolean pairsLinked = true;

  Instant now = Instant.parse("2026-11-20T15:00:00Z");

  /** Whether every market is open. */
  boolean open = true;

  /** How long a closing order may work. */
  Duration deadline = Duration.ofMinutes(10);

  MemoryLedger(Random random) {
    this(random, PositionMode.NETTING, VenueName.SIMULATOR);
  }

  MemoryLedger(Random random, PositionMode mode, VenueName venue) {
    ids =
        new LedgerIds.Counting(
            1_000_000_000L, number -> new UUID(random.nextLong(), random.nextLong()));
    account =
        AccountBuilder.builder()
            .id(new AccountId(1))
            .uid(new UUID(0, 1))
            .name("simulated")
            .type(AccountType.TRADING)
            .status(AccountStatus.ACTIVE)
            .currency("USD")
            .positionMode(mode)
            .settles(false)
            .cash(Money.ZERO)
            .latch(Account.Latch.OPEN)
            .createdAt(now)
            .preferences(Account.Preferences.NONE)
            .venue(venue)
            .onDifference(OnDifference.REPORT)
            .build();
  }

  Account account() {
    return account;
  }

  long seq() {
    return seq;
  }

  /** The order of which a venue's key names a version. */
  OrderId orderOf(UUID key) {
    return Objects.requireNonNull(keys.get(key));
  }

  /** One decision, committed when it returns; nothing is changed when it throws. */
  <R> R decide(Function<AccountBook, R> decision) {
    BookSlice slice =
        BookSlice.of(account, seq, lastAt)
            .with(
                to ->
                    to.positions(List.copyOf(positions.values()))
                        .orders(List.copyOf(orders.values()))
                        .orderKeys(keys)
                        .liquidations(List.copyOf(liquidations.values()))
                        .items(List.copyOf(items.values()))
                        .bookedExecutions(executions)
                        .differences(differences)
                        .executed(executed));
    BookContext context =
        new BookContext(
            now,
            "tester",
            "unwind",
            null,
            ids,
            sessions,
            pairsLinked,
            new BookSettings(
                Duration.ofSeconds(5),
                deadline,
                Duration.ofMinutes(1),
                2,
                Duration.ZERO,
                20,
                Duration.ofSeconds(30)),
            instruments,
            quotes);
    AccountBook book = new AccountBook(slice, context);
    R result = decision.apply(book);
    commit(book.changes());
    return result;
  }

  private void commit(BookChanges changes) {
    account = changes.account();
    seq = changes.eventSeq();
    changes.newPositions().forEach(p -> positions.put(p.id(), p));
    changes.positions().forEach(p -> positions.put(p.id(), p));
    changes.newOrders().forEach(o -> orders.put(o.id(), o));
    changes.orders().forEach(o -> orders.put(o.id(), o));
    changes.versions().forEach(v -> keys.put(v.terms().uid(), v.order()));
    changes.newLiquidations().forEach(l -> liquidations.put(l.id(), l));
    changes.liquidations().forEach(l -> liquidations.put(l.id(), l));
    changes.newItems().forEach(i -> items.put(i.id(), i));
    changes.items().forEach(i -> items.put(i.id(), i));
    for (Fill fill : changes.fills()) {
      executions.add(fill.venue() + "/" + fill.execId());
      executed.put(fill.venue() + "/" + fill.execId(), new Executed(fill, List.of()));
    }
    differences = changes.differences() == null ? differences : changes.differences();
    fills.addAll(changes.fills());
    events.addAll(changes.events());
    if (!changes.events().isEmpty()) {
      lastAt = changes.events().get(changes.events().size() - 1).at();
    }
  }

  /** A later owner claims an order: only its epoch moves. */
  Order claim(Order known) {
    Order order = orders.getOrDefault(known.id(), known);
    Order claimed =
        order.at(order.times().updatedAt(), to -> to.leaseEpoch(order.leaseEpoch() + 1));
    orders.put(order.id(), claimed);
    return claimed;
  }

  private final Sessions sessions =
      new Sessions() {
        @Override
        public boolean isOpen(Instrument instrument, Instant now) {
          return open;
        }

        @Override
        public LocalDate tradeDate(Instrument instrument, Instant now) {
          return LocalDate.ofInstant(now, ZoneOffset.UTC);
        }

        @Override
        public Instant dayOrderExpiry(Instrument instrument, Instant now) {
          return now.plus(Duration.ofDays(1));
        }

        @Override
        public Instant nextOpen(Instrument instrument, Instant now) {
          return now.plus(Duration.ofDays(1));
        }

        @Override
        public Duration openTime(Instrument instrument, Instant from, Instant to) {
          return Duration.between(from, to);
        }
      };
}
