// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unwind.cli.client.Answer;
import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ClientException;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.client.LostException;
import dev.unwind.cli.screen.Cells;
import dev.unwind.cli.screen.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lifts the latch of accounts, one at a time; where that takes two, asks for it or confirms it. */
@Command(
    name = "resume",
    description = {
      "Lift the latch of accounts, with a reason. For the roles risk and admin.",
      "Where that takes two, this asks for it, and another principal confirms it with --confirm."
    },
    mixinStandardHelpOptions = true)
public final class ResumeCommand extends DeskCommand {
  private static final int ASKED = 202;

  @Parameters(paramLabel = "ACCOUNT", arity = "0..*", description = "Names, uids or ids.")
  List<String> accounts = new ArrayList<>();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the latch.")
  @Nullable String reason;

  @Option(
      names = "--confirm",
      paramLabel = "ID",
      description = "Lift what another principal has asked for under this id.")
  @Nullable String confirm;

  @Override
  boolean looks() {
    return false;
  }

  @Override
  ExitStatus run(Api api, Screen screen) {
    if (confirm != null) {
      if (!accounts.isEmpty() || reason != null) {
        throw usage("--confirm takes neither accounts nor a reason: the request has both");
      }
      return confirm(api, screen, confirm);
    }
    if (accounts.isEmpty() || reason == null) {
      throw usage("name the accounts and give --reason, or --confirm a request");
    }
    ObjectNode body = Api.object().put("state", "ACTIVE").put("reason", reason);
    boolean lifted = true;
    for (String account : accounts) {
      Answer now = send(api, "PUT", Api.path("accounts", account, "trading-state"), body, account);
      boolean asked = now.status() == ASKED;
      lifted &= !asked;
      screen.line(
          json
              ? Api.text(now.body())
              : Cells.clean(asked ? asked(account, now.body()) : state(now.body())));
    }
    return lifted ? ExitStatus.DONE : ExitStatus.LEFT_RUNNING;
  }

  private ExitStatus confirm(Api api, Screen screen, String id) {
    JsonNode done =
        send(
                api,
                "POST",
                Api.path("lifts", id, "confirmation"),
                Api.object(),
                "the account of " + id)
            .body();
    screen.line(
        json
            ? Api.text(done)
            : Cells.clean(
                "account "
                    + done.path("accountId").asText()
                    + " is "
                    + done.path("state").asText()
                    + ", as "
                    + done.path("actor").asText()
                    + " has asked for"));
    return ExitStatus.DONE;
  }

  private static Answer send(Api api, String method, String path, JsonNode body, String account) {
    try {
      return api.send(method, path, body, Map.of());
    } catch (LostException e) {
      if (!e.mayBeDone()) {
        throw e;
      }
      throw new ClientException(
          ExitStatus.LEFT_RUNNING,
          e.getMessage() + "; whether " + account + " is lifted, unwind accounts shows");
    }
  }

  private static String state(JsonNode now) {
    return now.path("name").asText() + " is " + now.path("tradingState").path("state").asText();
  }

  private static String asked(String account, JsonNode lift) {
    return account
        + " stays "
        + lift.path("lifts").path("state").asText()
        + " until another principal confirms it, by "
        + lift.path("expiresAt").asText()
        + ": unwind resume --confirm "
        + lift.path("id").asText();
  }
}
