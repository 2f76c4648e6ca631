// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import org.junit.jupiter.api.Test;

class DatabaseProbeTest {
  private final DatabaseProbe probe =
      new DatabaseProbe(new DatabaseAddress("127.0.0.1:5432/unwind", "desk", "secret of tests"));

  @Test
  void aServerThatIsTooOldIsRefusedInOneLineThatNamesWhatIsNeeded() {
    probe.requireVersion(15);
    assertThatThrownBy(() -> probe.requireVersion(14))
        .isInstanceOfSatisfying(
            StartRefusedException.class,
            refused -> assertThat(refused.fault()).isEqualTo(StartFault.DATABASE_TOO_OLD))
        .hasMessageContainingAll("PostgreSQL 15 or later", "127.0.0.1:5432/unwind", "is 14")
        .hasMessageNotContainingAny("secret of tests", "\n");
  }
}
