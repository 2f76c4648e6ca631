// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {
  @Test
  void aSaneIdOfTheCallerIsKept() {
    assertThat(RequestIds.choose("Req-1_2.3")).isEqualTo("Req-1_2.3");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "a b", "a\r\nSet-Cookie: x", "\u00e9"})
  void anythingElseIsReplaced(String offered) {
    assertThat(RequestIds.choose(offered)).matches("[0-9a-f]{32}");
  }

  @Test
  void aLongOneIsReplaced() {
    assertThat(RequestIds.choose("x".repeat(65))).matches("[0-9a-f]{32}");
  }
}
