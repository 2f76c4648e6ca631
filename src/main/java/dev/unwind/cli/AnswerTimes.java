// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * Whether requests are given as long as all that they may wait for. With less, a close that is
 * under way would be answered by the deadline, which does not know what has become of it.
 */
final class AnswerTimes {
  private static final String LIMIT = "unwind.http.answer-within";

  /** In the order of a request: its body, its credential, its write, a lost answer, its result. */
  private static final List<String> WAITS =
      List.of(
          "unwind.http.body-within",
          "unwind.store.statement-timeout",
          "unwind.store.write-timeout",
          "unwind.store.look-timeout",
          "unwind.store.snapshot-timeout",
          "unwind.dialect.neuratrade.wait");

  private AnswerTimes() {}

  static void requireEnough(Config config) {
    Duration limit = config.getValue(LIMIT, Duration.class);
    Duration longest = Duration.ZERO;
    List<String> parts = new ArrayList<>();
    for (String wait : WAITS) {
      Duration time = config.getValue(wait, Duration.class);
      longest = longest.plus(time);
      parts.add(wait + " " + shown(time));
    }
    if (limit.compareTo(longest) < 0) {
      throw new StartRefusedException(
          StartFault.SETTING,
          Setting.named(LIMIT, shown(limit))
              + ": must be at least "
              + shown(longest)
              + ", for which a request may wait: "
              + String.join(" + ", parts));
    }
  }

  private static String shown(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }
}
