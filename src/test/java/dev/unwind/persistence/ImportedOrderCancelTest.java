// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.Actor;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.AwaitLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Rounds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A close that comes while the orders of an import are still on their way to the venue. */
@QuarkusTest
class ImportedOrderCancelTest {
  private static final int ROUNDS = Rounds.of(15);
  private static final long SEED = Long.getLong("unwind.race.seed", System.nanoTime());
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Actor DESK =
      new Actor(
          new Principal(new PrincipalId(1), "desk", Set.of(Role.TRADER), AccountScope.EVERYTHING),
          "unwind",
          null);

  @Inject FreshAccounts accounts;
  @Inject LiquidatePositions liquidations;
  @Inject AwaitLiquidation awaiting;

  @Test
  void closingRightAfterAnImportCancelsWhatTheVenueHasNotSeen() throws InterruptedException {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      FreshAccount account =
          accounts.openWithoutWaiting(
              BookText.anAccount()
                  .position("AAPL", "10", "150")
                  .limit("AAPL", "sell", "10", "900"));
      Thread.sleep(random.nextInt(60));
      assertThat(closeAll(new AccountId(account.id())).items())
          .as("round %d, seed %d", round, SEED)
          .singleElement()
          .satisfies(item -> assertThat(item.status()).isEqualTo(ItemStatus.FILLED));
    }
    System.out.printf("ImportedOrderCancelTest: rounds=%d seed=%d%n", ROUNDS, SEED);
  }

  private AcceptedLiquidation closeAll(AccountId account) {
    CloseRequest everything = CloseRequest.all().cancelOrders(true).build();
    return liquidations
        .closeAll(DESK, account, CloseCommand.of(everything))
        .chain(accepted -> awaiting.ended(accepted, PATIENCE))
        .await()
        .atMost(PATIENCE.multipliedBy(2));
  }
}
