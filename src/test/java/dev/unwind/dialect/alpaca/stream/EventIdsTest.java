// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdsTest {
  private static final Instant AT = Instant.parse("2026-11-21T09:00:00.123456Z");

  @Test
  void placeIsReadBackFromTheId() {
    Random random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      long seq = random.nextLong() >>> (1 + random.nextInt(60));
      int part = random.nextInt(2);
      String id = EventIds.of(AT, seq, part);
      assertThat(id).matches("[0-7][0-9A-HJKMNP-TV-Z]{25}");
      assertThat(EventIds.place(id)).contains(new EventIds.Place(seq, part));
      assertThat(EventIds.place(id.toLowerCase(Locale.ROOT)))
          .contains(new EventIds.Place(seq, part));
    }
  }

  @Test
  void idsSortAsTheLogDoes() {
    assertThat(EventIds.of(AT, 7, 0)).isLessThan(EventIds.of(AT, 7, 1));
    assertThat(EventIds.of(AT, 7, 1)).isLessThan(EventIds.of(AT, 8, 0));
    assertThat(EventIds.of(AT, 9, 0)).isLessThan(EventIds.of(AT, 10, 0));
    assertThat(EventIds.of(AT, 10_000, 0)).isLessThan(EventIds.of(AT.plusMillis(1), 10_001, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01",
        "U0000000000000000000000000",
        "0000000000000000000000000I",
        "000000000000000000000000000",
        "00000000000000000-00000000"
      })
  void otherTextsAreNoIds(String text) {
    assertThat(EventIds.place(text)).isEmpty();
  }
}
