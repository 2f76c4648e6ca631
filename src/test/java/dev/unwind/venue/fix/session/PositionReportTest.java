// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.value.Quantity;
import org.junit.jupiter.api.Test;

/** What a message says of positions, and what it does not say. */
class PositionReportTest {
  private static PositionReport report(String... fields) {
    return PositionReport.of(
        "35=AP\u0001721=R1\u0001710=Q1\u0001727=1\u0001" + String.join("\u0001", fields));
  }

  @Test
  void whatIsHeldInAllCountsBeforeWhatWasTraded() {
    PositionReport read =
        report(
            "728=0", "1=A", "55=ACME", "703=SOD", "704=5", "703=TQ", "704=2", "703=TOT", "704=7");
    assertThat(read.refusal()).isNull();
    assertThat(read.qty()).isEqualTo(Quantity.of("7"));
    assertThat(read.account()).isEqualTo("A");
    assertThat(report("55=ACME", "703=TQ", "705=2").qty()).isEqualTo(Quantity.of("-2"));
  }

  @Test
  void whatWasTradedOnTopOfWhatTheDayBeganWithIsNotWhatIsHeld() {
    assertThat(report("55=ACME", "703=SOD", "704=100", "703=TQ", "704=0").refusal()).isNotNull();
    assertThat(report("55=ACME", "703=SOD", "704=0", "703=TQ", "704=3").qty())
        .isEqualTo(Quantity.of("3"));
  }

  @Test
  void aReportThatRefusesIsNoEmptyBook() {
    assertThat(report("728=3", "58=not allowed").refusal()).isEqualTo("not allowed");
    assertThat(report("728=1").refusal()).isNotNull();
    PositionReport none = report("728=2");
    assertThat(none.refusal()).isNull();
    assertThat(none.total()).as("there is none").isZero();
  }

  @Test
  void whatIsHeldOfSomethingWithoutASymbolIsNotPassedOver() {
    assertThat(report("728=0", "48=US0378331005", "703=TOT", "704=5").refusal()).isNotNull();
    assertThat(report("728=0", "55=[N/A]", "703=TOT", "704=5").refusal()).isNotNull();
    assertThat(report("728=0", "48=US0378331005", "703=FIN", "704=5").refusal()).isNotNull();
  }
}
