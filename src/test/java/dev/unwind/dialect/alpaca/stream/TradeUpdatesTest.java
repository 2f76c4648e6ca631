// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.ABook;
import dev.unwind.domain.book.CorrectedEvents;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.venue.TestMarket;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TradeUpdatesTest {
  /** An order of one version is told without the ledger. */
  private static final LedgerReader UNREAD =
      (LedgerReader)
          Proxy.newProxyInstance(
              TradeUpdatesTest.class.getClassLoader(),
              new Class<?>[] {LedgerReader.class},
              (proxy, method, arguments) -> {
                throw new AssertionError("not read");
              });

  private final TradeUpdates updates = new TradeUpdates(UNREAD, new Shares());

  private static final class Shares extends TestMarket {
    @Override
    public Uni<Map<InstrumentId, Instrument>> byIds(Collection<InstrumentId> ids) {
      return Uni.createFrom().item(Map.of(ABook.SHARE.id(), ABook.SHARE));
    }
  }

  private AlpacaTradeUpdate told(LedgerEvent event) {
    return updates.of(AccountScope.EVERYTHING, event).await().indefinitely().get(0).update();
  }

  @Test
  void aTradeThatIsTakenBackNamesTheExecutionThatItWas() {
    AlpacaTradeUpdate update = told(CorrectedEvents.takenBack());
    assertThat(update.event()).isEqualTo("trade_bust");
    assertThat(update.previousExecutionId()).isEqualTo(Fill.uid("paper", "x1"));
    assertThat(update.executionId()).isEqualTo(Fill.uid("paper", "c1"));
    assertThat(update.qty()).isEqualTo("10");
    assertThat(update.positionQty()).isEqualTo("10");
  }

  @Test
  void aTradeThatIsCorrectedIsToldAsItWasAfterAll() {
    AlpacaTradeUpdate update = told(CorrectedEvents.corrected("8", "99.5"));
    assertThat(update.event()).isEqualTo("trade_correct");
    assertThat(update.qty()).isEqualTo("8");
    assertThat(update.price()).isEqualTo("99.5");
    assertThat(update.positionQty()).isEqualTo("2");
  }
}
