// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementPortTest {

  @Test
  void secondServerOnAMachineMovesAwayFromTheUsualPort() {
    assertThat(ManagementPort.mustMove(setting -> false, () -> false)).isTrue();
  }

  @Test
  void usualPortIsKeptWhereItIsFree() {
    assertThat(ManagementPort.mustMove(setting -> false, () -> true)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UNWIND_MANAGEMENT_PORT",
        "UNWIND_MANAGEMENT_HOST",
        "QUARKUS_MANAGEMENT_PORT",
        "quarkus.management.port"
      })
  void whatWasNamedIsKeptThoughItIsTaken(String named) {
    assertThat(ManagementPort.mustMove(named::equals, () -> false)).isFalse();
  }
}
