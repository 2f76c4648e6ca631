// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.tradovate.TradovateFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TradovateFramesTest {

  @Test
  void onlyTheFirstThreeNewlinesSeparate() {
    String body = "{\n  \"accountId\": 1,\n  \"admin\": false\n}";
    TradovateFrames.Request request =
        TradovateFrames.parse("order/liquidateposition\n7\n\n" + body).orElseThrow();
    assertThat(request)
        .isEqualTo(new TradovateFrames.Request("order/liquidateposition", 7, "", body));
  }

  @Test
  void aFrameMayEndBehindItsIdOrItsQuery() {
    assertThat(TradovateFrames.parse("account/list\n1"))
        .contains(new TradovateFrames.Request("account/list", 1, "", ""));
    assertThat(TradovateFrames.parse("order/item\n2\nid=5"))
        .contains(new TradovateFrames.Request("order/item", 2, "id=5", ""));
  }

  @Test
  void namesCountInAnyCaseAndWithAddressesAroundThem() {
    assertThat(
            TradovateFrames.parse("/v1/Order/liquidatePosition\n0\n\n{}").orElseThrow().endpoint())
        .isEqualTo("order/liquidateposition");
    TradovateFrames.Request inline =
        TradovateFrames.parse("Contract/find?name=MESZ6\n3").orElseThrow();
    assertThat(inline.endpoint()).isEqualTo("contract/find");
    assertThat(inline.query()).isEqualTo("name=MESZ6");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "order/list\nabc", "\n1\n\n", "order/list\n", "[1]", "\n\n\n\n"})
  void whatIsNoCallIsNotRead(String frame) {
    assertThat(TradovateFrames.parse(frame)).isEmpty();
  }

  @Test
  void heartbeatsAreRecognised() {
    assertThat(TradovateFrames.isHeartbeat("[]")).isTrue();
    assertThat(TradovateFrames.isHeartbeat("[]\n")).isTrue();
    assertThat(TradovateFrames.isHeartbeat("[1]")).isFalse();
  }

  @Test
  void tokensComeBareOrQuoted() {
    assertThat(TradovateFrames.token("abc")).isEqualTo("abc");
    assertThat(TradovateFrames.token(" \"abc\"\n")).isEqualTo("abc");
    assertThat(TradovateFrames.token("\"")).isEqualTo("\"");
  }

  @Test
  void errorsAreAStatusWithAPlainTextAndTooManyCallsOneWithout() {
    assertThat(TradovateFrames.error(2, TradovateFault.denied()))
        .isEqualTo("a[{\"s\":401,\"i\":2,\"d\":\"Access is denied\"}]");
    assertThat(TradovateFrames.error(4, new TradovateFault(429, "busy")))
        .isEqualTo("a[{\"s\":429,\"i\":4}]");
    assertThat(TradovateFrames.shutdown("Maintenance", "so \"long\""))
        .isEqualTo(
            "a[{\"e\":\"shutdown\",\"d\":{\"reasonCode\":\"Maintenance\",\"reason\":\"so \\\"long\\\"\"}}]");
    assertThat(TradovateFrames.close(1001, "bye")).isEqualTo("c[1001,\"bye\"]");
  }
}
