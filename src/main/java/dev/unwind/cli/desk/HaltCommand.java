// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unwind.cli.client.Answer;
import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.screen.Screen;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Blocks accounts, cancels their orders, and closes them where that is asked for. */
@Command(
    name = "halt",
    description = {
      "Block accounts and cancel their orders; with --liquidate close all that they hold as well.",
      "For the roles risk and admin. unwind resume lifts it."
    },
    mixinStandardHelpOptions = true)
public final class HaltCommand extends ActCommand {
  @Parameters(paramLabel = "ACCOUNT", arity = "0..*", description = "Names, uids or ids.")
  List<String> accounts = new ArrayList<>();

  @Option(names = "--all", description = "All accounts that the credential opens.")
  boolean all;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; kept with the latch.")
  String reason = "";

  @Option(names = "--reference", paramLabel = "TEXT", description = "Your name for it.")
  @Nullable String reference;

  @Option(names = "--close-only", description = "What reduces a position stays allowed.")
  boolean closeOnly;

  @Option(names = "--keep-orders", description = "Do not cancel working orders.")
  boolean keepOrders;

  @Option(names = "--liquidate", description = "Close all positions as well.")
  boolean liquidate;

  @Override
  ExitStatus run(Api api, Screen screen) {
    if (all == !accounts.isEmpty()) {
      throw usage("name accounts, or give --all");
    }
    ObjectNode body = Api.object();
    ArrayNode names = body.putArray("accounts");
    (all ? List.of("*") : accounts).forEach(names::add);
    body.put("state", closeOnly ? "CLOSE_ONLY" : "HALTED")
        .put("reason", reason)
        .put("cancelOrders", !keepOrders);
    CloseOptions.put(body, "clientReference", reference);
    if (liquidate) {
      body.putObject("liquidate");
    }
    return interruptibly(
        () -> {
          confirm(
              screen,
              "Halt %s%s?"
                  .formatted(
                      all ? "every account" : String.join(", ", accounts),
                      liquidate ? " and close all positions" : ""));
          Answer accepted = send(api, screen, "/halts", body, null);
          return followed(api, screen, accepted, true, "");
        });
  }
}
