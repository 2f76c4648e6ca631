// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import org.junit.jupiter.api.Test;

class ServerBinariesTest {

  @Test
  void aBuildWithThemMayStartTheServer() {
    assertThatCode(() -> ServerBinaries.require(getClass().getClassLoader()))
        .doesNotThrowAnyException();
  }

  @Test
  void aBuildWithoutThemNamesTheSettingThatItNeeds() {
    ClassLoader without = ClassLoader.getPlatformClassLoader();

    assertThatThrownBy(() -> ServerBinaries.require(without))
        .isInstanceOfSatisfying(
            StartRefusedException.class,
            refused -> assertThat(refused.fault()).isEqualTo(StartFault.SETTING))
        .hasMessageContaining("UNWIND_DB_URL")
        .hasMessageContaining("-Dembedded=false");
  }
}
