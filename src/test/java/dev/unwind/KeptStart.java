// SPDX-License-Identifier: Apache-2.0
package dev.unwind;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The classes that a first start of the packaged jar has loaded, kept by the JVM, so that the many
 * starts of a test run take half the processor. Made anew in each run: it is of one jar and one
 * JVM. A JVM that keeps none leaves no file, and all start as ever, as they do where it takes too
 * long.
 */
final class KeptStart {
  /** System property: where it is kept, if at all. */
  private static final String FILE = "unwind.it.kept-start";

  /** It is written at the end, which takes a busy machine as long as a start. */
  private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(180);

  private static final class Made {
    static final List<String> OPTIONS = make(Path.of(System.getProperty(FILE)));

    private static List<String> make(Path file) {
      try (TestDatabase database = TestDatabase.create()) {
        Files.deleteIfExists(file);
        try (UnwindProcess first =
            UnwindProcess.startOwn(
                List.of("-XX:ArchiveClassesAtExit=" + file), database.environment(), "serve")) {
          first.port();
          first.stop(WRITTEN_WITHIN);
        }
        return Files.exists(file) ? List.of("-XX:SharedArchiveFile=" + file) : List.of();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (AssertionError e) {
        System.out.println("KeptStart: all start as ever, " + e.getMessage());
        return List.of();
      } catch (InterruptedException e) {
        // The test that has asked first has used up its time; the others have theirs.
        Thread.currentThread().interrupt();
        return List.of();
      }
    }
  }

  private KeptStart() {}

  /** What a JVM is told to start from it. Whoever asks first makes it, and the others wait. */
  static List<String> options() {
    return System.getProperty(FILE) == null ? List.of() : Made.OPTIONS;
  }
}
