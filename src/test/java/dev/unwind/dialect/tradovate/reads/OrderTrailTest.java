// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.tradovate.OrderEntities.TradovateExecutionReport;
import dev.unwind.domain.book.CorrectedEvents;
import org.junit.jupiter.api.Test;

class OrderTrailTest {
  @Test
  void aTradeThatIsTakenBackIsReportedByTheExecutionThatItNames() {
    TradovateExecutionReport report =
        OrderTrail.executionReport(CorrectedEvents.takenBack(), null).orElseThrow();
    assertThat(report.execType()).isEqualTo("TradeCancel");
    assertThat(report.execRefId()).isEqualTo("x1");
    assertThat(report.name()).isEqualTo("c1");
    assertThat(report.lastQty()).isEqualTo(10);
  }

  @Test
  void aTradeThatIsCorrectedIsReportedAsItWasAfterAll() {
    TradovateExecutionReport report =
        OrderTrail.executionReport(CorrectedEvents.corrected("8", "99.5"), null).orElseThrow();
    assertThat(report.execType()).isEqualTo("TradeCorrect");
    assertThat(report.lastQty()).isEqualTo(8);
    assertThat(report.lastPx()).isEqualByComparingTo("99.5");
  }
}
