// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.cli.completion.CompletionCommand.Shell;
import dev.unwind.cli.desk.HaltCommand;
import dev.unwind.cli.desk.OrdersCommand;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CompletionCommandTest {
  @Command(
      name = "unwind",
      subcommands = {OrdersCommand.class, HaltCommand.class})
  static final class Program {}

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
  void bashAndZshHaveTheSameScript() {
    assertThat(CompletionCommand.script(Shell.bash, program))
        .isEqualTo(CompletionCommand.script(Shell.zsh, program))
        .contains("bashcompinit", "complete -F _complete_unwind", "--close-only");
  }
}
