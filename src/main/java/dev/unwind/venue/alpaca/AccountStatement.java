// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.TradingException;
import dev.unwind.application.reconciliation.StatedAsset;
import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.alpaca.order.OpenOrders;
import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerAnswer.Answered;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the broker states of the account: what it holds, what works, and its cash. */
final class AccountStatement {
  private static final BigDecimal SMALLEST_PART = new BigDecimal("0.000000001");
  private static final BigDecimal CENT = new BigDecimal("0.01");

  private final BrokerCalls calls;
  private final OpenOrders open;
  private final OrderKeys keys;

  AccountStatement(BrokerCalls calls, OpenOrders open, OrderKeys keys) {
    this.calls = calls;
    this.open = open;
    this.keys = keys;
  }

  /** Asks one after the other; fails with VENUE_UNAVAILABLE where an answer is not whole. */
  Uni<Statement> ask(AccountId account) {
    return calls
        .positions()
        .map(
            answer ->
                HeldThere.of(answer)
                    .map(HeldThere::holdings)
                    .orElseThrow(() -> BrokerCalls.unavailable(answer)))
        .chain(
            positions ->
                working()
                    .chain(orders -> named(account, orders))
                    .chain(
                        orders ->
                            calls
                                .account()
                                .map(answer -> stated(answer, AccountStatement::cash))
                                .map(
                                    cash ->
                                        new Statement(
                                            positions, orders.orElse(null), cash.orElse(null)))));
  }

  /** An asset by the broker's symbol, with its increments. */
  Uni<Optional<StatedAsset>> asset(String symbol) {
    return asset(calls, symbol);
  }

  static Uni<Optional<StatedAsset>> asset(BrokerCalls calls, String symbol) {
    return calls.asset(symbol).map(answer -> stated(answer, AccountStatement::asset));
  }

  private static Optional<StatedAsset> asset(Answered answered) {
    JsonObject asset = answered.object();
    String symbol = String.valueOf(asset.getString("symbol"));
    boolean fractionable = Boolean.TRUE.equals(asset.getBoolean("fractionable"));
    boolean isCoin = "crypto".equals(asset.getString("class"));
    if (!isCoin && !"us_equity".equals(asset.getString("class"))) {
      return Optional.empty();
    }
    BigDecimal least = fractionable ? SMALLEST_PART : BigDecimal.ONE;
    return Optional.of(
        new StatedAsset(
            symbol,
            isCoin ? AssetClass.CRYPTO : AssetClass.US_EQUITY,
            Objects.requireNonNullElse(asset.getString("exchange"), ""),
            isCoin && symbol.indexOf('/') >= 0 ? symbol.substring(symbol.indexOf('/') + 1) : "USD",
            new Quantity(BrokerOrder.decimal(asset, "min_trade_increment").orElse(least)),
            new Price(BrokerOrder.decimal(asset, "price_increment").orElse(CENT)),
            fractionable,
            Boolean.TRUE.equals(asset.getBoolean("shortable")),
            Boolean.TRUE.equals(asset.getBoolean("marginable"))));
  }

  /** Empty where the broker does not have such a thing. */
  private static <T> Optional<T> stated(BrokerAnswer answer, Function<Answered, Optional<T>> read) {
    if (answer instanceof Answered answered) {
      if (answered.isAbsent()) {
        return Optional.empty();
      }
      if (answered.isSuccess()) {
        try {
          return read.apply(answered);
        } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
          throw BrokerCalls.unavailable(answer);
        }
      }
    }
    throw BrokerCalls.unavailable(answer);
  }

  private static Optional<Money> cash(Answered answered) {
    return BrokerOrder.decimal(answered.object(), "cash").map(Money::new);
  }

  /** The same with the ledger's keys; those that it does not have bear none. */
  private Uni<Optional<List<Statement.Working>>> named(
      AccountId account, Optional<List<Stated>> stated) {
    List<Stated> orders = stated.orElse(List.of());
    return keys.of(account, orders.stream().map(Stated::order).toList())
        .map(
            known ->
                stated.map(
                    all -> all.stream().map(o -> o.working(known.get(o.order().id()))).toList()));
  }

  private record Stated(BrokerOrder order, String symbol, Quantity left) {
    private Statement.Working working(@Nullable UUID key) {
      return new Statement.Working(order.id().toString(), key, symbol, left, order.filled());
    }
  }

  /** Empty where the broker has no such list, or more than are read of it: that is not all. */
  private Uni<Optional<List<Stated>>> working() {
    List<Stated> all = new ArrayList<>();
    return open.each(
            calls,
            page -> {
              for (int i = 0; i < page.size(); i++) {
                add(page.getJsonObject(i), all);
              }
              return Uni.createFrom().voidItem();
            })
        .map(
            extent -> {
              boolean isAbsent = extent.last() instanceof Answered answered && answered.isAbsent();
              if (!extent.isAnswered() && !(isAbsent && all.isEmpty())) {
                throw BrokerCalls.unavailable(extent.last());
              }
              return extent.isAll() ? Optional.of(all) : Optional.<List<Stated>>empty();
            })
        .onFailure(AccountStatement::isUnreadable)
        .transform(failure -> new TradingException(Reason.VENUE_UNAVAILABLE));
  }

  private static boolean isUnreadable(Throwable failure) {
    return failure instanceof ClassCastException || failure instanceof IllegalArgumentException;
  }

  private static void add(JsonObject order, List<Stated> all) {
    BrokerOrder read = BrokerOrder.of(order);
    Quantity left = quantity(order, "qty").minus(read.filled()).max(Quantity.ZERO);
    all.add(
        new Stated(
            read,
            String.valueOf(order.getString("symbol")),
            "sell".equals(order.getString("side")) ? left.negate() : left));
    JsonArray legs = order.getJsonArray("legs");
    if (legs != null) {
      for (int i = 0; i < legs.size(); i++) {
        add(legs.getJsonObject(i), all);
      }
    }
  }

  private static Quantity quantity(JsonObject order, String key) {
    return new Quantity(BrokerOrder.decimal(order, key).orElse(BigDecimal.ZERO));
  }
}
