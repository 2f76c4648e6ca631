// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
  @Test
  void aTimeIsReadWithItsOffset() {
    assertThat(Moments.parse("2026-11-20T16:00:00-05:00").toInstant())
        .isEqualTo(Instant.parse("2026-11-20T21:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+999999999-12-31T23:59:59Z",
        "-999999999-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "2026-11-20T16:00:00",
        "noon"
      })
  void whatNoLedgerCouldKeepIsNoTime(String text) {
    assertThatThrownBy(() -> Moments.parse(text)).isInstanceOf(DateTimeParseException.class);
  }
}
