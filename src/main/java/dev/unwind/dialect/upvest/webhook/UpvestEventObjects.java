// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.webhook;

import dev.unwind.application.account.AccountDirectory.Listing;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.liquidation.ClosingOrders;
import dev.unwind.application.market.Market;
import dev.unwind.application.settlement.SettlementStore;
import dev.unwind.application.settlement.SettlementStore.Unsettled;
import dev.unwind.dialect.upvest.UpvestAccount;
import dev.unwind.dialect.upvest.UpvestLiquidation;
import dev.unwind.dialect.upvest.UpvestMapping;
import dev.unwind.dialect.upvest.account.UpvestCash;
import dev.unwind.dialect.upvest.order.UpvestOrders;
import dev.unwind.dialect.upvest.order.UpvestOrders.Surroundings;
import dev.unwind.dialect.upvest.webhook.UpvestEvents.Message;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.TradeCorrection;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes of ledger events what this API tells of them: types with whole resources as they were after
 * the event.
 */
@ApplicationScoped
class UpvestEventObjects {
  private static final Set<EventKind> MOVES_CASH =
      EnumSet.of(EventKind.FILL, EventKind.FILL_SETTLED, EventKind.ADJUSTED);

  private final UpvestOrders orders;
  private final UpvestCash cash;
  private final ClosingOrders closing;
  private final SettlementStore settlements;
  private final LedgerReader reader;
  private final Market market;

  UpvestEventObjects(
      UpvestOrders orders,
      UpvestCash cash,
      ClosingOrders closing,
      SettlementStore settlements,
      LedgerReader reader,
      Market market) {
    this.orders = orders;
    this.cash = cash;
    this.closing = closing;
    this.settlements = settlements;
    this.reader = reader;
    this.market = market;
  }

  /** Reads at once what telling these events needs. */
  Uni<Prepared> prepare(AccountScope scope, List<LedgerEvent> events) {
    List<Order> mentioned =
        events.stream()
            .map(LedgerEvent::order)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(ArrayList::new));
    Set<OrderId> known = mentioned.stream().map(Order::id).collect(Collectors.toSet());
    Set<OrderId> settled =
        events.stream()
            .map(LedgerEvent::fill)
            .filter(Objects::nonNull)
            .map(Fill::orderId)
            .filter(id -> !known.contains(id))
            .collect(Collectors.toSet());
    Set<AccountId> accounts = events.stream().map(LedgerEvent::account).collect(Collectors.toSet());
    return ordersOf(scope, settled)
        .invoke(mentioned::addAll)
        .chain(() -> orders.around(scope, mentioned))
        .chain(
            surroundings ->
                Uni.combine()
                    .all()
                    .unis(
                        accounts(scope, accounts),
                        instruments(events),
                        settlements.unsettled(scope, accounts))
                    .asTuple()
                    .chain(
                        read ->
                            cashOf(scope, events, read.getItem1())
                                .map(
                                    parts ->
                                        new Prepared(
                                            surroundings,
                                            mentioned.stream()
                                                .collect(
                                                    Collectors.toMap(
                                                        Order::id, o -> o, (a, b) -> b)),
                                            read.getItem1(),
                                            read.getItem2(),
                                            read.getItem3(),
                                            parts))));
  }

  private Uni<List<Order>> ordersOf(AccountScope scope, Set<OrderId> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(List.of())
        : reader
            .orders(scope, LedgerQueries.Orders.byIds(ids))
            .map(found -> found.stream().map(OrderRecord::order).toList());
  }

  private Uni<Map<AccountId, Account>> accounts(AccountScope scope, Set<AccountId> ids) {
    return Multi.createFrom()
        .iterable(ids)
        .onItem()
        .transformToUniAndConcatenate(id -> reader.account(scope, id))
        .filter(Optional::isPresent)
        .map(Optional::get)
        .collect()
        .asMap(Account::id);
  }

  private Uni<Map<InstrumentId, Instrument>> instruments(List<LedgerEvent> events) {
    return market.byIds(
        events.stream()
            .flatMap(
                e ->
                    Stream.of(
                        e.position() == null ? null : e.position().instrumentId(),
                        e.fill() == null ? null : e.fill().instrumentId()))
            .filter(Objects::nonNull)
            .collect(Collectors.toSet()));
  }

  /** The cash of the groups whose cash or settlement has moved. */
  private Uni<Map<AccountId, UpvestCash.Parts>> cashOf(
      AccountScope scope, List<LedgerEvent> events, Map<AccountId, Account> accounts) {
    Map<AccountId, UUID> groups = new HashMap<>();
    for (LedgerEvent event : events) {
      Account account = accounts.get(event.account());
      boolean moved = MOVES_CASH.contains(event.kind());
      if (account != null && moved) {
        groups.put(account.id(), new Listing(account, "", 1, event.at()).group());
      }
    }
    return Multi.createFrom()
        .iterable(groups.entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            entry ->
                cash.parts(scope, entry.getValue()).map(found -> Map.entry(entry.getKey(), found)))
        .filter(entry -> entry.getValue().isPresent())
        .collect()
        .asMap(Map.Entry::getKey, entry -> entry.getValue().orElseThrow());
  }

  /** What was read, and the telling itself. */
  final class Prepared {
    private final Surroundings surroundings;
    private final Map<OrderId, Order> ordersById;
    private final Map<AccountId, Account> accounts;
    private final Map<InstrumentId, Instrument> instruments;
    private final Map<AccountId, Unsettled> unsettled;
    private final Map<AccountId, UpvestCash.Parts> cashParts;

    private Prepared(
        Surroundings surroundings,
        Map<OrderId, Order> ordersById,
        Map<AccountId, Account> accounts,
        Map<InstrumentId, Instrument> instruments,
        Map<AccountId, Unsettled> unsettled,
        Map<AccountId, UpvestCash.Parts> cashParts) {
      this.surroundings = surroundings;
      this.ordersById = ordersById;
      this.accounts = accounts;
      this.instruments = instruments;
      this.unsettled = unsettled;
      this.cashParts = cashParts;
    }

    /** What an event tells, in order; nothing where this API has no word for it. */
    Uni<List<Message>> tell(LedgerEvent event) {
      Account account = accounts.get(event.account());
      if (account == null) {
        return none();
      }
      return switch (event.kind()) {
        case ORDER_HELD, ORDER_ACCEPTED, ORDER_PENDING_NEW -> placed(event, account);
        case ORDER_NEW -> some(order(event, "ORDER.PROCESSING"));
        case ORDER_CANCELED, ORDER_REJECTED, ORDER_EXPIRED -> some(order(event, "ORDER.CANCELLED"));
        case ORDER_REPLACED -> isFilled(event) ? some(order(event, "ORDER.FILLED")) : none();
        case ORDER_CANCEL_REJECTED -> some(cancelRejected(event));
        case FILL -> some(filled(event, account));
        case FILL_SETTLED -> some(settled(event, account));
        case LIQUIDATION_NEW, LIQUIDATION_PROCESSING, LIQUIDATION_ENDED, LIQUIDATION_SETTLED ->
            liquidation(event, account);
        case POSITION_CHANGED, POSITION_FLIPPED -> some(position(event, account));
        case ADJUSTED -> some(adjusted(event, account));
        case ACCOUNT_OPENED -> some(account(event, account, "CREATED", "ACTIVATED"));
        case ACCOUNT_RENAMED -> some(account(event, account, "UPDATED"));
        case ACCOUNT_CLOSING -> some(account(event, account, "CLOSING_INITIATED"));
        case ACCOUNT_CLOSED -> some(account(event, account, "CLOSED"));
        // Of the others this API has no words.
        default -> none();
      };
    }

    /**
     * Only the event that carries the order's first command tells that it is new; later ones that
     * its market opened.
     */
    private Uni<List<Message>> placed(LedgerEvent event, Account account) {
      Order order = event.order();
      if (order == null || order.commandId() != event.id()) {
        return none();
      }
      List<Message> told = new ArrayList<>(order(event, "ORDER.NEW"));
      LiquidationId liquidation = UpvestMapping.liquidationOf(order);
      if (liquidation == null || order.status() != OrderStatus.ACCEPTED) {
        return some(told);
      }
      // The first order that waits for its market: with it the liquidation is in process.
      return closing
          .after(event.account(), liquidation, event.seq())
          .chain(
              known ->
                  known.size() == 1
                      ? reader
                          .liquidationById(
                              AccountScope.of(event.account()), event.account(), liquidation)
                          .map(
                              found -> {
                                found.ifPresent(
                                    l ->
                                        told.add(
                                            toldOnce(
                                                l,
                                                "PROCESSING",
                                                UpvestMapping.waitingLiquidation(
                                                    l, account, known, event.at()))));
                                return told;
                              })
                      : some(told));
    }

    private List<Message> order(LedgerEvent event, String type) {
      Order order = event.order();
      if (order == null) {
        return List.of();
      }
      List<Fill> before =
          surroundings.of(order).stream()
              .filter(f -> f.orderFilledQty().compareTo(order.filledQty()) <= 0)
              .toList();
      return surroundings
          .show(order, before)
          .map(object -> List.of(told(event, type, object)))
          .orElse(List.of());
    }

    private static boolean isFilled(LedgerEvent event) {
      Order order = event.order();
      return order != null && order.status() == OrderStatus.FILLED;
    }

    private List<Message> cancelRejected(LedgerEvent event) {
      Order order = event.order();
      if (order == null) {
        return List.of();
      }
      String why =
          order.reasonText() == null ? "the order cannot be cancelled" : order.reasonText();
      return List.of(
          told(
              event,
              "ORDER_CANCELLATION.REJECTED",
              new UpvestEvent.CancellationRejected(
                  order.terms().uid().toString(), UpvestMapping.status(order.shownStatus()), why)));
    }

    private List<Message> filled(LedgerEvent event, Account account) {
      List<Message> told = new ArrayList<>(execution(event, account, "EXECUTION.FILLED"));
      told.addAll(position(event, account));
      told.addAll(cashBalance(event));
      if (isFilled(event)) {
        told.addAll(order(event, "ORDER.FILLED"));
      }
      return told;
    }

    /** A trade that was taken back is cancelled; one that was corrected is told anew. */
    private List<Message> adjusted(LedgerEvent event, Account account) {
      List<Message> told = new ArrayList<>();
      TradeCorrection correction =
          event.adjustment() == null ? null : event.adjustment().correction();
      Fill fill = event.fill();
      Order order = event.order();
      if (correction != null && fill != null && order != null) {
        told.add(
            told(
                event,
                correction.qty().isZero() ? "EXECUTION.CANCELLED" : "EXECUTION.FILLED",
                UpvestMapping.execution(fill, correction, order, account)));
      }
      told.addAll(position(event, account));
      told.addAll(cashBalance(event));
      return told;
    }

    private List<Message> settled(LedgerEvent event, Account account) {
      List<Message> told = new ArrayList<>(execution(event, account, "EXECUTION.SETTLED"));
      told.addAll(cashBalance(event));
      return told;
    }

    private List<Message> execution(LedgerEvent event, Account account, String type) {
      Fill fill = event.fill();
      Order order = fill == null ? null : ordersById.get(fill.orderId());
      return fill == null || order == null
          ? List.of()
          : List.of(told(event, type, UpvestMapping.execution(fill, order, account)));
    }

    private List<Message> position(LedgerEvent event, Account account) {
      Position position = event.position();
      Instrument instrument = position == null ? null : instruments.get(position.instrumentId());
      if (position == null || instrument == null) {
        return List.of();
      }
      Quantity bought =
          unsettled
              .getOrDefault(account.id(), Unsettled.NOTHING)
              .bought()
              .getOrDefault(position.id(), Quantity.ZERO);
      return List.of(
          told(
              event,
              "POSITION.UPDATED",
              UpvestMapping.position(position, account, instrument, bought)));
    }

    /** The account's cash is that after the event; what is locked or unsettled is that of now. */
    private List<Message> cashBalance(LedgerEvent event) {
      UpvestCash.Parts parts = cashParts.get(event.account());
      if (parts == null) {
        return List.of();
      }
      UpvestCash.Parts then =
          event.cash() == null ? parts : parts.with(event.account(), event.cash());
      return List.of(told(event, "CASH_BALANCE.UPDATED", then.balance()));
    }

    /** An account that is opened here is active at once. */
    private static List<Message> account(LedgerEvent event, Account account, String... happened) {
      Account.Standing standing = event.standing();
      if (standing == null) {
        return List.of();
      }
      UpvestAccount object =
          UpvestMapping.account(
              new Listing(
                  account.with(to -> to.status(standing.status())),
                  standing.title(),
                  standing.number(),
                  event.at()));
      return Stream.of(happened).map(what -> told(event, "ACCOUNT." + what, object)).toList();
    }

    private Uni<List<Message>> liquidation(LedgerEvent event, Account account) {
      Liquidation liquidation = event.liquidation();
      if (liquidation == null || !UpvestMapping.isOurs(liquidation)) {
        return none();
      }
      return closing
          .after(event.account(), liquidation.id(), event.seq())
          .map(
              known -> {
                UpvestLiquidation object = UpvestMapping.liquidation(liquidation, account, known);
                return List.of(toldOnce(liquidation, object.status(), object));
              });
    }

    /** A liquidation reaches each status once, so that status and liquidation name the event. */
    private Message toldOnce(Liquidation liquidation, String status, Object object) {
      String type = "ACCOUNT_LIQUIDATION." + status;
      return new Message(name(liquidation.uid() + "/" + type), type, object);
    }

    private static Message told(LedgerEvent event, String type, Object object) {
      return new Message(
          name(event.account().value() + "/" + event.seq() + "/" + type), type, object);
    }

    private static UUID name(String text) {
      return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Uni<List<Message>> some(List<Message> told) {
      return Uni.createFrom().item(told);
    }

    private static Uni<List<Message>> none() {
      return Uni.createFrom().item(List.of());
    }
  }
}
