// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.screen.Screen;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks at what is running, or has ended. */
@Command(
    name = "watch",
    description = "Look at a liquidation, or at an act over several accounts, until its outcomes.",
    mixinStandardHelpOptions = true)
public final class WatchCommand extends DeskCommand {
  @Parameters(paramLabel = "ID", description = "Of the liquidation or the act.")
  String id = "";

  @Option(
      names = "--watch-for",
      paramLabel = "SECONDS",
      description = "Look at it for so long; until its end unless given.")
  @Nullable Long watchFor;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "How long a server that has gone is waited for; ${DEFAULT-VALUE} unless given.")
  long patienceSeconds;

  @Override
  boolean looks() {
    return false;
  }

  @Override
  ExitStatus run(Api api, Screen screen) {
    Patience patience = new Patience(Duration.ofSeconds(patienceSeconds), screen);
    Watch watch =
        new Watch(api, screen, patience, watchFor == null ? null : Duration.ofSeconds(watchFor));
    boolean liquidation = watch.isLiquidation(id);
    Outcomes outcomes = new Outcomes(api, screen, patience, json);
    Interruption interruption =
        new Interruption(
            this,
            () -> ExitStatus.LEFT_RUNNING,
            () -> List.of("it goes on; " + Watch.command(id) + " looks at it"));
    try (interruption) {
      return liquidation
          ? outcomes.liquidation(watch.liquidation(id, "closed"))
          : outcomes.act(watch.act(id));
    }
  }
}
