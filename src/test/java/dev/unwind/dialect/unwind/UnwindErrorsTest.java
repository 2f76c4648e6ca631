// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.dialect.wire.Refusal;
import dev.unwind.dialect.wire.WireError;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnwindErrorsTest {
  private final ObjectMapper json = new ObjectMapper();
  private final UnwindErrors errors = new UnwindErrors(json);

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonIsItsOwnCodeWithAStatusAndItsMeaning(Reason reason) throws Exception {
    WireError error = errors.error(Denial.of(reason));
    assertThat(error.status()).isBetween(400, 599);
    JsonNode body = json.readTree(error.body());
    assertThat(body.get("code").asText()).isEqualTo(reason.name());
    assertThat(body.get("message").asText()).isEqualTo(reason.meaning());
    assertThat(body.has("details")).isFalse();
    assertThat(error.contentType()).isEqualTo("application/problem+json");
    assertThat(body.get("type").asText()).isEqualTo("/docs/reasons.md#" + reason.name());
    assertThat(body.get("title").asText()).isEqualTo(reason.meaning());
    assertThat(body.get("status").asInt()).isEqualTo(error.status());
    assertThat(body.get("detail").asText()).isEqualTo(reason.meaning());
    assertThat(Files.readString(Path.of("docs", "reasons.md")))
        .contains("<a id=\"" + reason.name() + "\"></a>");
    boolean mayBeExecuted = reason == Reason.OUTCOME_UNKNOWN || reason == Reason.WAIT_TIMED_OUT;
    assertThat(error.headers().containsKey("Retry-After"))
        .isEqualTo((error.status() == 503 && !mayBeExecuted) || reason == Reason.RATE_LIMITED);
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void everyRefusalKeepsItsStatus(Refusal refusal) throws Exception {
    WireError error = errors.render(refusal, "what was wrong", "request-1");
    assertThat(error.status()).isEqualTo(refusal.status());
    JsonNode body = json.readTree(error.body());
    assertThat(body.get("code").asText()).isNotBlank();
    assertThat(body.get("message").asText()).isEqualTo("what was wrong");
    assertThat(body.get("title").asText()).isEqualTo(refusal.meaning());
    assertThat(Files.readString(Path.of("docs", "reasons.md")))
        .contains("<a id=\"" + body.get("code").asText() + "\"></a>");
  }

  @Test
  void theFactsOfADenialAreItsDetails() throws Exception {
    UUID uid = new UUID(1, 2);
    Denial denial =
        Denial.of(Reason.QUANTITY_HELD, "in its own words")
            .withSymbol("AAPL")
            .quantities(Quantity.of("7"), Quantity.of("10"), Quantity.of("4"))
            .withState(OrderStatus.NEW)
            .related(List.of(new OrderId(5), new OrderId(6)), List.of(uid))
            .withPrice(Price.of("1.50"))
            .money(Money.of("3"), Money.of("4.00"));
    JsonNode body = json.readTree(errors.error(denial).body());
    assertThat(body.get("message").asText()).isEqualTo("in its own words");
    assertThat(body.get("details"))
        .isEqualTo(
            json.readTree(
                """
                {"symbol": "AAPL", "requested": "7", "existing": "10", "held": "4", "available": "6",
                 "orderStatus": "NEW", "relatedOrders": [{"id": 5, "uid": "00000000-0000-0001-0000-000000000002"},
                 {"id": 6}], "price": "1.5", "buyingPower": "3", "required": "4"}"""));
  }
}
