// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import dev.unwind.cli.screen.Screen.Live;
import dev.unwind.cli.screen.Tone;

/** How far something is, as a line. */
final class Bar {
  private static final int WIDTH = 30;

  private Bar() {}

  static Live of(String name, int nameWidth, long closed, long failed, long open, String pace) {
    long total = closed + failed + open;
    int full = total == 0 ? WIDTH : (int) (WIDTH * closed / total);
    int bad = total == 0 ? 0 : (int) Math.min((WIDTH * failed + total - 1) / total, WIDTH - full);
    String line =
        name
            + " ".repeat(Math.max(0, nameWidth - name.length()))
            + " ["
            + "#".repeat(full)
            + "x".repeat(bad)
            + "-".repeat(WIDTH - full - bad)
            + "] "
            + closed
            + "/"
            + total
            + (failed == 0 ? "" : "  " + failed + " not closed")
            + (pace.isEmpty() ? "" : "  " + pace);
    return new Live(failed > 0 ? Tone.BAD : open == 0 ? Tone.GOOD : Tone.PLAIN, line);
  }
}
