// SPDX-License-Identifier: Apache-2.0
package dev.unwind.lane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Whoever prepares an application for tests writes an index of the test classes beside them and
 * reads it back: Quarkus 3.33.2 empties the file first, so lanes read what another has half written
 * ("Not a jandex index", its issue 54579, mended later), and their classes are left out. Where the
 * file is one that holds nothing, each lane indexes for itself.
 */
public final class NoSharedIndex implements LauncherSessionListener {
  private static final Path CLASSES = Path.of("target", "test-classes");
  private static final Path INDEX = CLASSES.resolve("test-classes.idx");
  private static final Path NOTHING = Path.of("/dev/null");

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (Files.exists(NOTHING) && Files.isDirectory(CLASSES)) {
      standAside(INDEX);
    }
  }

  /** In one step, for others may read and write there. */
  static void standAside(Path index) {
    try {
      Path link = index.resolveSibling("." + ProcessHandle.current().pid() + ".idx");
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, NOTHING);
      Files.move(link, index, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
