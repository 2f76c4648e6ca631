// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The build of the console on machines that cannot build it, and what it is built from. */
@DisabledOnOs(OS.WINDOWS)
class ConsoleBuildTest {
  private static final Path SOURCES = Path.of("src", "main", "webui");

  @TempDir Path directory;

  private record Built(int status, String output, String reason) {}

  /** Runs the build with nothing on its path but these programs. */
  private Built build(Map<String, String> programs) throws Exception {
    Path path = Files.createDirectory(directory.resolve("path"));
    for (Map.Entry<String, String> program : programs.entrySet()) {
      Path file = path.resolve(program.getKey());
      Files.writeString(file, "#!/bin/sh\n" + program.getValue() + "\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Path result = directory.resolve("result");
    Files.createDirectory(result);
    Files.writeString(result.resolve("files.txt"), "of the build before");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "src/build/Console.java",
                SOURCES.toString(),
                directory.resolve("work").toString(),
                result.toString())
            .redirectErrorStream(true);
    builder.environment().put("PATH", path.toString());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    int status = process.waitFor();
    assertThat(result.resolve("files.txt")).as(output).doesNotExist();
    return new Built(status, output, Files.readString(result.resolve("absent.txt")));
  }

  private static void isLeftOut(Built built, String why) {
    assertThat(built.status()).as(built.output()).isZero();
    assertThat(built.output().lines()).hasSize(1);
    assertThat(built.output()).startsWith("[WARNING] The console is left out: ").contains(why);
    assertThat(built.reason()).contains(why);
  }

  @Test
  void withoutNodeTheBuildGoesOnAndSaysWhatItLeftOut() throws Exception {
    isLeftOut(build(Map.of()), "there is no Node");
  }

  @Test
  void withAnOldNodeTheBuildGoesOnAndSaysWhichIsNeeded() throws Exception {
    isLeftOut(build(Map.of("node", "echo v18.19.0")), "Node is v18.19.0, and 20 is needed");
  }

  @Test
  void withoutTheRegistryTheBuildGoesOnAndSaysSo() throws Exception {
    isLeftOut(
        build(Map.of("node", "echo v22.1.0", "npm", "echo unreachable; exit 1")),
        "npm could not fetch its packages");
  }

  @Test
  void theLockNamesEveryPackagesHashAndNoHost() throws IOException {
    JsonNode packages =
        new ObjectMapper().readTree(SOURCES.resolve("package-lock.json").toFile()).path("packages");
    assertThat(packages).hasSizeGreaterThan(5);
    packages
        .properties()
        .forEach(
            each -> {
              assertThat(each.getValue().has("resolved")).as(each.getKey()).isFalse();
              assertThat(each.getKey().isEmpty() || each.getValue().has("integrity"))
                  .as(each.getKey())
                  .isTrue();
            });
  }

  @Test
  void everySourceOfTheConsoleNamesItsLicence() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      assertThat(files.filter(file -> file.toString().matches(".*\\.(tsx?|mjs|css)")).toList())
          .hasSizeGreaterThan(15)
          .allSatisfy(
              file ->
                  assertThat(Files.readAllLines(file).get(0))
                      .as("%s", file)
                      .contains("SPDX-License-Identifier: Apache-2.0"));
    }
  }
}
