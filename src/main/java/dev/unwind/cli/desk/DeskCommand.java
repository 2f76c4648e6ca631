// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ClientException;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.client.RefusedException;
import dev.unwind.cli.client.ServerOptions;
import dev.unwind.cli.screen.Cells;
import dev.unwind.cli.screen.Screen;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A client command: it speaks to a server and starts nothing of one. What goes wrong is a line on
 * the standard error and an exit status.
 */
abstract class DeskCommand implements Callable<Integer> {
  @Mixin ServerOptions at = new ServerOptions();

  @Option(names = "--json", description = "One JSON object a line, for programs.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec().commandLine().getOut();
    PrintWriter err = spec().commandLine().getErr();
    try (Screen screen =
        json ? Screen.objects(out, err, DeskCommand::note) : Screen.open(out, err)) {
      ExitStatus status = run(at.api(), screen);
      if (looks() && status == ExitStatus.DONE && screen.isClosed()) {
        throw new ClientException(ExitStatus.PARTLY, "not everything could be written");
      }
      return status.status();
    } catch (ClientException e) {
      tell(err, e);
      return e.exitStatus().status();
    } catch (RuntimeException e) {
      ExitStatus status = afterDefect();
      tell(err, new ClientException(status, "failed: " + e));
      return status.status();
    }
  }

  abstract ExitStatus run(Api api, Screen screen);

  /** Whether it changes nothing, and is there for what it writes. */
  boolean looks() {
    return true;
  }

  /** What is known where this program itself fails. */
  ExitStatus afterDefect() {
    return looks() ? ExitStatus.NOT_SENT : ExitStatus.LEFT_RUNNING;
  }

  CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("not run by the command line");
    }
    return spec;
  }

  private void tell(PrintWriter err, ClientException failure) {
    String message = String.valueOf(failure.getMessage());
    if (json) {
      ObjectNode error = error(message, failure.exitStatus());
      if (failure instanceof RefusedException refused) {
        error.put("code", refused.code());
      }
      err.println(Api.text(error));
    } else {
      err.println("unwind: " + Cells.clean(message));
    }
    err.flush();
  }

  private static ObjectNode error(String message, ExitStatus status) {
    return Api.object()
        .put("type", "error")
        .put("message", message)
        .put("exitStatus", status.status());
  }

  private static String note(String message) {
    return Api.text(Api.object().put("type", "note").put("message", message));
  }

  /** What is said when it is interrupted, for people or for programs. */
  final String said(ExitStatus status, String message) {
    if (!json) {
      return "unwind: " + Cells.clean(message);
    }
    return status == ExitStatus.DONE ? note(message) : Api.text(error(message, status));
  }

  /**
   * Asks, and fails unless the answer is yes.
   *
   * @param yes whether it was answered before
   */
  static void confirm(Screen screen, String question, boolean yes) {
    if (yes) {
      return;
    }
    if (!screen.canAsk()) {
      throw usage("nobody can be asked here: give --yes");
    }
    String answer = screen.ask(question + " [y/N]");
    if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
      throw new ClientException(ExitStatus.NOT_SENT, "nothing was sent");
    }
  }

  static ClientException usage(String message) {
    return new ClientException(ExitStatus.USAGE, message);
  }
}
