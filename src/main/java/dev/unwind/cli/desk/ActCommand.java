// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unwind.cli.client.Answer;
import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ClientException;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.screen.Screen;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * A command that asks for something which then goes on by itself, and looks at it until its end.
 */
abstract class ActCommand extends DeskCommand {
  private static final Pattern KEYS = Pattern.compile("[!-~]{1,255}");

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  boolean yes;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Key of an earlier run: what that has begun is not done again.")
  @Nullable String key;

  @Option(names = "--detach", description = "Do not look at it; it goes on all the same.")
  boolean detach;

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

  private volatile String standing = "nothing was sent";
  private volatile boolean sent;

  /** The key that was given, or a new one. */
  final String key() {
    if (key == null) {
      key = UUID.randomUUID().toString();
    }
    return key;
  }

  @Override
  final boolean looks() {
    return false;
  }

  @Override
  final ExitStatus afterDefect() {
    return sent ? ExitStatus.LEFT_RUNNING : ExitStatus.NOT_SENT;
  }

  final boolean repeats() {
    return spec().commandLine().getParseResult().hasMatchedOption("--key");
  }

  final void confirm(Screen screen, String question) {
    confirm(screen, question, yes);
  }

  /** Runs a part during which Ctrl-C says how things stand. */
  final ExitStatus interruptibly(Supplier<ExitStatus> part) {
    if (!KEYS.matcher(key()).matches()) {
      throw usage("--key has 1 to 255 printable ASCII characters without spaces");
    }
    Interruption interruption = new Interruption(this, this::afterDefect, () -> List.of(standing));
    try (interruption) {
      return part.get();
    }
  }

  /** Sends it, again with the same key where no answer comes. */
  final Answer send(Api api, Screen screen, String path, ObjectNode body, @Nullable String digest) {
    String again = Words.again(spec(), key());
    if (json) {
      screen.line(
          Api.text(Api.object().put("type", "sending").put("key", key()).put("again", again)));
    } else {
      screen.line("key " + key());
    }
    standing = "sent, with no answer yet; this asks again, and does nothing twice: " + again;
    sent = true;
    Map<String, String> headers = new HashMap<>();
    headers.put("Idempotency-Key", key());
    if (digest != null) {
      headers.put("If-Match", '"' + digest + '"');
    }
    try {
      return patience(screen).send(() -> api.send("POST", path, body, headers), again);
    } catch (ClientException e) {
      sent = e.exitStatus() == ExitStatus.LEFT_RUNNING;
      standing = sent ? standing : "nothing was done";
      throw e;
    }
  }

  /** Looks at what was accepted until its end. */
  final ExitStatus followed(Api api, Screen screen, Answer accepted, boolean act, String name) {
    JsonNode body = accepted.body();
    String id = body.path("id").asText();
    String later = Watch.command(id);
    standing = "it goes on; " + later + " looks at it";
    boolean before = accepted.headers().firstValue("Idempotent-Replayed").isPresent();
    if (json) {
      screen.line(
          Api.text(
              Api.object()
                  .put("type", "accepted")
                  .put(act ? "act" : "liquidation", id)
                  .put("key", key())
                  .put("replayed", before)
                  .put("watch", later)));
    } else {
      screen.line(
          (act ? "act " : "liquidation ")
              + id
              + (before ? ": begun by an earlier run with this key, not again" : " accepted"));
    }
    if (detach) {
      throw new ClientException(ExitStatus.LEFT_RUNNING, standing);
    }
    Patience patience = patience(screen);
    Watch watch =
        new Watch(api, screen, patience, watchFor == null ? null : Duration.ofSeconds(watchFor));
    Outcomes outcomes = new Outcomes(api, screen, patience, json);
    return act ? outcomes.act(watch.act(id)) : outcomes.liquidation(watch.liquidation(id, name));
  }

  private Patience patience(Screen screen) {
    return new Patience(Duration.ofSeconds(patienceSeconds), screen);
  }
}
