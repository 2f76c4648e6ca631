// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.command;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Authenticated;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.order.ChangeOrders;
import dev.unwind.application.order.PlaceOrders;
import dev.unwind.dialect.tradovate.StableIds;
import dev.unwind.dialect.tradovate.TradovateAccess;
import dev.unwind.dialect.tradovate.TradovateBody;
import dev.unwind.dialect.tradovate.TradovateCall;
import dev.unwind.dialect.tradovate.TradovateContracts;
import dev.unwind.dialect.tradovate.TradovateErrors;
import dev.unwind.dialect.tradovate.TradovateFailure;
import dev.unwind.dialect.tradovate.TradovateOperation;
import dev.unwind.dialect.tradovate.TradovateResults.CommandResult;
import dev.unwind.dialect.tradovate.TradovateResults.PlaceOcoResult;
import dev.unwind.dialect.tradovate.TradovateResults.PlaceOrderResult;
import dev.unwind.dialect.tradovate.TradovateResults.PlaceOsoResult;
import dev.unwind.dialect.tradovate.TradovateTags;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Places, changes and cancels orders. */
@Singleton
public class OrderCommands {
  private final PlaceOrders placeOrders;
  private final ChangeOrders changeOrders;
  private final LedgerReader reader;
  private final TradovateAccess accounts;
  private final TradovateContracts contracts;

  final TradovateOperation<PlaceOrderResult> placeOrder =
      TradovateOperation.command("order/placeorder", this::place, PlaceOrderResult::of);
  final TradovateOperation<PlaceOcoResult> placeOco =
      TradovateOperation.command("order/placeoco", this::placeOco, PlaceOcoResult::of);
  final TradovateOperation<PlaceOsoResult> placeOso =
      TradovateOperation.command("order/placeoso", this::placeOso, PlaceOsoResult::of);
  final TradovateOperation<CommandResult> modifyOrder =
      TradovateOperation.command("order/modifyorder", this::modify, CommandResult::of);
  final TradovateOperation<CommandResult> cancelOrder =
      TradovateOperation.command("order/cancelorder", this::cancel, CommandResult::of);

  OrderCommands(
      PlaceOrders placeOrders,
      ChangeOrders changeOrders,
      LedgerReader reader,
      TradovateAccess accounts,
      TradovateContracts contracts) {
    this.placeOrders = placeOrders;
    this.changeOrders = changeOrders;
    this.reader = reader;
    this.accounts = accounts;
    this.contracts = contracts;
  }

  public List<TradovateOperation<?>> operations() {
    return List.of(placeOrder, placeOco, placeOso, modifyOrder, cancelOrder);
  }

  /** Where an order goes: an account and an instrument of it. */
  record Target(Account account, Instrument instrument) {}

  private Uni<PlaceOrderResult> place(TradovateCall call) {
    TradovateBody body = TradovateBody.parse(call.body());
    int qty = body.quantity("orderQty");
    String symbol = body.text("symbol");
    return refused(
        () -> OrderRequest.read(body),
        request ->
            target(call, body, symbol)
                .chain(
                    target ->
                        placeOrders.place(
                            call.actor(),
                            target.account().id(),
                            request.order(target.instrument(), qty, tags(call, body))))
                .map(order -> PlaceOrderResult.of(order.id().value())),
        PlaceOrderResult::of);
  }

  private Uni<PlaceOcoResult> placeOco(TradovateCall call) {
    TradovateBody body = TradovateBody.parse(call.body());
    int qty = body.quantity("orderQty");
    String symbol = body.text("symbol");
    TradovateBody other = body.object("other");
    return refused(
        () -> List.of(OrderRequest.read(body), OrderRequest.read(other)),
        requests ->
            target(call, body, symbol)
                .chain(
                    target ->
                        placeOrders.placeOneCancelsOther(
                            call.actor(),
                            target.account().id(),
                            requests.stream()
                                .map(r -> r.order(target.instrument(), qty, tags(call, body)))
                                .toList()))
                .map(
                    legs ->
                        new PlaceOcoResult(
                            null, null, legs.get(0).id().value(), legs.get(1).id().value())),
        PlaceOcoResult::of);
  }

  private Uni<PlaceOsoResult> placeOso(TradovateCall call) {
    TradovateBody body = TradovateBody.parse(call.body());
    int qty = body.quantity("orderQty");
    String symbol = body.text("symbol");
    TradovateBody first = body.object("bracket1");
    Optional<TradovateBody> second = body.optionalObject("bracket2");
    return refused(
        () -> {
          List<OrderRequest> requests = new ArrayList<>();
          requests.add(OrderRequest.read(body));
          requests.add(OrderRequest.read(first));
          second.ifPresent(b -> requests.add(OrderRequest.read(b)));
          return requests;
        },
        requests ->
            target(call, body, symbol)
                .chain(
                    target -> {
                      List<NewOrder> orders =
                          requests.stream()
                              .map(r -> r.order(target.instrument(), qty, tags(call, body)))
                              .toList();
                      return placeOrders.placeWithChildren(
                          call.actor(),
                          target.account().id(),
                          orders.get(0),
                          orders.subList(1, orders.size()));
                    })
                .map(
                    placed ->
                        new PlaceOsoResult(
                            null,
                            null,
                            placed.get(0).id().value(),
                            placed.get(1).id().value(),
                            placed.size() > 2 ? placed.get(2).id().value() : null)),
        PlaceOsoResult::of);
  }

  private Uni<CommandResult> modify(TradovateCall call) {
    TradovateBody body = TradovateBody.parse(call.body());
    OrderId id = new OrderId(body.id("orderId"));
    int qty = body.quantity("orderQty");
    return refused(
        () -> replacement(body, qty),
        replacement ->
            order(call.actor(), id)
                .chain(
                    order -> changeOrders.replace(call.actor(), order.accountId(), id, replacement))
                .map(order -> CommandResult.of(order.commandId())),
        CommandResult::of);
  }

  private static Replacement replacement(TradovateBody body, int qty) {
    OrderType type = OrderRequest.type(body);
    Optional<Price> price = body.decimal("price").map(OrderRequest::price);
    Optional<Price> stop = body.decimal("stopPrice").map(OrderRequest::price);
    if (type == OrderType.STOP && stop.isEmpty()) {
      stop = price;
    }
    return new Replacement(
        type,
        OrderRequest.timeInForce(body).orElse(null),
        Quantity.of(qty),
        type.hasLimit() ? price.orElse(null) : null,
        type.waitsForStop() ? stop.orElse(null) : null,
        OrderRequest.trail(body, type),
        body.moment("expireTime").orElse(null),
        null,
        true);
  }

  private Uni<CommandResult> cancel(TradovateCall call) {
    TradovateBody body = TradovateBody.parse(call.body());
    OrderId id = new OrderId(body.id("orderId"));
    return refused(
        () -> id,
        wanted ->
            order(call.actor(), wanted)
                .chain(order -> changeOrders.cancel(call.actor(), order.accountId(), wanted))
                .map(order -> CommandResult.of(order.commandId())),
        CommandResult::of);
  }

  /** An order that the caller sees. */
  Uni<Order> order(Actor actor, OrderId id) {
    return reader
        .order(actor.scope(), id)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().<Order>failure(new TradingException(Reason.ORDER_NOT_FOUND))
                    : shown(actor, found.get().order()));
  }

  private Uni<Order> shown(Actor actor, Order order) {
    return Uni.combine()
        .all()
        .unis(
            contracts.byId(order.instrumentId().value()),
            accounts.named(
                actor.principal(), Optional.of(order.accountId().value()), Optional.empty()))
        .asTuple()
        .map(
            both -> {
              if (both.getItem1().isEmpty()) {
                throw new TradingException(Reason.ORDER_NOT_FOUND);
              }
              return order;
            });
  }

  /** The account and the instrument of a command that may take on risk. */
  Uni<Target> target(TradovateCall call, TradovateBody body, String symbol) {
    Actor actor = call.actor();
    return account(actor, body)
        .chain(
            account ->
                contracts
                    .required(contracts.byName(symbol))
                    .map(instrument -> new Target(account, instrument)));
  }

  /** The account that a body names, by id or as accountSpec. */
  Uni<Account> account(Actor actor, TradovateBody body) {
    return accounts.named(
        actor.principal(), body.optionalId("accountId"), body.optionalText("accountSpec"));
  }

  /** What every order of a command remembers of it. */
  static Map<String, String> tags(TradovateCall call, TradovateBody body) {
    Authenticated caller = call.caller();
    Map<String, String> tags = new HashMap<>();
    tags.put(TradovateTags.SENDER, Long.toString(caller.principal().id().value()));
    tags.put(
        TradovateTags.SESSION,
        Long.toString(StableIds.of("session", caller.credentialId().toString())));
    body.optionalText("customTag50").ifPresent(v -> tags.put(TradovateTags.CUSTOM_TAG, v));
    body.optionalFlag("isAutomated")
        .ifPresent(v -> tags.put(TradovateTags.IS_AUTOMATED, v.toString()));
    boolean asked = body.optionalFlag("admin").orElse(false);
    if (asked && caller.principal().has(Role.ADMIN)) {
      tags.put(TradovateTags.ADMIN, "true");
    }
    return tags;
  }

  interface Reading<T> {
    T read();
  }

  /** Runs a command; what is refused becomes a result that says why. */
  static <T, R> Uni<R> refused(
      Reading<T> reading, Function<T, Uni<R>> command, Function<TradovateFailure, R> refusal) {
    T read;
    try {
      read = reading.read();
    } catch (OrderRequest.UnsupportedException e) {
      return Uni.createFrom().item(refusal.apply(e.failure()));
    }
    return command
        .apply(read)
        .onFailure(TradingException.class)
        .recoverWithItem(e -> refusal.apply(TradovateErrors.failure((TradingException) e)));
  }
}
