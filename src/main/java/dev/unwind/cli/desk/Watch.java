// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ClientException;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.client.RefusedException;
import dev.unwind.cli.screen.Screen;
import dev.unwind.cli.screen.Screen.Live;
import dev.unwind.cli.screen.Tone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a liquidation, or at an act over several accounts, until it has ended; a server that
 * goes and comes back is waited for.
 */
final class Watch {
  static final int LINES_MAX = 40;

  private static final Set<String> RUNNING = Set.of("NEW", "PROCESSING");
  private static final long PAUSE_MILLIS_MIN = 150;
  private static final long PAUSE_MILLIS_MAX = 1_000;

  private final Api api;
  private final Screen screen;
  private final Patience patience;
  private final @Nullable Duration most;
  private final long began = System.nanoTime();

  /**
   * @param most how long it is looked at; until its end where absent
   */
  Watch(Api api, Screen screen, Patience patience, @Nullable Duration most) {
    this.api = api;
    this.screen = screen;
    this.patience = patience;
    this.most = most;
  }

  /** Whether it is a liquidation; otherwise an act. Fails where it is neither. */
  boolean isLiquidation(String id) {
    try {
      api.get(Api.path("liquidations", id), Map.of("itemsLimit", "1"));
      return true;
    } catch (RefusedException e) {
      if (!e.code().equals("LIQUIDATION_NOT_FOUND")) {
        throw e;
      }
    }
    api.get(Api.path("acts", id), Map.of("accountsLimit", "1"));
    return false;
  }

  /** The command that looks at it later. */
  static String command(String id) {
    return "unwind watch " + Words.quoted(id);
  }

  /** The liquidation once it has ended, without its items. */
  JsonNode liquidation(String id, String name) {
    Pace pace = new Pace();
    for (long pause = PAUSE_MILLIS_MIN; ; pause = longer(pause)) {
      JsonNode now = liquidation(id, 1);
      if (!RUNNING.contains(now.path("status").asText())) {
        screen.settle();
        return now;
      }
      JsonNode counts = now.path("counts");
      long closed = counts.path("filled").asLong();
      pace.done(System.nanoTime(), closed);
      if (screen.isTerminal() && counts.path("total").asInt() <= linesMax()) {
        screen.show(lines("", liquidation(id, LINES_MAX).path("items")));
      } else {
        screen.show(List.of(bar(name, counts, pace)));
      }
      pauseOrLeave(id, pause);
    }
  }

  private Live bar(String name, JsonNode counts, Pace pace) {
    long closed = counts.path("filled").asLong();
    long open = counts.path("open").asLong();
    long failed = counts.path("total").asLong() - closed - open;
    return Bar.of(name, name.length(), closed, failed, open, pace.text(open), screen.width());
  }

  private JsonNode liquidation(String id, int items) {
    return patience.read(
        () -> api.get(Api.path("liquidations", id), Map.of("itemsLimit", String.valueOf(items))),
        command(id));
  }

  /**
   * @param account with a space behind it where there are several
   */
  private static List<Live> lines(String account, JsonNode items) {
    List<Live> lines = new ArrayList<>();
    for (JsonNode item : items) {
      lines.add(
          new Live(
              Outcomes.tone(item.path("status").asText()),
              "%s%-16s %-18s %s of %s %s"
                  .formatted(
                      account,
                      item.path("symbol").asText(),
                      item.path("status").asText(),
                      item.path("filledQuantity").asText(),
                      item.path("requestedQuantity").asText(),
                      item.path("message").asText(""))));
    }
    return lines;
  }

  /** The act once all of it has ended, without its accounts. */
  JsonNode act(String id) {
    Map<String, Pace> paces = new HashMap<>();
    Map<String, List<Live>> ended = new HashMap<>();
    for (long pause = PAUSE_MILLIS_MIN; ; pause = longer(pause)) {
      JsonNode now =
          patience.read(
              () ->
                  api.get(
                      Api.path("acts", id),
                      // Those that end first make room for others only when all are asked for.
                      screen.isTerminal() ? Map.of() : Map.of("accountsLimit", "1")),
              command(id));
      JsonNode sums = now.path("sums");
      boolean decided = !now.path("status").asText().equals("RUNNING");
      if (decided && sums.path("closing").asInt() == 0) {
        screen.settle();
        return now;
      }
      boolean few =
          positions(sums) > 0
              && positions(sums) <= linesMax()
              && sums.path("accounts").asInt() <= LINES_MAX;
      screen.show(screen.isTerminal() && few ? lines(now, ended) : bars(now, paces));
      pauseOrLeave(id, pause);
    }
  }

  /** Where not all of them can be seen, a bar tells more. */
  private int linesMax() {
    return Math.min(LINES_MAX, screen.height());
  }

  private static long positions(JsonNode sums) {
    return sums.path("positionsClosed").asLong()
        + sums.path("positionsEndedOtherwise").asLong()
        + sums.path("positionsOpen").asLong();
  }

  /**
   * @param ended lines of liquidations that do not change any more, by their ids
   */
  private List<Live> lines(JsonNode act, Map<String, List<Live>> ended) {
    List<Live> lines = new ArrayList<>();
    for (JsonNode entry : act.path("accounts")) {
      JsonNode closing = entry.path("closing");
      String id = closing.path("liquidation").asText("");
      if (id.isEmpty()) {
        continue;
      }
      List<Live> known = ended.get(id);
      if (known == null) {
        String account = "%-16s ".formatted(entry.path("account").asText());
        known = lines(account, liquidation(id, LINES_MAX).path("items"));
        if (closing.path("open").asInt() == 0) {
          ended.put(id, known);
        }
      }
      lines.addAll(known);
    }
    return lines;
  }

  private List<Live> bars(JsonNode act, Map<String, Pace> paces) {
    JsonNode sums = act.path("sums");
    List<Live> bars = new ArrayList<>();
    bars.add(
        bar(
            Words.count(sums.path("accounts").asLong(), "account"),
            sums.path("positionsClosed").asLong(),
            sums.path("positionsEndedOtherwise").asLong(),
            sums.path("positionsOpen").asLong(),
            paces));
    int more = 0;
    for (JsonNode entry : act.path("accounts")) {
      JsonNode closing = entry.path("closing");
      if (closing.path("open").asLong() == 0) {
        continue;
      }
      if (bars.size() >= Math.min(LINES_MAX, screen.height() - 1)) {
        more++;
        continue;
      }
      bars.add(
          bar(
              entry.path("account").asText(),
              closing.path("filled").asLong(),
              closing.path("endedOtherwise").asLong(),
              closing.path("open").asLong(),
              paces));
    }
    if (more > 0) {
      bars.add(new Live(Tone.PLAIN, "and " + Words.count(more, "more account")));
    }
    return bars;
  }

  private Live bar(String name, long closed, long failed, long open, Map<String, Pace> paces) {
    Pace pace = paces.computeIfAbsent(name, each -> new Pace());
    pace.done(System.nanoTime(), closed);
    return Bar.of(name, 20, closed, failed, open, pace.text(open), screen.width());
  }

  private static long longer(long pause) {
    return Math.min(pause + pause / 4, PAUSE_MILLIS_MAX);
  }

  private void pauseOrLeave(String id, long pause) {
    if (most != null && System.nanoTime() - began > most.toNanos()) {
      throw new ClientException(
          ExitStatus.LEFT_RUNNING, "it goes on; " + command(id) + " looks at it");
    }
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientException(ExitStatus.LEFT_RUNNING, "interrupted; " + command(id));
    }
  }
}
