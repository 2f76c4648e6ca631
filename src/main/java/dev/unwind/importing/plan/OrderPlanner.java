// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.Holds;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderBuilder;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.domain.value.VenueName;
import dev.unwind.importing.book.BookDocument.WorkingOrderEntry;
import dev.unwind.importing.book.BookReader;
import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.book.Unreadable;
import dev.unwind.importing.plan.LedgerContents.Holding;
import dev.unwind.importing.plan.LedgerContents.OfAccount;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a document's working orders and reserves what they may sell. They leave for the venue as
 * orders do that were just placed; children of a parent wait inside the ledger.
 */
final class OrderPlanner {
  /** Actor and dialect of what an import writes. */
  static final String ACTOR = "import";

  static final String DIALECT = "unwind";

  private final LedgerContents ledger;
  private final Map<String, Account> accounts;
  private final Unreadable unreadable;
  private final InstrumentPlanner instruments;
  private final PositionPlanner positions;
  private final ImportedValues range;
  private final Sessions sessions;
  private final Instant now;
  private final Mistakes mistakes;
  private final Set<OfAccount> clientOrderIds;

  private record Draft(
      WorkingOrderEntry entry, Account account, Instrument instrument, OrderId id) {
    boolean hedging() {
      return account.positionMode() == PositionMode.HEDGING;
    }
  }

  OrderPlanner(
      LedgerContents ledger,
      Map<String, Account> accounts,
      Unreadable unreadable,
      InstrumentPlanner instruments,
      PositionPlanner positions,
      ImportedValues range,
      Sessions sessions,
      Instant now,
      Mistakes mistakes) {
    this.ledger = ledger;
    this.accounts = accounts;
    this.unreadable = unreadable;
    this.instruments = instruments;
    this.positions = positions;
    this.range = range;
    this.sessions = sessions;
    this.now = now;
    this.mistakes = mistakes;
    clientOrderIds = new HashSet<>(ledger.clientOrderIds());
  }

  List<Order> plan(List<WorkingOrderEntry> entries) {
    List<Draft> drafts = new ArrayList<>();
    for (WorkingOrderEntry entry : entries) {
      Draft draft = draft(entry);
      if (draft != null) {
        drafts.add(draft);
      }
    }
    Map<String, Draft> labels = labels(drafts);
    Map<OrderId, Long> groups = groups(drafts);
    Map<OrderId, OrderId> parents = parents(drafts, labels);
    List<Order> orders = new ArrayList<>();
    for (Draft draft : drafts) {
      // Each a microsecond after the one before, so that a list by time has no ties.
      Instant submittedAt =
          now.truncatedTo(ChronoUnit.MICROS).plus(orders.size(), ChronoUnit.MICROS);
      orders.add(order(draft, groups.get(draft.id), parents.get(draft.id), submittedAt));
    }
    reserve(drafts, orders);
    return orders;
  }

  private @Nullable Draft draft(WorkingOrderEntry entry) {
    String path = entry.path();
    Account account =
        PositionPlanner.account(accounts, unreadable, entry.account(), path, mistakes);
    Instrument instrument = instruments.find(entry.symbol(), path);
    if (account == null || instrument == null) {
      return null;
    }
    PositionPlanner.requireCurrency(account, instrument, path, mistakes);
    if (!account.venue().equals(VenueName.SIMULATOR)) {
      mistakes.add(
          path,
          "account " + account.name() + " is at " + account.venue() + ", which has its orders");
    }
    if (!entry.qty().isMultipleOf(instrument.quantityIncrement())) {
      mistakes.add(
          path + ".qty", "must be a multiple of the increment " + instrument.quantityIncrement());
    }
    range.add(account, instrument, entry.qty(), price(entry), path);
    requireOnIncrement(entry.limitPrice(), instrument, path + ".limitPrice");
    requireOnIncrement(entry.stopPrice(), instrument, path + ".stopPrice");
    if (entry.trail() != null) {
      requireOnIncrement(entry.trail().offset(), instrument, path + ".trailPrice");
    }
    String clientOrderId = entry.clientOrderId();
    if (clientOrderId != null && !clientOrderIds.add(new OfAccount(account.id(), clientOrderId))) {
      mistakes.add(path + ".clientOrderId", "another order of the account has it");
    }
    Draft draft = new Draft(entry, account, instrument, new OrderId(ledger.ids().order()));
    if (draft.hedging() && entry.oco() != null) {
      mistakes.add(path + ".oco", "is not offered on a hedging account");
    }
    if (draft.hedging() && entry.parent() != null) {
      mistakes.add(path + ".parent", "is not offered on a hedging account");
    }
    return draft;
  }

  /** The highest that it may trade at by itself; a market order has the quote's alone. */
  private static @Nullable Price price(WorkingOrderEntry entry) {
    Price limit = entry.limitPrice();
    Price stop = entry.stopPrice();
    if (limit == null || stop == null) {
      return limit == null ? stop : limit;
    }
    return limit.compareTo(stop) > 0 ? limit : stop;
  }

  private void requireOnIncrement(@Nullable Price price, Instrument instrument, String path) {
    if (price != null && !price.isMultipleOf(instrument.priceIncrement())) {
      mistakes.add(path, "must be a multiple of the increment " + instrument.priceIncrement());
    }
  }

  private Map<String, Draft> labels(List<Draft> drafts) {
    Map<String, Draft> labels = new HashMap<>();
    for (Draft draft : drafts) {
      String label = draft.entry.label();
      if (label != null && labels.putIfAbsent(label, draft) != null) {
        mistakes.add(draft.entry.path() + ".label", "stands twice in the document");
      }
    }
    return labels;
  }

  /** A pair is named by its smaller order id. */
  private Map<OrderId, Long> groups(List<Draft> drafts) {
    Map<String, List<Draft>> pairs = new LinkedHashMap<>();
    for (Draft draft : drafts) {
      if (draft.entry.oco() != null) {
        pairs.computeIfAbsent(draft.entry.oco(), label -> new ArrayList<>()).add(draft);
      }
    }
    Map<OrderId, Long> groups = new HashMap<>();
    pairs.forEach(
        (label, legs) -> {
          Draft first = legs.get(0);
          String path = legs.get(legs.size() - 1).entry.path() + ".oco";
          boolean together =
              legs.stream()
                  .allMatch(
                      leg ->
                          leg.account.id().equals(first.account.id())
                              && leg.instrument.id().equals(first.instrument.id()));
          if (legs.size() != 2) {
            mistakes.add(path, label + " must stand at exactly two orders");
          } else if (!together) {
            mistakes.add(path, label + " must stand at two orders of one account and symbol");
          }
          long group = legs.stream().mapToLong(leg -> leg.id.value()).min().orElseThrow();
          legs.forEach(leg -> groups.put(leg.id, group));
        });
    return groups;
  }

  private Map<OrderId, OrderId> parents(List<Draft> drafts, Map<String, Draft> labels) {
    Map<OrderId, OrderId> parents = new HashMap<>();
    for (Draft draft : drafts) {
      String label = draft.entry.parent();
      if (label == null) {
        continue;
      }
      String path = draft.entry.path() + ".parent";
      Draft parent = labels.get(label);
      if (parent == null) {
        if (!unreadable.labels().contains(label)) {
          mistakes.add(path, "no order is labelled " + label);
        }
      } else if (!parent.account.id().equals(draft.account.id())
          || !parent.instrument.id().equals(draft.instrument.id())) {
        mistakes.add(path, label + " is an order of another account or symbol");
      } else {
        parents.put(draft.id, parent.id);
        if (isCircular(draft.id, parents)) {
          mistakes.add(path, "the order would wait for itself");
          parents.remove(draft.id);
        }
      }
    }
    return parents;
  }

  private static boolean isCircular(OrderId start, Map<OrderId, OrderId> parents) {
    for (OrderId at = parents.get(start); at != null; at = parents.get(at)) {
      if (at.equals(start)) {
        return true;
      }
    }
    return false;
  }

  private Order order(
      Draft draft, @Nullable Long group, @Nullable OrderId parent, Instant submittedAt) {
    WorkingOrderEntry entry = draft.entry;
    UUID uid = ledger.ids().uid();
    PositionId positionId =
        draft.hedging()
            ? positions.open(draft.account, draft.instrument, entry.side(), entry.qty(), draft.id)
            : null;
    OrderTerms terms =
        OrderTerms.asking(entry.qty())
            .versionId(ledger.ids().version())
            .uid(uid)
            .clientOrderId(BookReader.orElse(entry.clientOrderId(), uid.toString()))
            .type(entry.type())
            .timeInForce(entry.timeInForce())
            .limitPrice(entry.limitPrice())
            .stopPrice(entry.stopPrice())
            .expiresAt(
                entry.timeInForce() == TimeInForce.DAY
                    ? sessions.dayOrderExpiry(draft.instrument, now)
                    : null)
            .createdAt(now)
            .trail(entry.trail())
            .build();
    return OrderBuilder.builder()
        .id(draft.id)
        .accountId(draft.account.id())
        .instrumentId(draft.instrument.id())
        .positionId(positionId)
        .side(entry.side())
        .terms(terms)
        .status(parent == null ? OrderStatus.PENDING_NEW : OrderStatus.HELD)
        .filledQty(Quantity.ZERO)
        .filledValue(Money.ZERO)
        .reportedQty(Quantity.ZERO)
        .ocoGroup(group)
        .parentId(parent)
        .attempt(1)
        .actor(ACTOR)
        .dialect(DIALECT)
        .commandId(ledger.ids().event())
        .tags(Map.of())
        .times(OrderTimes.placed(now, submittedAt))
        .action(parent == null ? VenueAction.SEND : null)
        .leaseEpoch(0)
        .build();
  }

  /**
   * Reserves per position what its reducing orders may trade; refuses more than is held, and shorts
   * that may not be.
   */
  private void reserve(List<Draft> drafts, List<Order> orders) {
    Map<Holding, List<Integer>> books = new LinkedHashMap<>();
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      if (!draft.hedging() && orders.get(i).status() != OrderStatus.HELD) {
        Holding holding = new Holding(draft.account.id(), draft.instrument.id());
        books.computeIfAbsent(holding, h -> new ArrayList<>()).add(i);
      }
    }
    books.forEach(
        (holding, indexes) -> {
          Draft last = drafts.get(indexes.get(indexes.size() - 1));
          Instrument instrument = last.instrument;
          Position position = positions.find(holding);
          if (ledger.positions().contains(holding) && instrument.reservesHoldings()) {
            mistakes.add(
                last.entry.path(),
                "account "
                    + last.account.name()
                    + " has a position in it already: an import"
                    + " does not reserve or change it");
          } else if (position != null) {
            reserve(holding, position, last, indexes.stream().map(orders::get).toList());
          }
          for (int index : indexes) {
            requireMayOpen(drafts.get(index), position);
          }
        });
  }

  private void reserve(Holding holding, Position position, Draft last, List<Order> orders) {
    Quantity held = Holds.ordinary(position, last.instrument, orders);
    if (held.isMoreThan(position.qty().abs())) {
      mistakes.add(
          last.entry.path() + ".qty",
          "the orders on it reserve "
              + held
              + " together, more than the "
              + position.qty().abs()
              + " held");
    } else {
      positions.hold(holding, held);
    }
  }

  private void requireMayOpen(Draft draft, @Nullable Position position) {
    boolean opensShort =
        draft.entry.side() == Side.SELL
            && (position == null || !position.isReducedBy(Side.SELL))
            && !draft.instrument.isFuture();
    if (opensShort && !draft.instrument.shortable()) {
      mistakes.add(
          draft.entry.path() + ".side", draft.instrument.symbol() + " must not be sold short");
    }
  }
}
