// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Close requests that make no sense, on one desk that none of them may change. */
@QuarkusTest
class UnwindRefusalsTest {
  private static final String EVERYTHING =
      """
      {"account": "desk#", "scope": "ACCOUNT", "cancelOrders": true}""";

  private static @Nullable UnwindDesk shared;

  @Inject ImportBook importBook;

  private UnwindDesk desk;

  @BeforeEach
  void oneDesk() {
    if (shared == null) {
      shared = new UnwindDesk(importBook);
    }
    desk = shared;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400|REQUEST_MALFORMED|{nonsense",
        "400|REQUEST_MALFORMED|[]",
        "400|REQUEST_MALFORMED|null",
        "400|REQUEST_MALFORMED|{\"scope\": \"POSITIONS\", \"symbol\": \"AAPL#\"}",
        "400|REQUEST_MALFORMED|{\"account\": \"desk#\"}",
        "400|REQUEST_MALFORMED|{\"scope\": \"EVERYTHING\"}",
        "400|REQUEST_MALFORMED|{\"scope\": \"POSITIONS\"}",
        "400|REQUEST_MALFORMED|{\"scope\": \"POSITIONS\", \"symbols\": []}",
        "400|REQUEST_MALFORMED|{\"scope\": \"POSITIONS\", \"symbols\": \"AAPL#\"}",
        "400|REQUEST_MALFORMED|{\"scope\": \"POSITIONS\", \"symbols\": [null]}",
        "400|REQUEST_MALFORMED|{\"scope\": \"POSITIONS\", \"symbols\": [\"\\u0000\"]}",
        "400|REQUEST_MALFORMED|{\"scope\": \"POSITIONS\", \"positions\": [\"x\"]}",
        "400|REQUEST_MALFORMED|{\"scope\": \"ACCOUNT\", \"symbols\": [\"AAPL#\"]}",
        "400|REQUEST_MALFORMED|{\"scope\": \"ACCOUNT\", \"heldPolicy\": \"MAYBE\"}",
        "400|REQUEST_MALFORMED|{\"scope\": \"ACCOUNT\"} {\"scope\": \"ACCOUNT\"}",
        "404|ACCOUNT_NOT_FOUND|{\"account\": \"nobody\", \"scope\": \"ACCOUNT\"}",
        "404|INSTRUMENT_NOT_FOUND|{\"scope\": \"POSITIONS\", \"symbols\": [\"AAPL#\", \"NOPE#\"]}",
        "404|POSITION_NOT_FOUND|{\"scope\": \"POSITIONS\", \"symbols\": [\"FLAT#\"]}",
        "404|POSITION_NOT_FOUND|{\"scope\": \"POSITIONS\", \"positions\": [1]}",
        "422|QUANTITY_AMBIGUOUS|{\"scope\": \"POSITIONS\", \"symbols\": [\"AAPL#\"], \"quantity\": \"1\", \"percentage\": \"5\"}",
        "422|QUANTITY_AMBIGUOUS|{\"scope\": \"POSITIONS\", \"symbols\": [\"AAPL#\", \"TSLA#\"], \"quantity\": \"1\"}",
        "422|QUANTITY_AMBIGUOUS|{\"scope\": \"ACCOUNT\", \"quantity\": \"1\"}",
        "422|QUANTITY_INVALID|{\"scope\": \"POSITIONS\", \"symbols\": [\"AAPL#\"], \"quantity\": \"0\"}",
        "422|QUANTITY_INVALID|{\"scope\": \"POSITIONS\", \"symbols\": [\"AAPL#\"], \"quantity\": \"-1\"}",
        "422|QUANTITY_INVALID|{\"scope\": \"POSITIONS\", \"symbols\": [\"AAPL#\"], \"quantity\": \"1e1\"}",
        "422|QUANTITY_INVALID|{\"scope\": \"POSITIONS\", \"symbols\": [\"AAPL#\"], \"quantity\": \"NaN\"}",
        "422|QUANTITY_INVALID|{\"scope\": \"POSITIONS\", \"symbols\": [\"AAPL#\"], \"quantity\": \"\"}",
        "422|QUANTITY_INVALID|{\"scope\": \"POSITIONS\", \"symbols\": [\"AAPL#\"], \"quantity\": \"0.0000000000000000001\"}",
        "422|QUANTITY_OFF_INCREMENT|{\"scope\": \"POSITIONS\", \"symbols\": [\"TSLA#\"], \"quantity\": \"1.5\"}",
        "409|QUANTITY_EXCEEDS_POSITION|{\"scope\": \"POSITIONS\", \"symbols\": [\"AAPL#\"], \"quantity\": \"10.1\"}",
        "409|QUANTITY_HELD|{\"scope\": \"POSITIONS\", \"symbols\": [\"AAPL#\"]}",
        "422|PERCENTAGE_INVALID|{\"scope\": \"ACCOUNT\", \"percentage\": \"0\"}",
        "422|PERCENTAGE_INVALID|{\"scope\": \"ACCOUNT\", \"percentage\": \"100.1\"}",
        "422|PERCENTAGE_INVALID|{\"scope\": \"ACCOUNT\", \"percentage\": \"half\"}",
        "422|QUANTITY_ROUNDS_TO_ZERO|{\"scope\": \"POSITIONS\", \"symbols\": [\"TSLA#\"], \"percentage\": \"1\"}",
        "422|CLIENT_ORDER_ID_INVALID|{\"scope\": \"ACCOUNT\", \"clientOrderId\": \" \"}",
        "409|CLIENT_ORDER_ID_DUPLICATE|{\"scope\": \"POSITIONS\", \"symbols\": [\"TSLA#\"], \"clientOrderId\": \"resting#\"}",
      })
  void aBadRequestIsRefusedAndNothingHappens(int status, String code, String body) {
    Response answer = desk.liquidate("trader", body);
    refused(answer, status, code);
    assertThat(Json.of(desk.get("trader", "/liquidations")).getInt("total")).isZero();
    assertThat(desk.quantity("trader", "desk#", "AAPL#")).isEqualTo("10");
    assertThat(desk.quantity("trader", "desk#", "TSLA#")).isEqualTo("-4");
  }

  @Test
  void tooManyNamesAreRefused() {
    String symbols =
        String.join(",", IntStream.range(0, 1001).mapToObj(i -> "\"S" + i + "\"").toList());
    refused(
        desk.liquidate("trader", "{\"scope\": \"POSITIONS\", \"symbols\": [" + symbols + "]}"),
        413,
        "REQUEST_TOO_LARGE");
  }

  @Test
  void aKeyThatIsNoKeyIsRefused() {
    refused(desk.liquidate("trader", "a key", EVERYTHING), 400, "REQUEST_MALFORMED");
    refused(desk.liquidate("trader", "k".repeat(256), EVERYTHING), 400, "REQUEST_MALFORMED");
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0",
    "limit=1001",
    "limit=x",
    "offset=-1",
    "status=DONE",
    "from=yesterday",
    "to=2026-11-20"
  })
  void aBadFilterIsRefusedByName(String query) {
    Response answer = desk.get("trader", "/liquidations?" + query);
    refused(answer, 400, "REQUEST_MALFORMED");
    assertThat(Json.of(answer).getString("message"))
        .contains(query.substring(0, query.indexOf('=')));
  }
}
