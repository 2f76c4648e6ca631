// SPDX-License-Identifier: Apache-2.0
package dev.unwind;

import dev.unwind.secrets.KeptLogs;
import io.smallrye.common.annotation.CheckReturnValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged program, jar or native binary, run as a process of its own. For tests that come
 * after packaging ({@code *IT}). Servers listen on a free port.
 */
public final class UnwindProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(180);
  private static final Duration END_LIMIT = Duration.ofSeconds(60);
  private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
  private static final Pattern MANAGED =
      Pattern.compile("Management interface listening on http://[^:]+:(\\d+)");

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final CompletableFuture<Integer> managementPort = new CompletableFuture<>();
  private final Map<String, String> environment;
  private final List<String> arguments;
  private final Thread reader;

  private UnwindProcess(Process process, Map<String, String> environment, List<String> arguments) {
    this.process = process;
    this.environment = environment;
    this.arguments = arguments;
    this.reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts the program; the variables come on top of this process's own, less the database's. */
  @CheckReturnValue
  public static UnwindProcess start(Map<String, String> environment, String... arguments) {
    return start(program(KeptStart.options()), environment, arguments);
  }

  /** The same with another build's program, a jar or an executable. */
  @CheckReturnValue
  public static UnwindProcess start(
      Path program, Map<String, String> environment, String... arguments) {
    Path file = program.toAbsolutePath();
    boolean isJar = file.toString().endsWith(".jar");
    return start(isJar ? java(List.of(), file) : List.of(file.toString()), environment, arguments);
  }

  /** Starts this build's program; a JVM gets these options besides. */
  @CheckReturnValue
  static UnwindProcess startOwn(
      List<String> options, Map<String, String> environment, String... arguments) {
    return start(program(options), environment, arguments);
  }

  /** Makes what starts begin with, before a test whose time it would take. */
  public static void keepAStart() {
    KeptStart.options();
  }

  /** Whether programs can be run on a terminal here. */
  public static boolean hasTerminals() {
    return Files.isExecutable(Path.of("/usr/bin/script"));
  }

  /** Starts the program as if somebody sat before it, on a terminal of its own. */
  @CheckReturnValue
  public static UnwindProcess startOnTerminal(
      Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(program(KeptStart.options()));
    command.addAll(List.of(arguments));
    return start(
        List.of("/usr/bin/script", "-qefc", String.join(" ", command), "/dev/null"), environment);
  }

  /** Environment of a program that starts others: they are hurried as those started here. */
  public static Map<String, String> hurryingItsOwn() {
    return Map.of("JAVA_TOOL_OPTIONS", String.join(" ", options(KeptStart.options())));
  }

  /** Keeps what it prints for others alone: what it says on the standard error is thrown away. */
  @CheckReturnValue
  public static UnwindProcess startForItsOutput(
      Map<String, String> environment, String... arguments) {
    return start(
        builder(program(KeptStart.options()), arguments)
            .redirectErrorStream(false)
            .redirectError(ProcessBuilder.Redirect.DISCARD),
        environment,
        arguments);
  }

  private static UnwindProcess start(
      List<String> program, Map<String, String> environment, String... arguments) {
    return start(builder(program, arguments), environment, arguments);
  }

  private static ProcessBuilder builder(List<String> program, String... arguments) {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  private static UnwindProcess start(
      ProcessBuilder builder, Map<String, String> environment, String... arguments) {
    builder.environment().keySet().removeIf(name -> name.startsWith("UNWIND_"));
    builder.environment().put("UNWIND_HTTP_PORT", "0");
    builder.environment().put("UNWIND_MANAGEMENT_PORT", "0");
    builder.environment().putAll(environment);
    try {
      return new UnwindProcess(builder.start(), environment, List.of(arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> program(List<String> options) {
    Properties artifact = new Properties();
    try (BufferedReader file =
        Files.newBufferedReader(Path.of("target", "quarkus-artifact.properties"))) {
      artifact.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The program is not packaged", e);
    }
    Path path = Path.of("target", artifact.getProperty("path")).toAbsolutePath();
    return artifact.getProperty("type").equals("native")
        ? List.of(path.toString())
        : java(options, path);
  }

  private static List<String> java(List<String> options, Path jar) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options(options));
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  private static List<String> options(List<String> more) {
    List<String> options =
        new ArrayList<>(List.of(System.getProperty("unwind.it.java-options", "").split(" ")));
    options.removeIf(String::isEmpty);
    options.addAll(more);
    return options;
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          port.complete(Integer.parseInt(listening.group(1)));
        }
        Matcher managed = MANAGED.matcher(line);
        if (managed.find()) {
          managementPort.complete(Integer.parseInt(managed.group(1)));
        }
      }
    } catch (IOException e) {
      output.add(e.toString());
    }
    IllegalStateException ended = new IllegalStateException("ended without listening");
    port.completeExceptionally(ended);
    managementPort.completeExceptionally(ended);
    KeptLogs.keep(process.pid(), environment, arguments, output);
  }

  /** The port it listens on, awaited. */
  public int port() {
    return await(port);
  }

  /** The port of health, metrics and descriptions, awaited. */
  public int managementPort() {
    return await(managementPort);
  }

  private int await(CompletableFuture<Integer> number) {
    try {
      return number.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e + "; its output:\n" + output(), e);
    }
  }

  /** Whether it listens already, or has ended without. */
  public boolean listens() {
    return port.isDone();
  }

  /** All it has printed so far, both streams together. */
  public String output() {
    return String.join("\n", output);
  }

  public long pid() {
    return process.pid();
  }

  /** Kills it without a warning, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Types a line into it. */
  public void type(String line) throws IOException {
    OutputStream keys = process.getOutputStream();
    keys.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    keys.flush();
  }

  /** Ctrl-C; where this run itself was started deaf to that, as in the background, a SIGTERM. */
  public void interrupt() throws IOException, InterruptedException {
    String ignored =
        Files.readAllLines(Path.of("/proc", String.valueOf(pid()), "status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElse("SigIgn: 0");
    boolean deaf = (Long.parseUnsignedLong(ignored.split("\\s+")[1], 16) & 2) != 0;
    new ProcessBuilder("kill", deaf ? "-TERM" : "-INT", String.valueOf(pid())).start().waitFor();
  }

  /** Waits until it has printed what matches, and gives the group of it. */
  public String await(Pattern pattern) throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      Matcher found = pattern.matcher(output());
      if (found.find()) {
        return found.group(1);
      }
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new AssertionError(pattern + " is not in its output:\n" + output());
      }
      Thread.sleep(20);
    }
  }

  /** Asks it to stop, and gives its exit code. */
  public int stop() throws InterruptedException {
    return stop(END_LIMIT);
  }

  /** The same, awaited for so long. */
  int stop(Duration limit) throws InterruptedException {
    process.destroy();
    return awaitEnd(limit);
  }

  /** The exit code, awaited. */
  public int awaitEnd() throws InterruptedException {
    return awaitEnd(END_LIMIT);
  }

  /** The exit code, awaited for so long. */
  public int awaitEnd(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("does not end; its output:\n" + output());
    }
    reader.join();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
