// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.liquidation.SettlementConfig;
import dev.unwind.domain.Reason;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.FillBuilder;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettleExecutionsTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final AccountId STUCK = new AccountId(1);
  private static final AccountId OTHER = new AccountId(2);

  private static <T> T of(Class<T> port, InvocationHandler answers) {
    return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, answers));
  }

  @Test
  void anAccountWithMoreThanIsLookedAtAtOnceThatCannotBeSettledKeepsNoOtherFromIt() {
    List<Fill> due =
        Stream.concat(
                LongStream.rangeClosed(1, 450).mapToObj(id -> fill(STUCK, id)),
                Stream.of(fill(OTHER, 451)))
            .toList();
    SettlementStore store =
        of(
            SettlementStore.class,
            (self, method, given) ->
                Uni.createFrom()
                    .item(
                        method.getName().equals("due")
                            ? due.stream()
                                .filter(
                                    fill -> given[1] == null || fill.id() > ((Fill) given[1]).id())
                                .limit((int) given[2])
                                .toList()
                            : List.of()));
    List<AccountId> settled = new ArrayList<>();
    Books books =
        of(
            Books.class,
            (self, method, given) ->
                given[0].equals(STUCK)
                    ? Uni.createFrom().failure(new TradingException(Reason.STORE_UNAVAILABLE))
                    : Uni.createFrom().item(() -> settled.add((AccountId) given[0])));
    SettlementConfig config = of(SettlementConfig.class, (self, method, given) -> 2);

    new SettleExecutions(store, books, config, () -> NOW).sweep().await().indefinitely();

    assertThat(settled).containsExactly(OTHER);
  }

  private static Fill fill(AccountId account, long id) {
    return FillBuilder.builder()
        .id(id)
        .accountId(account)
        .orderId(new OrderId(id))
        .version(1)
        .instrumentId(new InstrumentId(1))
        .positionId(new PositionId(1))
        .venue("test")
        .execId("x" + id)
        .uid(new UUID(0, id))
        .side(Side.SELL)
        .qty(Quantity.of(1))
        .price(Price.of("10"))
        .cashEffect(Money.ZERO)
        .realizedPl(Money.ZERO)
        .orderFilledQty(Quantity.of(1))
        .orderLeavesQty(Quantity.ZERO)
        .positionQty(Quantity.ZERO)
        .executedAt(NOW)
        .bookedAt(NOW)
        .settlesAt(NOW)
        .build();
  }
}
