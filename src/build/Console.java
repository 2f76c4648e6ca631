// SPDX-License-Identifier: Apache-2.0

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Builds the console with the machine's Node, in a folder below target. Run by Maven before it
 * packages: {@code java src/build/Console.java SOURCES WORK RESULT}. Where there is no Node, or no
 * registry to fetch its packages from, the build goes on without a console: the result then holds
 * the reason for the page that says so. Where the sources are wrong, it fails.
 */
public final class Console {
  private static final int NODE_MIN = 20;
  private static final boolean WINDOWS = File.separatorChar == '\\';

  private final Path sources;
  private final Path work;
  private final Path result;

  private Console(Path sources, Path work, Path result) {
    this.sources = sources;
    this.work = work;
    this.result = result;
  }

  /** There can be no console, and that is no fault of its sources. */
  private static final class AbsentException extends Exception {
    private static final long serialVersionUID = 1L;

    AbsentException(String why) {
      super(why);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Console console =
        new Console(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
    try {
      console.build();
    } catch (AbsentException e) {
      System.out.println("[WARNING] The console is left out: " + e.getMessage());
      console.leave(e.getMessage());
    }
  }

  private void build() throws Exception {
    String node = node();
    String wanted = digest(sources, node);
    Path stamp = work.resolve("built");
    if (Files.exists(result.resolve("files.txt"))
        && Files.exists(stamp)
        && Files.readString(stamp).equals(wanted)) {
      return;
    }
    Files.deleteIfExists(stamp);
    copySources();
    install();
    run(10, "node", "node_modules/typescript/bin/tsc");
    run(5, "node", "build.mjs");
    delete(result);
    copy(work.resolve("dist"), result);
    Files.writeString(stamp, wanted);
  }

  private static String node() throws Exception {
    String version;
    try {
      version = Outcome.of(new ProcessBuilder("node", "--version"), 1).output().strip();
    } catch (IOException e) {
      throw new AbsentException("there is no Node on this machine's path.");
    }
    int major;
    try {
      major = Integer.parseInt(version.substring(1).split("\\.")[0]);
    } catch (RuntimeException e) {
      throw new AbsentException("this machine's Node does not tell its version.");
    }
    if (major < NODE_MIN) {
      throw new AbsentException(
          "this machine's Node is " + version + ", and " + NODE_MIN + " is needed.");
    }
    return version;
  }

  /** Fetches the locked packages, unless they are there. Their own scripts are not run. */
  private void install() throws Exception {
    String wanted =
        digest(work.resolve("package-lock.json"), "") + digest(work.resolve("package.json"), "");
    Path stamp = work.resolve("installed");
    if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
      return;
    }
    Files.deleteIfExists(stamp);
    List<String> npm = new ArrayList<>(WINDOWS ? List.of("cmd", "/c", "npm") : List.of("npm"));
    npm.addAll(
        List.of(
            "ci",
            "--prefer-offline",
            "--fetch-retries=1",
            "--fetch-retry-mintimeout=1000",
            "--fetch-timeout=30000"));
    Outcome outcome;
    try {
      outcome = Outcome.of(new ProcessBuilder(npm).directory(work.toFile()), 5);
    } catch (IOException e) {
      throw new AbsentException("there is Node, but no npm on this machine's path.");
    }
    if (outcome.code() != 0) {
      Files.writeString(work.resolve("npm.log"), outcome.output());
      throw new AbsentException("npm could not fetch its packages; see " + work + "/npm.log.");
    }
    Files.writeString(stamp, wanted);
  }

  private void run(int minutes, String... command) throws Exception {
    Outcome outcome = Outcome.of(new ProcessBuilder(command).directory(work.toFile()), minutes);
    if (outcome.code() != 0) {
      System.out.println(outcome.output());
      System.out.println("[ERROR] " + String.join(" ", command) + " failed in " + work);
      System.exit(1);
    }
  }

  private void leave(String why) throws IOException {
    delete(result);
    Files.createDirectories(result);
    Files.writeString(
        result.resolve("absent.txt"), "It was left out when this was built: " + why + "\n");
  }

  private void copySources() throws IOException {
    Files.createDirectories(work);
    delete(work.resolve("src"));
    delete(work.resolve("test"));
    delete(work.resolve("dist"));
    copy(sources, work);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Of all files below a path, with their names. */
  private static String digest(Path from, String more) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(more.getBytes(StandardCharsets.UTF_8));
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        digest.update(from.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private record Outcome(int code, String output) {
    static Outcome of(ProcessBuilder builder, int minutes) throws Exception {
      Path log = Files.createTempFile("unwind-console", ".log");
      try {
        Process process =
            builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        process.getOutputStream().close();
        if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
          return new Outcome(-1, Files.readString(log) + "\nnot done after " + minutes + " minutes");
        }
        return new Outcome(process.exitValue(), Files.readString(log));
      } finally {
        Files.deleteIfExists(log);
      }
    }
  }
}
