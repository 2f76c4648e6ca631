// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unwind.cli.client.Answer;
import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.client.RefusedException;
import dev.unwind.cli.screen.Screen;
import dev.unwind.cli.screen.Tone;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Closes positions: shows what would be done, asks, sends what was shown, and looks at it. */
@Command(
    name = "liquidate",
    description = {
      "Close positions: all of an account unless options choose.",
      "Shows a preview, asks, and follows it to its outcomes. Ctrl-C leaves it running."
    },
    footer = {
      "",
      "Ends with 0: all closed; 1: some not; 2: usage; 3: not sent; 4: not permitted;",
      "5: sent, but the outcome is not known here, or it was left running."
    },
    mixinStandardHelpOptions = true)
public final class LiquidateCommand extends ActCommand {
  private static final int CHANGES_MAX = 5;

  /** Latch of the account, set in the transaction that accepts the close. */
  enum Then {
    none,
    closeOnly,
    halt
  }

  @Parameters(
      paramLabel = "ACCOUNT",
      arity = "0..*",
      description = "Names, uids or ids; may be left out where there is one.")
  List<String> accounts = new ArrayList<>();

  @Option(names = "--all", description = "All accounts that the credential opens.")
  boolean all;

  @Mixin CloseOptions close = new CloseOptions();

  @Option(
      names = "--then",
      description = "Latch of the accounts, set with the close: ${COMPLETION-CANDIDATES}.")
  @Nullable Then then;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the liquidation.")
  @Nullable String reason;

  @Option(names = "--reference", paramLabel = "TEXT", description = "Your name for it.")
  @Nullable String reference;

  @Override
  ExitStatus run(Api api, Screen screen) {
    List<String> meant = Pages.accounts(api, accounts, all);
    ObjectNode body = close.body();
    CloseOptions.put(body, "then", then == null ? null : then.name());
    CloseOptions.put(body, "reason", reason);
    CloseOptions.put(body, "clientReference", reference);
    return interruptibly(() -> run(api, screen, meant, body));
  }

  private ExitStatus run(Api api, Screen screen, List<String> meant, ObjectNode body) {
    for (int changes = 0; ; changes++) {
      Previews previews = Previews.of(api, meant, body);
      if (previews.allRefused() && !repeats()) {
        throw previews.firstRefusal();
      }
      if (!previews.allRefused()) {
        previews.print(screen, json, Watch.LINES_MAX);
      }
      boolean nothing = previews.positions() == 0 && previews.cancels() == 0;
      if (nothing && !repeats() && (then == null || then == Then.none)) {
        tell(screen, "nothing to close");
        return previews.accounts().stream().allMatch(one -> one.refused() == null)
            ? ExitStatus.DONE
            : ExitStatus.PARTLY;
      }
      confirm(screen, question(previews, meant));
      try {
        return meant.size() == 1
            ? one(api, screen, meant.get(0), body, previews.digest())
            : many(api, screen, meant, body, previews.digest());
      } catch (RefusedException e) {
        if (!e.code().equals("BOOK_CHANGED") || changes == CHANGES_MAX) {
          throw e;
        }
        screen.note("the book has changed since the preview; nothing was sent");
      }
    }
  }

  private String question(Previews previews, List<String> meant) {
    String what =
        "Close %s in %s%s?"
            .formatted(
                Words.count(previews.positions(), "position"),
                meant.size() == 1 ? meant.get(0) : meant.size() + " accounts",
                then == null || then == Then.none ? "" : ", and latch (" + then + ")");
    return repeats() ? what + " What the key has begun is not begun again." : what;
  }

  private void tell(Screen screen, String text) {
    if (json) {
      screen.line(
          Api.text(
              Api.object()
                  .put("type", "outcome")
                  .put("message", text)
                  .put("exitStatus", ExitStatus.DONE.status())));
    } else {
      screen.line(Tone.GOOD, text);
    }
  }

  /** The digest goes along: what is done is what was shown. */
  private ExitStatus one(
      Api api, Screen screen, String account, ObjectNode body, @Nullable String digest) {
    ObjectNode asked = body.deepCopy().put("account", account);
    Answer accepted = send(api, screen, "/liquidations", asked, digest);
    return followed(api, screen, accepted, false, account);
  }

  /**
   * The accounts that were shown, by name: one that has come since is not among them. One that
   * changes after the digest was compared is refused in the act, with its reason.
   */
  private ExitStatus many(
      Api api, Screen screen, List<String> meant, ObjectNode body, @Nullable String digest) {
    if (digest == null) {
      screen.note(
          "a preview over so many accounts has no digest: what each holds then is what is closed");
    }
    ObjectNode asked = body.deepCopy();
    ArrayNode names = asked.putArray("accounts");
    meant.forEach(names::add);
    Answer accepted = send(api, screen, "/liquidations", asked, digest);
    return followed(api, screen, accepted, true, "");
  }
}
