// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.screen.Screen;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a liquidation would do now. */
@Command(
    name = "preview",
    description = "Show what unwind liquidate would do with the same options; nothing is changed.",
    mixinStandardHelpOptions = true)
public final class PreviewCommand extends DeskCommand {
  @Parameters(
      paramLabel = "ACCOUNT",
      arity = "0..*",
      description = "Names, uids or ids; may be left out where there is one.")
  List<String> accounts = new ArrayList<>();

  @Option(names = "--all", description = "All accounts that the credential opens.")
  boolean all;

  @Mixin CloseOptions close = new CloseOptions();

  @Override
  ExitStatus run(Api api, Screen screen) {
    List<String> meant = Pages.accounts(api, accounts, all);
    Previews previews = Previews.of(api, meant, close.body());
    if (previews.allRefused() && meant.size() == 1) {
      throw previews.firstRefusal();
    }
    previews.print(screen, json, Integer.MAX_VALUE);
    if (!json && previews.positions() == 0) {
      screen.line("nothing to close");
    }
    return previews.accounts().stream().allMatch(one -> one.refused() == null)
        ? ExitStatus.DONE
        : ExitStatus.PARTLY;
  }
}
