// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.position;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.liquidation.AwaitLiquidation;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.application.market.Market;
import dev.unwind.dialect.alpaca.AlpacaConfig;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was accepted is answered, whatever can be read of it afterwards. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class AlpacaAcceptedAllTheSameTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject FreshAccounts accounts;
  @Inject LiquidatePositions liquidations;
  @Inject AwaitLiquidation await;
  @Inject LedgerReader reader;
  @Inject Market market;
  @Inject AlpacaConfig config;
  @Inject InstantSource clock;

  private final Set<String> asked = new HashSet<>();

  /** The ledger as one reads it that goes away after the close was accepted. */
  private LedgerReader away() {
    return (LedgerReader)
        Proxy.newProxyInstance(
            LedgerReader.class.getClassLoader(),
            new Class<?>[] {LedgerReader.class},
            (proxy, method, of) -> {
              if (Set.of("positions", "orders").contains(method.getName())) {
                asked.add(method.getName());
                return Uni.createFrom().failure(new TradingException(Reason.STORE_UNAVAILABLE));
              }
              try {
                return method.invoke(reader, of);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void aCloseOfAllIsAnsweredThoughItsItemsCannotBeSorted() {
    FreshAccount fresh =
        accounts.open(
            BookText.anAccount()
                .position("NVDA", "40", "172.35")
                .position("AAPL", "10", "180")
                .limit("NVDA", "sell", "40", "9999"));
    AccountId account = new AccountId(fresh.id());
    Actor actor =
        new Actor(
            new Principal(
                new PrincipalId(1), "desk", Set.of(Role.TRADER), AccountScope.of(account)),
            "alpaca",
            null);
    AlpacaClosing closing = new AlpacaClosing(liquidations, await, away(), market, config, clock);
    AlpacaClosing.All all =
        closing
            .all(actor, account, new AlpacaClosing.Terms(CloseAmount.ALL, false, null, null))
            .await()
            .atMost(PATIENCE);
    assertThat(asked).contains("positions");
    assertThat(all.failure()).isNull();
    assertThat(all.results()).hasSize(2);
    assertThat(all.results())
        .extracting(AlpacaCloseResult::symbol)
        .containsExactlyInAnyOrder("NVDA", "AAPL");
    assertThat(all.results()).extracting(AlpacaCloseResult::status).contains(200);
  }
}
