// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A running PostgreSQL server, as it describes itself in its data directory. */
record ServerProcess(ProcessHandle handle, int port, boolean ready) {

  private static final String PID_FILE = "postmaster.pid";

  /** Lines of that file, by the server's source: miscadmin.h, LOCK_FILE_LINE_*. */
  private static final int PID_LINE = 0;

  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final Duration STOP_PAUSE = Duration.ofMillis(20);

  /** The server of a data directory; null if none runs. */
  static @Nullable ServerProcess find(Path data) throws IOException {
    List<String> lines = pidFile(data);
    ProcessHandle handle = process(lines);
    if (handle == null || !isServerOf(data, handle.info()) || lines.size() <= PORT_LINE) {
      return null;
    }
    boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).startsWith("ready");
    return new ServerProcess(handle, Integer.parseInt(lines.get(PORT_LINE).strip()), ready);
  }

  private static List<String> pidFile(Path data) throws IOException {
    try {
      return Files.readAllLines(data.resolve(PID_FILE));
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static @Nullable ProcessHandle process(List<String> lines) {
    return lines.isEmpty()
        ? null
        : ProcessHandle.of(Long.parseLong(lines.get(PID_LINE).strip())).orElse(null);
  }

  private static boolean isServerOf(Path data, ProcessHandle.Info info) {
    return info.command().filter(command -> command.endsWith("postgres")).isPresent()
        && info.arguments()
            .map(arguments -> List.of(arguments).contains(data.toString()))
            .orElse(true);
  }

  /**
   * Stops what a killed process left running. Only to be called by the owner of the directory.
   *
   * @throws StartRefusedException if it does not stop
   */
  static void stopOrphan(Path data) throws IOException {
    ServerProcess orphan = find(data);
    if (orphan == null) {
      forgetReusedNumber(data);
      return;
    }
    // The server waits for its clients to leave, then ends; the second time their sessions go too.
    orphan.handle.destroy();
    if (!ended(data)) {
      orphan.handle.children().forEach(ProcessHandle::destroy);
      if (!ended(data)) {
        throw new StartRefusedException(
            StartFault.DIRECTORY,
            "An earlier run left PostgreSQL running as process "
                + orphan.handle.pid()
                + ", and it does not stop.");
      }
    }
  }

  /**
   * After a restart of the machine the number in the file may belong to some other program, and the
   * server would take that for itself and refuse to start.
   */
  private static void forgetReusedNumber(Path data) throws IOException {
    ProcessHandle other = process(pidFile(data));
    if (other != null && other.info().command().isPresent()) {
      Files.delete(data.resolve(PID_FILE));
    }
  }

  /** Asks the directory: a dead process that nobody has collected still has its number. */
  private static boolean ended(Path data) throws IOException {
    long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
    while (find(data) != null) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(STOP_PAUSE.toNanos());
    }
    return true;
  }
}
