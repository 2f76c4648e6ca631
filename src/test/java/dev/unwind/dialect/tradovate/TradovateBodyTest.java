// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TradovateBodyTest {

  @Test
  void explicitNullsCountAsAbsentAndUnknownFieldsAreIgnored() {
    TradovateBody body =
        TradovateBody.parse(
            "{\"customTag50\":null,\"isAutomated\":null,\"deviceId\":\"x\",\"accountId\":5}");
    assertThat(body.optionalText("customTag50")).isEmpty();
    assertThat(body.optionalFlag("isAutomated")).isEmpty();
    assertThat(body.id("accountId")).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "2147483648",
        "1.5",
        "1e400",
        "1e-400",
        "99999999999999999999999999",
        "\"1\"",
        "true",
        "[]",
        "null"
      })
  void quantitiesAreWholeNumbersBelowTwoToTheThirtyFirst(String value) {
    assertInvalid("{\"orderQty\":" + value + "}", body -> body.quantity("orderQty"), "orderQty");
  }

  @Test
  void aWholeNumberMayBeWrittenWithAPoint() {
    assertThat(TradovateBody.parse("{\"orderQty\":3.0}").quantity("orderQty")).isEqualTo(3);
    assertThat(TradovateBody.parse("{\"orderQty\":2147483647}").quantity("orderQty"))
        .isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-5", "9223372036854775808", "1e30", "\"7\"", "1.5", "true", "{}", "null"})
  void idsArePositiveSixtyFourBitIntegers(String value) {
    assertInvalid("{\"accountId\":" + value + "}", body -> body.id("accountId"), "accountId");
  }

  @Test
  void pricesAreReadExactly() {
    assertThat(TradovateBody.parse("{\"price\":5000.1}").decimal("price"))
        .contains(new BigDecimal("5000.1"));
    assertInvalid("{\"price\":\"5000\"}", body -> body.decimal("price"), "price");
    assertInvalid("{\"price\":1e999999}", body -> body.decimal("price"), "price");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "1", "\"x\"", "nil", "{} {}", "{\"a\":NaN}"})
  void whatIsNoObjectIsRefused(String text) {
    assertThatThrownBy(() -> TradovateBody.parse(text))
        .isInstanceOfSatisfying(
            TradovateFault.class, fault -> assertThat(fault.status()).isEqualTo(400));
  }

  @Test
  void mistakesInNestedObjectsAreToldByTheirPath() {
    TradovateBody body =
        TradovateBody.parse("{\"other\":{\"price\":[]},\"orders\":[{},{\"qty\":0}]}");
    assertThatThrownBy(() -> body.object("other").decimal("price"))
        .hasMessage("400 Invalid or missed parameters: other.price");
    assertThatThrownBy(() -> body.objects("orders", 4).get(1).quantity("qty"))
        .hasMessage("400 Invalid or missed parameters: orders[1].qty");
  }

  @Test
  void textsAreBounded() {
    String sixtyFive = "x".repeat(65);
    assertInvalid("{\"text\":\"" + sixtyFive + "\"}", body -> body.optionalText("text"), "text");
    assertInvalid("{\"text\":\"\\u0000\"}", body -> body.optionalText("text"), "text");
  }

  @Test
  void idsOfAQueryComeWithCommasAndRepeated() {
    assertThat(ids("ids=1,2")).isEqualTo(Set.of(1L, 2L));
    assertThat(ids("ids=1%2C2&ids=3")).isEqualTo(Set.of(1L, 2L, 3L));
    assertThat(ids("IDS=4&ids=4")).isEqualTo(Set.of(4L));
    assertThat(ids("ids=")).isEmpty();
    for (String wrong : List.of("ids=x", "ids=0", "ids=1,9223372036854775808", "id=1", "ids=%zz")) {
      assertThatThrownBy(() -> ids(wrong)).as(wrong).isInstanceOf(TradovateFault.class);
    }
    assertThatThrownBy(() -> ids("ids=1,2,3,4,5,6")).hasMessageContaining("at most 5");
  }

  private static Set<Long> ids(String query) {
    Map<String, List<String>> parameters = TradovateCall.query(query);
    return new TradovateCall(null, "r", "a", parameters, "").ids("ids", 5);
  }

  private interface Reading {
    Object read(TradovateBody body);
  }

  private static void assertInvalid(String text, Reading reading, String field) {
    assertThatThrownBy(() -> reading.read(TradovateBody.parse(text)))
        .isInstanceOf(TradovateFault.class)
        .hasMessage("400 Invalid or missed parameters: " + field);
  }
}
