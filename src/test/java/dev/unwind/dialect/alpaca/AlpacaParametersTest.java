// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.domain.Reason;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.value.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlpacaParametersTest {

  @Test
  void closeIsOfAllUnlessItSaysHowMuch() {
    assertThat(AlpacaParameters.amount(null, null)).isEqualTo(CloseAmount.ALL);
    assertThat(AlpacaParameters.amount("1.50", null))
        .isEqualTo(new CloseAmount.Units(Quantity.of("1.5")));
    assertThat(AlpacaParameters.amount(null, "33.333333333"))
        .isEqualTo(CloseAmount.percentage(new BigDecimal("33.333333333")));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, QUANTITY_AMBIGUOUS",
    "0, , QUANTITY_INVALID",
    "-1, , QUANTITY_INVALID",
    "0.0000000001, , QUANTITY_INVALID",
    "1e3, , REQUEST_MALFORMED",
    "NaN, , REQUEST_MALFORMED",
    "'', , REQUEST_MALFORMED",
    "' 1', , REQUEST_MALFORMED",
    "1.0.0, , REQUEST_MALFORMED",
    ", 0, PERCENTAGE_INVALID",
    ", -1, PERCENTAGE_INVALID",
    ", 100.000000001, PERCENTAGE_INVALID",
    ", 1.0000000001, QUANTITY_INVALID",
    ", 50%, REQUEST_MALFORMED"
  })
  void unreadableAmountsAreRefused(
      @Nullable String qty, @Nullable String percentage, Reason reason) {
    TradingException refused =
        catchThrowableOfType(
            TradingException.class, () -> AlpacaParameters.amount(qty, percentage));
    assertThat(refused.reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "TRUE", "t", "T", "1"})
  void flagsAreReadInEveryClientsSpelling(String text) {
    assertThat(AlpacaParameters.flag("nested", text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "False", "f", "0", ""})
  void otherSpellingsSayNo(String text) {
    assertThat(AlpacaParameters.flag("nested", text)).isFalse();
  }

  @Test
  void absentFlagSaysNoAndNonsenseIsRefused() {
    assertThat(AlpacaParameters.flag("nested", null)).isFalse();
    assertThat(
            catchThrowableOfType(
                    TradingException.class, () -> AlpacaParameters.flag("nested", "yes"))
                .denial()
                .text())
        .isEqualTo("nested must be true or false");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T09:00:00Z, 2026-11-21T09:00:00Z",
    "2026-11-21T04:00:00-05:00, 2026-11-21T09:00:00Z",
    "2026-11-21T10:00:00+01:00, 2026-11-21T09:00:00Z",
    "2026-11-21T10:00:00 01:00, 2026-11-21T09:00:00Z",
    "2026-11-21T09:00:00.123456789Z, 2026-11-21T09:00:00.123456789Z",
    "2026-11-21, 2026-11-21T00:00:00Z"
  })
  void timesAreReadWithAnyOffset(String text, Instant at) {
    assertThat(AlpacaParameters.time("after", text)).isEqualTo(at);
  }

  @Test
  void listsLeaveOutWhatIsEmptyAndAreBounded() {
    assertThat(AlpacaParameters.list("symbols", "AAPL, ,BTC/USD,"))
        .containsExactly("AAPL", "BTC/USD");
    assertThat(AlpacaParameters.list("symbols", null)).isEmpty();
    assertThat(
            catchThrowableOfType(
                    TradingException.class,
                    () -> AlpacaParameters.list("symbols", "A,".repeat(1001)))
                .reason())
        .isEqualTo(Reason.REQUEST_MALFORMED);
  }

  @Test
  void keysOfHeadersAndOfClientOrderIdsAreApart() {
    IdempotencyKey header = AlpacaParameters.key("a", "b", "close");
    IdempotencyKey named = AlpacaParameters.key(null, "a", "close");
    assertThat(header).isNotNull().isNotEqualTo(named);
    assertThat(named).isNotNull();
    assertThat(AlpacaParameters.key(null, null, "close")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"US0378331005, 037833100", "US67066G1040, 67066G104"})
  void cusipIsPartOfAnAmericanIsin(String isin, String cusip) {
    assertThat(Cusips.of(isin)).isEqualTo(cusip);
    assertThat(Cusips.isin(cusip)).contains(isin);
  }

  @Test
  void otherIsinsHaveNoCusip() {
    assertThat(Cusips.of("IE00B4L5Y983")).isNull();
    assertThat(Cusips.of(null)).isNull();
    assertThat(Cusips.isin("AAPL")).isEmpty();
  }
}
