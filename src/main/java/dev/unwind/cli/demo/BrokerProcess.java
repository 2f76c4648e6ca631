// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A second process of this program, with a ledger of its own. It reads its standard input and ends
 * with that, so that it outlives this process in no case.
 */
public final class BrokerProcess implements AutoCloseable {
  private static final String LISTENS = "broker listens on port ";
  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final Duration END_LIMIT = Duration.ofSeconds(20);

  private final Process process;
  private final int port;

  private BrokerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it and waits until it listens.
   *
   * @throws StartRefusedException if it does not; it has said why on the standard error
   */
  public static BrokerProcess start(Path directory) {
    List<String> command = new ArrayList<>(program());
    command.addAll(List.of("demo", Show.BROKER.word()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeIf(name -> name.startsWith("UNWIND_"));
    builder.environment().put("UNWIND_DATA_DIR", directory.toString());
    builder.environment().put("UNWIND_HTTP_PORT", "0");
    builder.environment().put("UNWIND_MANAGEMENT_PORT", "0");
    try {
      Process process = builder.start();
      CompletableFuture<Integer> port = new CompletableFuture<>();
      Thread reader = new Thread(() -> read(process, port), "output of the broker");
      reader.setDaemon(true);
      reader.start();
      return new BrokerProcess(process, await(process, port));
    } catch (IOException e) {
      throw refused(e);
    }
  }

  /** What this process was started as. */
  private static List<String> program() {
    boolean isNative = System.getProperty("org.graalvm.nativeimage.imagecode") != null;
    if (isNative) {
      return List.of(ProcessHandle.current().info().command().orElse("unwind"));
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return List.of(java.toString(), "-jar", System.getProperty("java.class.path"));
  }

  private static void read(Process process, CompletableFuture<Integer> port) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(LISTENS)) {
          port.complete(Integer.valueOf(line.substring(LISTENS.length())));
        }
      }
    } catch (IOException | NumberFormatException e) {
      port.completeExceptionally(e);
    }
    port.completeExceptionally(new IOException("it ended"));
  }

  private static int await(Process process, CompletableFuture<Integer> port) {
    try {
      return port.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.destroy();
      throw refused(e);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw refused(e);
    }
  }

  private static StartRefusedException refused(Exception cause) {
    return new StartRefusedException(
        StartFault.PORT, "The second process, the broker, does not start: " + cause, cause);
  }

  /** Says to whoever has started this process that it listens, and waits for his end. */
  public static void serve(int port) {
    System.out.println(LISTENS + port);
    System.out.flush();
    try {
      while (System.in.read() >= 0) {
        // Nobody has anything to say.
      }
    } catch (IOException e) {
      System.err.println("unwind: the broker ends: " + e);
    }
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
