// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.completion;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scripts with which a shell completes command lines. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes command lines.",
      "bash: source <(unwind completion bash); zsh: the same; fish: unwind completion fish | source"
    },
    mixinStandardHelpOptions = true)
public final class CompletionCommand implements Callable<Integer> {
  private static final String PROGRAM = "unwind";

  /** Shells that are known. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  Shell shell = Shell.bash;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("not run by the command line");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(script(shell, spec.root().commandLine()));
    out.flush();
    return 0;
  }

  static String script(Shell shell, CommandLine root) {
    return switch (shell) {
      // The one script serves both: in zsh it loads the completion of bash.
      case bash, zsh -> AutoComplete.bash(PROGRAM, root);
      case fish -> FishCompletion.script(PROGRAM, root.getCommandSpec());
    };
  }
}
