// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ClientException;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.client.LostException;
import dev.unwind.cli.screen.Cells;
import dev.unwind.cli.screen.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lifts the latch of accounts, one at a time. */
@Command(
    name = "resume",
    description = "Lift the latch of accounts, with a reason. For the roles risk and admin.",
    mixinStandardHelpOptions = true)
public final class ResumeCommand extends DeskCommand {
  @Parameters(paramLabel = "ACCOUNT", arity = "1..*", description = "Names, uids or ids.")
  List<String> accounts = new ArrayList<>();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; kept with the latch.")
  String reason = "";

  @Override
  ExitStatus run(Api api, Screen screen) {
    ObjectNode body = Api.object().put("state", "ACTIVE").put("reason", reason);
    for (String account : accounts) {
      JsonNode now;
      try {
        now =
            api.send("PUT", Api.path("accounts", account, "trading-state"), body, Map.of()).body();
      } catch (LostException e) {
        if (!e.mayBeDone()) {
          throw e;
        }
        throw new ClientException(
            ExitStatus.LEFT_RUNNING,
            e.getMessage() + "; whether " + account + " is lifted, unwind accounts shows");
      }
      screen.line(
          json
              ? Api.text(now)
              : Cells.clean(
                  now.path("name").asText()
                      + " is "
                      + now.path("tradingState").path("state").asText()));
    }
    return ExitStatus.DONE;
  }
}
