// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a log of messages may show. */
class SessionLogTest {
  private static final String LOGON =
      String.join("\u0001", "8=FIX.4.4", "9=90", "35=A", "34=1", "553=desk", "554=secret", "");

  @Test
  void aLogonIsNotShownWhoeverTellsOfIt() {
    assertThat(SessionLog.shown(LOGON)).isEqualTo("a logon");
    assertThat(SessionLog.shown("No responder, not sending message: " + LOGON))
        .isEqualTo("No responder, not sending message: a logon");
  }

  @Test
  void whatIsNoLogonIsShownAsItCame() {
    assertThat(SessionLog.shown("8=FIX.4.4\u000135=0\u0001")).isEqualTo("8=FIX.4.4|35=0|");
    assertThat(SessionLog.shown("Disconnecting")).isEqualTo("Disconnecting");
  }
}
