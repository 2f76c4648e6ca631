// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.cli.client.ExitStatus;
import dev.unwind.platform.StartFault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** That docs/command-line.md says of the program what is so. */
class CommandLineTest {
  private static final Pattern STATUS = Pattern.compile("^\\| (\\d+) \\|", Pattern.MULTILINE);
  private static final int TERMINATED = 143;

  private final String page;

  CommandLineTest() throws IOException {
    page = Files.readString(Path.of("docs", "command-line.md"));
  }

  @Test
  void theTableHasEveryExitStatusAndNoOther() {
    Set<Integer> listed = new TreeSet<>();
    Matcher rows = STATUS.matcher(page);
    while (rows.find()) {
      assertThat(listed.add(Integer.valueOf(rows.group(1)))).as(rows.group()).isTrue();
    }
    Set<Integer> known = new TreeSet<>(Set.of(TERMINATED, CheckApplication.UNPROVEN));
    Arrays.stream(ExitStatus.values()).map(ExitStatus::status).forEach(known::add);
    Arrays.stream(StartFault.values()).map(StartFault::status).forEach(known::add);
    assertThat(listed).isEqualTo(known);
  }

  @Test
  void everyCommandAndOptionOfAClientIsExplained() {
    CommandLine program = new CommandLine(new UnwindCommand());
    assertThat(program.getSubcommands())
        .allSatisfy(
            (name, command) -> {
              assertThat(page).contains("`" + name);
              if (command.getCommand().getClass().getPackageName().endsWith(".desk")) {
                for (OptionSpec option : command.getCommandSpec().options()) {
                  assertThat(page).as(name).contains(option.longestName());
                }
              }
            });
  }

  @Test
  void everyCommandThatTellsSomethingTellsItToProgramsToo() {
    Set<String> others = Set.of("serve", "demo", "completion");
    assertThat(leaves(new CommandLine(new UnwindCommand())))
        .filteredOn(command -> !others.contains(command.getCommandName()))
        .hasSizeGreaterThan(15)
        .allSatisfy(
            command ->
                assertThat(command.getCommandSpec().optionsMap())
                    .as(command.getCommandSpec().qualifiedName())
                    .containsKey("--json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "liquidate --json --bogus",
        "halt equity-1 --json",
        "export --json nothing",
        "keys --json"
      })
  void aLineThatIsNotUnderstoodIsAnObjectForPrograms(String line) {
    StringWriter err = new StringWriter();
    int status = UnwindCommand.program().setErr(new PrintWriter(err)).execute(line.split(" "));
    assertThat(status).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("{\"type\":\"error\",\"message\":")
        .endsWith(",\"exitStatus\":2}");
  }

  private static Stream<CommandLine> leaves(CommandLine command) {
    return command.getSubcommands().isEmpty()
        ? Stream.of(command)
        : command.getSubcommands().values().stream().distinct().flatMap(CommandLineTest::leaves);
  }
}
