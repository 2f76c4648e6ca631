// SPDX-License-Identifier: Apache-2.0
package dev.unwind.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quarkus.test.common.TestClassIndexer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.jandex.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoSharedIndexTest {
  @TempDir Path classes;

  @Test
  void whatIsWrittenThereIsReadByNobodyAndEachIndexesForItself() throws IOException {
    assumeThat(Path.of("/dev/null")).exists();
    Path index = Files.writeString(classes.resolve("test-classes.idx"), "half an index");

    NoSharedIndex.standAside(index);
    Index written = TestClassIndexer.indexTestClasses(classes);
    TestClassIndexer.writeIndex(written, classes, getClass());

    assertThat(Files.readAllBytes(index)).isEmpty();
    assertThat(TestClassIndexer.readIndex(classes, getClass()).getKnownClasses())
        .anyMatch(known -> known.name().toString().equals(getClass().getName()));
  }

  @Test
  void whereItStandsAsideItDoesSoAgain() {
    Path index = classes.resolve("test-classes.idx");
    NoSharedIndex.standAside(index);
    NoSharedIndex.standAside(index);
    assertThat(index).isSymbolicLink();
    assertThat(classes).isDirectoryContaining(file -> file.equals(index));
  }
}
