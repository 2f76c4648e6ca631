// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathFilterTest {
  @ParameterizedTest
  @CsvSource({
    "/v2/positions/, /v2/positions",
    "/v2/positions//, /v2/positions",
    "/v2/positions/BTC%2FUSD, /v2/positions/BTC%2FUSD",
    "/V1/Order/LiquidatePosition?ID=A, /v1/order/liquidateposition?ID=A",
    "/v1/auth/me?, /v1/auth/me",
    "/v2/Orders?status=open, /v2/Orders?status=open",
    "/stream/, /stream",
    "/q/swagger-ui/, /q/swagger-ui/",
    "/q/health/ready/, /q/health/ready",
    "/, /",
    "/?, /"
  })
  void whatClientsSendIsForgiven(String sent, String normal) {
    assertThat(PathFilter.normalise(sent)).isEqualTo(normal);
    assertThat(PathFilter.normalise(normal)).as("its own normal form").isEqualTo(normal);
  }
}
