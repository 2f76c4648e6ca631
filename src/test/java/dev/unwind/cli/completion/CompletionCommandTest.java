// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.unwind.cli.completion.CompletionCommand.Shell;
import dev.unwind.cli.desk.HaltCommand;
import dev.unwind.cli.desk.OrdersCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CompletionCommandTest {
  @Command(
      name = "unwind",
      subcommands = {OrdersCommand.class, HaltCommand.class})
  static final class Program {}

  @TempDir Path directory;

  private final CommandLine program = new CommandLine(new Program());

  @Test
  void fishKnowsCommandsOptionsAndTheirWords() {
    assertThat(CompletionCommand.script(Shell.fish, program).lines())
        .contains(
            "complete -c unwind -f",
            "complete -c unwind -n '__fish_seen_subcommand_from orders' -l state -x -a 'open closed"
                + " any' -d 'open, closed, any; open unless given.'",
            "complete -c unwind -n '__fish_seen_subcommand_from halt' -s y -l yes -d 'Do not ask.'")
        .anyMatch(
            line -> line.startsWith("complete -c unwind -n __fish_use_subcommand -a halt -d '"));
  }

  @Test
  void bashCompletes() throws Exception {
    assertThat(
            shell(
                Shell.bash,
                """
                source %s
                COMP_WORDS=(unwind orders --state "") COMP_CWORD=3
                _complete_unwind 2>/dev/null
                echo "${COMPREPLY[@]}"
                COMP_WORDS=(unwind halt --close) COMP_CWORD=2
                _complete_unwind 2>/dev/null
                echo "${COMPREPLY[@]}"
                """))
        .containsExactly("open closed any", "--close-only");
  }

  @Test
  void zshTakesTheSameScriptForTheProgram() throws Exception {
    assertThat(
            shell(
                Shell.zsh,
                "autoload -U compinit; compinit -u -D; source %s; print -r -- ${_comps[unwind]}"))
        .singleElement()
        .asString()
        .contains("_complete_unwind");
  }

  @Test
  void fishCompletes() throws Exception {
    assertThat(
            shell(
                Shell.fish,
                "source %s; complete -C 'unwind orders --state '; complete -C 'unwind halt --clo'"))
        .extracting(line -> line.split("\t", -1)[0])
        .containsExactlyInAnyOrder("open", "closed", "any", "--close-only");
  }

  /** What a shell that has read its script prints. */
  private List<String> shell(Shell shell, String commands) throws Exception {
    Path script = Files.writeString(directory.resolve("script"), text(shell));
    List<String> line = new ArrayList<>(List.of(shell.name()));
    line.addAll(shell == Shell.fish ? List.of("--no-config") : List.of());
    line.addAll(List.of("-c", commands.formatted(script)));
    Process process;
    try {
      process = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      System.out.println("CompletionCommandTest is skipped in part: there is no " + shell);
      return abort("no " + shell);
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  private String text(Shell shell) {
    return CompletionCommand.script(shell, program);
  }

  @Test
  void bashAndZshHaveTheSameScript() {
    assertThat(CompletionCommand.script(Shell.bash, program))
        .isEqualTo(CompletionCommand.script(Shell.zsh, program))
        .contains("bashcompinit", "complete -F _complete_unwind", "--close-only");
  }
}
