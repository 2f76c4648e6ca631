// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Apart from the tests of the embedded server, for it changes what is set in this JVM. */
@Timeout(120)
class JoinedDatabaseTest {

  @TempDir Path directory;

  @Test
  void taskJoinsTheServerOfARunningProcess() throws SQLException {
    System.setProperty("unwind.data.dir", directory.toString());
    String external = System.clearProperty("unwind.db.url");
    try (EmbeddedDatabase first = EmbeddedDatabase.start(directory);
        RunningDatabase joined =
            RunningDatabase.openOrJoin(DatabaseSettings.ofProcess(), Purpose.LOOK)) {
      assertThat(joined.address()).isEqualTo(first.address());
      joined.close();
      try (Connection still = TestDatabase.connect(first.address())) {
        assertThat(still.isValid(1)).isTrue();
      }
    } finally {
      System.clearProperty("unwind.data.dir");
      if (external != null) {
        System.setProperty("unwind.db.url", external);
      }
    }
  }
}
