// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import dev.unwind.cli.screen.Screen.Live;
import dev.unwind.cli.screen.Tone;

/** How far something is, as a line. */
final class Bar {
  private static final int WIDTH = 30;
  private static final int WIDTH_MIN = 10;

  /** What a line with a whole bar takes, about. */
  private static final int LINE = 80;

  private Bar() {}

  /**
   * @param room columns of the terminal: the bar gets shorter before figures are cut
   */
  static Live of(
      String name, int nameWidth, long closed, long failed, long open, String pace, int room) {
    long total = closed + failed + open;
    int width = room >= LINE ? WIDTH : Math.max(WIDTH_MIN, WIDTH - (LINE - room));
    int full = total == 0 ? width : (int) (width * closed / total);
    int bad = total == 0 ? 0 : (int) Math.min((width * failed + total - 1) / total, width - full);
    String line =
        name
            + " ".repeat(Math.max(0, nameWidth - name.length()))
            + " ["
            + "#".repeat(full)
            + "x".repeat(bad)
            + "-".repeat(width - full - bad)
            + "] "
            + closed
            + "/"
            + total
            + (failed == 0 ? "" : "  " + failed + " not closed")
            + (pace.isEmpty() ? "" : "  " + pace);
    return new Live(failed > 0 ? Tone.BAD : open == 0 ? Tone.GOOD : Tone.PLAIN, line);
  }
}
