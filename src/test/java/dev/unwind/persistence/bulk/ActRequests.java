// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.act.ActConfig;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.Selection;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the tests of acts ask for, and how they wait for it. */
final class ActRequests {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private ActRequests() {}

  static CloseRequest everything(@Nullable Selection selection) {
    return CloseRequest.of(
            selection == null ? LiquidationScope.ACCOUNT : LiquidationScope.POSITIONS)
        .selection(selection)
        .cancelOrders(true)
        .build();
  }

  static NewOrder buy(Instrument instrument) {
    return NewOrder.of(instrument.id(), Side.BUY, OrderType.LIMIT, Quantity.ONE)
        .limitPrice(Price.of("1"))
        .build();
  }

  static Actor actor(Set<AccountId> accounts) {
    return new Actor(
        new Principal(
            new PrincipalId(1), "risk-1", Set.of(Role.ADMIN), new AccountScope(false, accounts)),
        "unwind",
        "request-1");
  }

  static Actor trader(AccountId account) {
    return new Actor(
        new Principal(new PrincipalId(2), "trader", Set.of(Role.TRADER), AccountScope.of(account)),
        "unwind",
        null);
  }

  static @Nullable Reason refusal(Uni<?> work) {
    try {
      await(work);
      return null;
    } catch (TradingException e) {
      return e.reason();
    }
  }

  static <T> T await(Uni<T> work) {
    return work.await().atMost(LIMIT);
  }

  /** The bounds of acts, but for one. */
  static ActConfig accountsMax(ActConfig others, int most) {
    return (ActConfig)
        Proxy.newProxyInstance(
            ActConfig.class.getClassLoader(),
            new Class<?>[] {ActConfig.class},
            (proxy, method, arguments) ->
                method.getName().equals("accountsMax") ? most : method.invoke(others, arguments));
  }
}
