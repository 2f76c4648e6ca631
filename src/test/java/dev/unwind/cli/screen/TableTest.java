// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.cli.screen.Table.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void figuresStandUnderEachOther() {
    assertThat(lines(Integer.MAX_VALUE))
        .containsExactly(
            "SYMBOL     HELD      CASH  WHY",
            "AAPL          1      1.50  the venue has rejected it",
            "BTC/USD  0.0001  -1234567");
  }

  @Test
  void whereThereIsNoRoomLesserFiguresGoAndTextsGetShorterAndNoFigureIsCut() {
    assertThat(lines(30))
        .containsExactly(
            "SYMBOL     HELD  WHY", "AAPL          1  the venue h..", "BTC/USD  0.0001");
  }

  @Test
  void whereNotEvenThatFitsEachRowIsToldOnSeveralLinesWithAllItsFigures() {
    assertThat(lines(20))
        .containsExactly(
            "AAPL",
            "  HELD    1",
            "  CASH    1.50",
            "  WHY     the venu..",
            "BTC/USD",
            "  HELD    0.0001",
            "  CASH    -1234567");
  }

  @Test
  void whatOthersHaveWrittenSteersNoTerminal() {
    Table table = new Table().column("A", Kind.TEXT);
    table.row(Tone.PLAIN, "x\u001b[2Jy\r\n\u009b1m\u202ez");
    assertThat(table.lines(Integer.MAX_VALUE)).containsExactly("A", "x?[2Jy???1m?z");
  }

  private static List<String> lines(int width) {
    Table table =
        new Table()
            .column("SYMBOL", Kind.NAME)
            .column("HELD", Kind.FIGURE)
            .column("CASH", Kind.MINOR_FIGURE)
            .column("WHY", Kind.TEXT);
    table.row(Tone.BAD, "AAPL", "1", "1.50", "the venue has rejected it");
    table.row(Tone.GOOD, "BTC/USD", "0.0001", "-1234567", "");
    return table.lines(width);
  }
}
