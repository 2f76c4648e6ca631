// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NeuratradeRequestTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final String AMOUNT = "amount must be greater than zero";
  private static final String MALFORMED = "invalid request payload";

  @Test
  void textIsKeptAsGivenAndDecimalsMayBeStringsOrNumbers() {
    NeuratradeRequest.Place place =
        place(
            "'exchange':' Binance ','symbol':'btc/usdt','side':' buy ','amount':0.50,'price':'7e1'");

    assertThat(place.exchange()).isEqualTo(" Binance ");
    assertThat(place.symbol()).isEqualTo("btc/usdt");
    assertThat(place.side()).isEqualTo(Side.BUY);
    assertThat(place.type()).isEqualTo(OrderType.MARKET);
    assertThat(place.amount()).isEqualTo(Quantity.of("0.5"));
    assertThat(place.price()).isEqualTo(Price.of("70"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'amount':'1','side':'BUY','exchange':'x' | " + MALFORMED,
        "'amount':'1','side':'BUY','symbol':'s' | " + MALFORMED,
        "'amount':'1','exchange':'x','symbol':'s' | " + MALFORMED,
        "'amount':'1','side':'BUY','exchange':'','symbol':'s' | " + MALFORMED,
        "'amount':'1','side':'BUY','exchange':3,'symbol':'s' | " + MALFORMED,
        "'amount':'ten','side':'BUY','exchange':'x','symbol':'s' | " + MALFORMED,
        "'amount':'','side':'BUY','exchange':'x','symbol':'s' | " + MALFORMED,
        "'amount':true,'side':'BUY','exchange':'x','symbol':'s' | " + MALFORMED,
        "'amount':'NaN','side':'BUY','exchange':'x','symbol':'s' | " + MALFORMED,
        "'amount':1e999999999,'side':'BUY','exchange':'x','symbol':'s' | " + MALFORMED,
        "'amount':'1','price':[],'side':'BUY','exchange':'x','symbol':'s' | " + MALFORMED,
        "'amount':'0.0000000000000000001','side':'BUY','exchange':'x','symbol':'s' | " + MALFORMED,
        "'side':'BUY','exchange':'x','symbol':'s' | " + AMOUNT,
        "'amount':null,'side':'BUY','exchange':'x','symbol':'s' | " + AMOUNT,
        "'amount':0,'side':'HOLD','exchange':'x','symbol':'s' | " + AMOUNT,
        "'amount':'-1','side':'HOLD','exchange':'x','symbol':'s' | " + AMOUNT,
        "'amount':1,'side':'HOLD','type':'STOP','exchange':'x','symbol':'s' | side must be BUY or SELL",
        "'amount':1,'side':'BUY','type':'STOP','exchange':'x','symbol':'s' | type must be MARKET or LIMIT",
        "'amount':1,'side':'BUY','type':'limit','exchange':'x','symbol':'s'"
            + " | price must be greater than zero for LIMIT orders",
        "'amount':1,'side':'BUY','price':-5,'exchange':'x','symbol':'s' | price must not be negative",
      })
  void theFirstThingWrongIsTold(String fields, String text) {
    assertThatThrownBy(() -> place(fields))
        .isInstanceOfSatisfying(
            NeuratradeException.class,
            e -> {
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.text()).isEqualTo(text);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "3", "'x'"})
  void anOrderThatIsNoObjectCannotBeRead(String body) {
    assertThatThrownBy(() -> NeuratradeRequest.place(json(body))).hasMessage(MALFORMED);
  }

  @Test
  void blankTargetsCountAsAbsent() {
    NeuratradeRequest.Liquidate both =
        NeuratradeRequest.liquidate(json("{'position_id':' pos-1 ','symbol':'  '}"));

    assertThat(both.positionId()).isEqualTo("pos-1");
    assertThat(both.symbol()).isNull();
    assertThatThrownBy(() -> NeuratradeRequest.liquidate(json("{'position_id':' '}")))
        .hasMessage("position_id or symbol is required");
    assertThatThrownBy(() -> NeuratradeRequest.liquidate(json("null")))
        .hasMessage("position_id or symbol is required");
    assertThatThrownBy(() -> NeuratradeRequest.liquidate(json("[]"))).hasMessage(MALFORMED);
    assertThatThrownBy(() -> NeuratradeRequest.liquidate(json("{'symbol':7}")))
        .hasMessage(MALFORMED);
  }

  @Test
  void equalOrdersHaveEqualFingerprints() {
    String fields = "'exchange':'x','symbol':'s','side':'BUY','amount':";
    assertThat(place(fields + "'1.50'").fingerprint())
        .isEqualTo(place(fields + "1.5").fingerprint());
    assertThat(place(fields + "'1.51'").fingerprint())
        .isNotEqualTo(place(fields + "1.5").fingerprint());
  }

  private static NeuratradeRequest.Place place(String fields) {
    return NeuratradeRequest.place(json("{" + fields + "}"));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
