// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unwind.venue.Awaiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A counterparty of QuickFIX in C++, one of its examples as Debian has them (libquickfix-dev,
 * libquickfix-doc), built by the first test that needs it. What it has written to its log is the
 * witness.
 */
public final class CppPeer implements AutoCloseable {
  private static final Path EXAMPLES = Path.of("/usr/share/doc/libquickfix-doc/examples");
  private static final Path HEADERS = Path.of("/usr/include/quickfix");
  private static final Path BUILT = Path.of("target", "fix-peers");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path dir;
  private final Path program;
  private final int port;
  private final List<Path> logs = new ArrayList<>();
  private @Nullable Process process;

  private CppPeer(Path dir, Path program, int port) {
    this.dir = dir;
    this.program = program;
    this.port = port;
  }

  /** Skips the test where it cannot be built; {@code -Dpeers=required} makes that a failure. */
  public static void assumeBuildable() {
    Optional<String> missing = missing();
    if (missing.isPresent() && "required".equals(System.getProperty("peers"))) {
      fail(missing.get());
    }
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
  }

  /** Why it cannot be built here. */
  public static Optional<String> missing() {
    if (!Files.isDirectory(EXAMPLES) || !Files.isDirectory(HEADERS)) {
      return Optional.of("libquickfix-dev and libquickfix-doc are not installed");
    }
    return isCompilerThere() ? Optional.empty() : Optional.of("g++ is not there");
  }

  private static boolean isCompilerThere() {
    try {
      return new ProcessBuilder("g++", "--version").redirectErrorStream(true).start().waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** One that fills each limit whole at its price, and knows nothing else. */
  public static CppPeer executor(Path dir) {
    return build(dir, "executor/C++", "executor.cpp", "Application.cpp");
  }

  /** One with a book, of FIX 4.2. */
  public static CppPeer ordermatch(Path dir) {
    return build(dir, "ordermatch", "ordermatch.cpp", "Application.cpp", "Market.cpp");
  }

  private static CppPeer build(Path dir, String example, String... sources) {
    try {
      return new CppPeer(dir, program(example, sources), TestExchange.freePort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Built once, until there is another library: the compiler takes ten seconds of processor. */
  private static synchronized Path program(String example, String... sources)
      throws IOException, InterruptedException {
    Path program = BUILT.resolve(example.replaceAll("\\W+", "-")).toAbsolutePath();
    if (Files.exists(program)
        && Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(HEADERS)) > 0) {
      return program;
    }
    Path fresh = Files.createDirectories(Path.of(program + "." + ProcessHandle.current().pid()));
    try (Stream<Path> files = Files.list(EXAMPLES.resolve(example))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".gz")) {
          try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            copy(in, fresh.resolve(name.substring(0, name.length() - 3)));
          }
        } else if (name.endsWith(".cpp") || name.endsWith(".h")) {
          try (InputStream in = Files.newInputStream(file)) {
            copy(in, fresh.resolve(name));
          }
        }
      }
    }
    Files.writeString(fresh.resolve("config.h"), "");
    // All in one: most of the time goes into the library's headers.
    Files.writeString(
        fresh.resolve("peer.cpp"),
        Stream.of(sources).map("#include \"%s\"\n"::formatted).collect(Collectors.joining()));
    List<String> command =
        new ArrayList<>(List.of("g++", "-std=c++14", "-w", "-O0", "-I.", "-I" + HEADERS));
    command.addAll(List.of("-o", "peer", "peer.cpp", "-lquickfix", "-lpthread"));
    Process compiler =
        new ProcessBuilder(command)
            .directory(fresh.toFile())
            .redirectErrorStream(true)
            .redirectOutput(fresh.resolve("build.log").toFile())
            .start();
    if (!compiler.waitFor(3, TimeUnit.MINUTES) || compiler.exitValue() != 0) {
      throw new IllegalStateException(Files.readString(fresh.resolve("build.log")));
    }
    Files.move(fresh.resolve("peer"), program, StandardCopyOption.ATOMIC_MOVE);
    return program;
  }

  private static void copy(InputStream in, Path file) throws IOException {
    Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
  }

  public int port() {
    return port;
  }

  public void start(String beginString) {
    try {
      Path config = dir.resolve("peer.cfg");
      Files.writeString(
          config,
          """
          [DEFAULT]
          ConnectionType=acceptor
          SocketAcceptPort=%d
          SocketReuseAddress=Y
          SocketNodelay=Y
          StartTime=00:00:00
          EndTime=00:00:00
          FileStorePath=%s
          UseDataDictionary=N
          [SESSION]
          BeginString=%s
          SenderCompID=VENUE
          TargetCompID=UNWIND
          """
              .formatted(port, dir.resolve("store"), beginString));
      Path log = dir.resolve("peer-" + logs.size() + ".log");
      logs.add(log);
      process =
          new ProcessBuilder(program.toString(), config.toString())
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .redirectInput(ProcessBuilder.Redirect.PIPE)
              .start();
      Awaiting.await(PATIENCE, this::isListening);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it in the middle of whatever it does. */
  public void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      try {
        running.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process = null;
    }
  }

  /** All messages that it has written, and those that it has read, as its log has them. */
  public List<String> messages() {
    List<String> all = new ArrayList<>();
    for (Path log : logs) {
      try {
        String text = Files.readString(log, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("8=FIX.");
        while (at >= 0) {
          int end = text.indexOf(')', at);
          // Of what it was killed in the middle of writing nothing is known.
          if (end > 0) {
            all.add(text.substring(at, end));
          }
          at = end < 0 ? -1 : text.indexOf("8=FIX.", end);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  @Override
  public void close() {
    kill();
  }
}
