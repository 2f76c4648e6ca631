// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.client.Version;
import dev.unwind.cli.completion.CompletionCommand;
import dev.unwind.cli.desk.AccountsCommand;
import dev.unwind.cli.desk.EventsCommand;
import dev.unwind.cli.desk.ExportCommand;
import dev.unwind.cli.desk.HaltCommand;
import dev.unwind.cli.desk.LiquidateCommand;
import dev.unwind.cli.desk.OrdersCommand;
import dev.unwind.cli.desk.PositionsCommand;
import dev.unwind.cli.desk.PreviewCommand;
import dev.unwind.cli.desk.ReconcileCommand;
import dev.unwind.cli.desk.ResumeCommand;
import dev.unwind.cli.desk.VersionCommand;
import dev.unwind.cli.desk.WatchCommand;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/**
 * The program. Its command line is read before the application starts, because the command decides
 * which database there is and whether anything listens; those that speak to a server, {@link
 * dev.unwind.cli.desk}, never start one.
 */
@QuarkusMain
@Command(
    name = "unwind",
    description = "Closes positions: never more than the holding, never twice, never silent.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      ImportCommand.class,
      KeysCommand.class,
      CheckCommand.class,
      ArchiveCommand.class,
      MigrateCommand.class,
      DoctorCommand.class,
      AccountsCommand.class,
      PositionsCommand.class,
      OrdersCommand.class,
      EventsCommand.class,
      PreviewCommand.class,
      LiquidateCommand.class,
      WatchCommand.class,
      HaltCommand.class,
      ResumeCommand.class,
      ReconcileCommand.class,
      ExportCommand.class,
      VersionCommand.class,
      CompletionCommand.class
    })
public final class UnwindCommand implements Callable<Integer> {

  /** Without a command the program serves. */
  @Override
  public Integer call() {
    return new ServeCommand().call();
  }

  /** Runs a command line and gives its exit code; docs/running.md lists them. */
  static int execute(String... arguments) {
    return program().execute(arguments);
  }

  static CommandLine program() {
    CommandLine program = new CommandLine(new UnwindCommand()).setUsageHelpAutoWidth(true);
    IParameterExceptionHandler people = program.getParameterExceptionHandler();
    return program.setParameterExceptionHandler(
        (wrong, given) ->
            List.of(given).contains("--json")
                ? misunderstood(wrong)
                : people.handleParseException(wrong, given));
  }

  /** The same for programs, which read no help. */
  private static int misunderstood(ParameterException wrong) {
    int status = ExitStatus.USAGE.status();
    PrintWriter err = wrong.getCommandLine().getErr();
    err.println(
        Api.text(
            Api.object()
                .put("type", "error")
                .put("message", wrong.getMessage())
                .put("exitStatus", status)));
    err.flush();
    return status;
  }

  public static void main(String... arguments) {
    int exitCode = execute(arguments);
    // In development mode the process belongs to the tool, which starts this again after a change.
    if (LaunchMode.current() != LaunchMode.DEVELOPMENT) {
      System.exit(exitCode);
    }
  }
}
