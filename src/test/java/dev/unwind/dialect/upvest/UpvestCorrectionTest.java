// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.book.ABook;
import dev.unwind.domain.book.CorrectedEvents;
import dev.unwind.domain.event.LedgerEvent;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class UpvestCorrectionTest {
  private static UpvestExecution shown(LedgerEvent event) {
    return UpvestMapping.execution(
        Objects.requireNonNull(event.fill()),
        Objects.requireNonNull(Objects.requireNonNull(event.adjustment()).correction()),
        Objects.requireNonNull(event.order()),
        ABook.account(PositionMode.NETTING, "USD", "0", TradingState.ACTIVE));
  }

  @Test
  void anExecutionThatIsTakenBackIsCancelledAsItWas() {
    UpvestExecution shown = shown(CorrectedEvents.takenBack());
    assertThat(shown.status()).isEqualTo("CANCELLED");
    assertThat(shown.shareQuantity()).isEqualTo("10");
    assertThat(shown.cashAmount()).isEqualTo("1000.00");
  }

  @Test
  void anExecutionThatIsCorrectedKeepsItsIdAndShowsWhatItWasAfterAll() {
    UpvestExecution shown = shown(CorrectedEvents.corrected("8", "99.5"));
    assertThat(shown.status()).isEqualTo("FILLED");
    assertThat(shown.id()).isEqualTo(shown(CorrectedEvents.takenBack()).id());
    assertThat(shown.shareQuantity()).isEqualTo("8");
    assertThat(shown.cashAmount()).isEqualTo("796.00");
  }
}
