// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.wire.Refusal;
import dev.unwind.dialect.wire.WireError;
import dev.unwind.domain.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NeuratradeErrorsTest {
  private final NeuratradeErrors errors = new NeuratradeErrors();

  @ParameterizedTest
  @CsvSource({
    "CREDENTIAL_MISSING,Authorization header required",
    "CREDENTIAL_MALFORMED,Invalid authorization header format",
    "CREDENTIAL_WRONG,Invalid token",
    "CREDENTIAL_EXPIRED,Token expired"
  })
  void refusedCredentialsHaveNoStatusKey(Refusal refusal, String text) {
    WireError error = errors.render(refusal, refusal.meaning(), "r");

    assertThat(error.status()).isEqualTo(401);
    assertThat(error.body()).isEqualTo("{\"error\":\"" + text + "\"}");
  }

  @ParameterizedTest
  @EnumSource(names = {"ROUTE_UNKNOWN", "METHOD_NOT_ALLOWED"})
  void unknownRoutesAndVerbsArePlainText(Refusal refusal) {
    WireError error = errors.render(refusal, refusal.meaning(), "r");

    assertThat(error.status()).isEqualTo(404);
    assertThat(error.contentType()).isEqualTo("text/plain");
    assertThat(error.body()).isEqualTo("404 page not found");
  }

  @ParameterizedTest
  @EnumSource(NeuratradeOperation.class)
  void everyReasonHasAnAnswerInEveryOperation(NeuratradeOperation operation) {
    for (Reason reason : Reason.values()) {
      NeuratradeException answer = NeuratradeErrors.of(reason, operation);
      assertThat(answer.status()).as("%s %s", operation, reason).isBetween(400, 503);
      assertThat(answer.text()).as("%s %s", operation, reason).isNotBlank();
    }
  }

  /** A position that another caller is liquidating is not open any more, and never a conflict. */
  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"POSITION_NOT_FOUND", "POSITION_BEING_LIQUIDATED"})
  void whoComesSecondFindsNoOpenPosition(Reason reason) {
    NeuratradeException answer = NeuratradeErrors.of(reason, NeuratradeOperation.LIQUIDATE);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).isEqualTo("open position not found");
  }
}
