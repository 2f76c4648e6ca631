// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.dialect.alpaca.position.AlpacaCloseResult;
import dev.unwind.dialect.wire.Refusal;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlpacaErrorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final UUID ORDER = UUID.fromString("a91ce2b6-2d9f-4e49-b53b-292231823cca");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "POSITION_NOT_FOUND | 404 | 40410000 | position does not exist",
        "ORDER_NOT_FOUND | 404 | 40410000 | order not found",
        "SHORTING_NOT_ALLOWED | 403 | 40310000 | account is not allowed to short",
        "BUYING_POWER_INSUFFICIENT | 403 | 40310000 | insufficient buying power",
        "WASH_TRADE | 403 | 40310000 | potential wash trade detected. use complex orders",
        "QUANTITY_MISSING | 422 | 40010001 | qty or notional is required",
        "QUANTITY_AMBIGUOUS | 422 | 40010001 | only one of qty or notional is accepted",
        "CLIENT_ORDER_ID_DUPLICATE | 422 | 40010001 | client_order_id must be unique",
        "ORDER_PENDING_CANCEL | 422 | 42210000 | order pending cancel",
        "ORDER_NOT_YET_WORKING | 422 | 42210000"
            + " | unable to replace order, order isn't sent to exchange yet",
        "SIBLING_FILLED | 422 | 42210000 | order is not cancelable",
        "SIBLING_REACHED | 422 | 42210000 | order is not cancelable",
        "REQUEST_MALFORMED | 400 | 40010000 | failed to decode request body",
        "NOT_AUTHENTICATED | 401 | 40110000 | request is not authorized",
        "RATE_LIMITED | 429 | 42910000 | rate limit exceeded",
        "INTERNAL_ERROR | 500 | 50010000 | internal server error occurred",
        "STORE_UNAVAILABLE | 503 | 50310000 | service unavailable",
        "OVERLOADED | 503 | 50310000 | service unavailable"
      })
  void reasonsHaveTheContractsWords(Reason reason, int status, int code, String message) {
    AlpacaErrors.Failure failure = AlpacaErrors.of(Denial.of(reason));
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.error().code()).isEqualTo(code);
    assertThat(failure.error().message()).isEqualTo(message);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonHasACodeOfItsStatusAndAMessage(Reason reason) {
    AlpacaErrors.Failure failure = AlpacaErrors.of(Denial.of(reason));
    assertThat(failure.status()).isBetween(400, 503).isNotEqualTo(504);
    int ofCode = failure.error().code() / 100_000;
    assertThat(ofCode == failure.status() || (ofCode == 400 && failure.status() == 422)).isTrue();
    assertThat(failure.error().message()).isNotBlank().doesNotContain("null");
    // Clients repeat these by themselves, so that nothing may have been executed.
    if (failure.status() == 429) {
      assertThat(reason).isEqualTo(Reason.RATE_LIMITED);
    }
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void everyRefusalBeforeTheResourcesIsJsonWithCodeAndMessage(Refusal refusal) throws Exception {
    AlpacaErrors.Failure failure = AlpacaErrors.of(refusal, "detail");
    assertThat(failure.error().code() / 100_000)
        .isEqualTo(failure.error().code() == AlpacaErrors.MALFORMED_VALUE ? 400 : failure.status());
    JsonNode body = JSON.readTree(new AlpacaErrors(JSON).render(refusal, "detail", "id").body());
    assertThat(body.path("code").isInt()).isTrue();
    assertThat(body.path("message").asText()).isNotBlank();
  }

  @Test
  void heldQuantityTellsEverythingWithSortedKeys() throws Exception {
    Denial denial =
        Denial.of(Reason.QUANTITY_HELD)
            .withSymbol("LIDR")
            .quantities(Quantity.of(5264), Quantity.of(5264), Quantity.of(5264))
            .related(List.of(), List.of(ORDER));
    JsonNode body = JSON.valueToTree(AlpacaErrors.of(denial).error());
    assertThat(JSON.writeValueAsString(AlpacaErrors.of(denial).error()))
        .isEqualTo(
            "{\"available\":\"0\",\"code\":40310000,\"existing_qty\":\"5264\","
                + "\"held_for_orders\":\"5264\",\"message\":\"insufficient qty available for order"
                + " (requested: 5264, available: 0)\",\"related_orders\":[\""
                + ORDER
                + "\"],\"symbol\":\"LIDR\"}");
    Iterator<String> names = body.fieldNames();
    assertThat(List.of("available", "code")).contains(names.next());
  }

  @Test
  void positionUnderLiquidationHasNothingAvailable() {
    AlpacaError error =
        AlpacaErrors.of(
                Denial.of(Reason.POSITION_BEING_LIQUIDATED)
                    .withSymbol("NVDA")
                    .quantities(Quantity.of(1), Quantity.of(40), Quantity.ZERO))
            .error();
    assertThat(error.available()).isEqualTo("0");
    assertThat(error.heldForOrders()).isEqualTo("40");
  }

  @Test
  void finalOrderNamesItsState() {
    assertThat(
            AlpacaErrors.of(Denial.of(Reason.ORDER_NOT_OPEN).withState(OrderStatus.FILLED))
                .error()
                .message())
        .isEqualTo("order is already in \"filled\" state");
  }

  @Test
  void offGridPriceIsNamed() {
    assertThat(
            AlpacaErrors.of(Denial.of(Reason.PRICE_OFF_INCREMENT).withPrice(Price.of("290.123")))
                .error()
                .message())
        .isEqualTo(
            "invalid limit_price 290.123. sub-penny increment does not fulfill minimum pricing"
                + " criteria");
  }

  @Test
  void missingMoneyIsCounted() {
    AlpacaError error =
        AlpacaErrors.of(
                Denial.of(Reason.BUYING_POWER_INSUFFICIENT)
                    .money(
                        new Money(new BigDecimal("10.00")), new Money(new BigDecimal("1049.04"))))
            .error();
    assertThat(error.buyingPower()).isEqualTo("10");
    assertThat(error.costBasis()).isEqualTo("1049.04");
  }

  @Test
  void failuresInsideAMultiStatusCarryTheKeysThatOneClientInsistsOn() {
    JsonNode body =
        JSON.valueToTree(
            AlpacaCloseResult.PaddedError.of(
                AlpacaError.of(AlpacaErrors.FORBIDDEN, "account is not allowed to short")));
    assertThat(body.has("notional")).isTrue();
    assertThat(body.get("notional").isNull()).isTrue();
    assertThat(body.path("type").asText()).isEqualTo("market");
    assertThat(body.path("time_in_force").asText()).isEqualTo("day");
    assertThat(body.path("code").asInt()).isEqualTo(40310000);
    assertThat(body.has("available")).isFalse();
  }
}
