// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.SharedBook.Voice;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** One book, spoken to in four ways: whoever opens or liquidates, all say the same of it (I16). */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class FourDialectsTest {
  private static final BigDecimal CASH = new BigDecimal("10000");
  private static final int SPREAD = 2;

  @TestHTTPResource("")
  URI root;

  @Inject ImportBook importBook;

  @Test
  void whatOneOpensTheOthersSeeAndAnyoneLiquidates() {
    Map<String, Voice> voices = new TreeMap<>(new SharedBook(importBook, root).voices());
    BigDecimal cash = CASH;
    int rounds = 0;
    for (Map.Entry<String, Voice> opener : voices.entrySet()) {
      for (Map.Entry<String, Voice> closer : voices.entrySet()) {
        rounds++;
        int qty = 1 + rounds % 5;
        String round =
            "%d opened by %s, closed by %s".formatted(qty, opener.getKey(), closer.getKey());

        opener.getValue().open(qty);
        allSay(round, voices, Voice::held, BigDecimal.valueOf(qty));
        allSay(round, voices, Voice::cash, cash.subtract(BigDecimal.valueOf(101L * qty)));

        closer.getValue().liquidate();
        allSay(round, voices, Voice::held, BigDecimal.ZERO);
        allSay(round, voices, Voice::lastClosed, BigDecimal.valueOf(qty));
        cash = cash.subtract(BigDecimal.valueOf((long) SPREAD * qty));
        allSay(round, voices, Voice::cash, cash);
      }
    }
    System.out.println("four dialects: rounds=" + rounds + " cash=" + cash);
    assertThat(rounds).isEqualTo(16);
  }

  private static void allSay(
      String round, Map<String, Voice> voices, Function<Voice, BigDecimal> what, BigDecimal value) {
    voices.forEach(
        (name, voice) ->
            assertThat(what.apply(voice))
                .as("%s says after %s", name, round)
                .isEqualByComparingTo(value));
  }
}
