// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory that the HTTP server and native libraries write to while they run. */
public final class TemporaryFiles {
  private static final String PROPERTY = "java.io.tmpdir";

  private TemporaryFiles() {}

  /**
   * Finds out before anything is started.
   *
   * @throws StartRefusedException if nothing can be written there
   */
  public static void require() {
    Path directory = Path.of(System.getProperty(PROPERTY));
    try {
      Files.delete(Files.createTempFile(directory, "unwind", null));
    } catch (IOException | IllegalArgumentException e) {
      throw new StartRefusedException(
          StartFault.DIRECTORY,
          "Cannot write to the temporary directory "
              + directory
              + " ("
              + PROPERTY
              + "): "
              + e
              + ". Mount one there, or name another by JAVA_TOOL_OPTIONS=-D"
              + PROPERTY
              + "=DIRECTORY.",
          e);
    }
  }
}
