// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.wire.Refusal;
import dev.unwind.dialect.wire.WireError;
import dev.unwind.domain.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TradovateErrorsTest {
  private final TradovateErrors errors = new TradovateErrors();

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonHasAnAnswerThatClientsOfTheOldestSchemaRead(Reason reason) {
    TradovateErrors.Answer answer = TradovateErrors.answer(reason);
    if (answer instanceof TradovateErrors.Answer.Status status) {
      assertThat(status.status()).isBetween(400, 503);
    } else {
      // The enumeration holds the twenty-nine of the oldest schema; success is never a failure.
      assertThat(answer)
          .isNotEqualTo(new TradovateErrors.Answer.Failed(TradovateFailureReason.Success));
    }
  }

  @Test
  void theOldestSchemaHasTwentyNineReasons() {
    assertThat(TradovateFailureReason.values()).hasSize(29);
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void everyRefusalIsAJsonStringOrNothing(Refusal refusal) {
    WireError error = errors.render(refusal, "what exactly", "r1");
    if (error.status() == 429) {
      assertThat(error.body()).isEmpty();
    } else {
      assertThat(error.body()).startsWith("\"").endsWith("\"");
    }
    if (error.status() == 401) {
      assertThat(error.body()).isEqualTo("\"Access is denied\"");
    }
  }
}
