// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quickfix.MessageUtils;

/** What is remembered of messages that come before their turn. */
class EarlyMessagesTest {
  private final EarlyMessages early = new EarlyMessages();

  private static String report(int number, String qty) {
    String text =
        String.join("\u0001", "8=FIX.4.4", "9=40", "35=8", "34=" + number, "32=" + qty, "");
    return text + "10=%03d\u0001".formatted(MessageUtils.checksum(text));
  }

  @Test
  void whatIsPassedOverIsWhatHasComeBefore() {
    early.came(report(5, "1"), 3);
    early.came(report(7, "2"), 3);
    early.came(report(2, "9"), 3);

    assertThat(early.passedOver(6)).containsExactly(report(5, "1"));
    assertThat(early.passedOver(8)).containsExactly(report(7, "2"));
    assertThat(early.passedOver(8)).as("once").isEmpty();
  }

  @Test
  void whatArrivedGarbledWasNotReported() {
    early.came(report(5, "1").replace("32=1", "32=8"), 3);
    early.came(report(6, "2").replace("\u000110=", "\u000111="), 3);

    assertThat(early.passedOver(9)).isEmpty();
  }
}
