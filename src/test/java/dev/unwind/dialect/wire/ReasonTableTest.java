// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.alpaca.AlpacaReasons;
import dev.unwind.dialect.neuratrade.NeuratradeReasons;
import dev.unwind.dialect.tradovate.TradovateReasons;
import dev.unwind.dialect.unwind.UnwindReasons;
import dev.unwind.dialect.upvest.UpvestReasons;
import dev.unwind.domain.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/reasons.md} true: it is made of what the dialects' own switches say. */
class ReasonTableTest {
  private static final Path TABLE = Path.of("docs", "reasons.md");
  private static final String WRITE = "unwind.reasons.write";
  private static final String COMMAND = "./mvnw test -Dtest=ReasonTableTest -D" + WRITE + "=true";

  @Test
  void theTableSaysWhatTheCodeDoes() throws IOException {
    String table = table();
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(TABLE, table);
    }

    String known = Files.exists(TABLE) ? Files.readString(TABLE) : "";
    assertThat(known).as("docs/reasons.md is stale; write it anew: %s", COMMAND).isEqualTo(table);
  }

  private static String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Reasons, and what each dialect makes of them

        The core says why something was denied, failed or ended with one of these reasons. Every dialect gives each of them a status,
        a code where it has codes, and words. This file is generated; `%s` writes it anew.

        The words are those without further facts: symbols, quantities and the orders in the way are added where the core knows them.
        Tradovate answers a command that was understood with 200 and a `failureReason`. NeuraTrade has no codes; its words are those
        of a liquidation, and those of an order where they differ. A reason that ends an order or a liquidation after its acceptance is
        seen in that object rather than as an error.

        """
            .formatted(COMMAND));
    row(text, List.of("Reason", "Unwind", "Alpaca", "Tradovate", "NeuraTrade", "Upvest"));
    row(text, List.of("---", "---", "---", "---", "---", "---"));
    for (Reason reason : Reason.values()) {
      row(
          text,
          List.of(
              "<a id=\"" + reason + "\"></a>`" + reason + "`",
              UnwindReasons.cell(reason),
              AlpacaReasons.cell(reason),
              TradovateReasons.cell(reason),
              NeuratradeReasons.cell(reason),
              UpvestReasons.cell(reason)));
    }
    text.append(
        """

        ## What only the wire knows

        Refused before the core is asked. Unwind names these; what it says of the others is among the reasons above.

        """);
    row(text, List.of("Code", "Unwind"));
    row(text, List.of("---", "---"));
    for (Refusal refusal : Refusal.values()) {
      String code = UnwindReasons.code(refusal);
      if (Arrays.stream(Reason.values()).noneMatch(reason -> reason.name().equals(code))) {
        row(
            text,
            List.of(
                "<a id=\"" + code + "\"></a>`" + code + "`",
                refusal.status() + " " + refusal.meaning()));
      }
    }
    return text.toString();
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ");
    text.append(String.join(" | ", cells.stream().map(c -> c.replace("|", "\\|")).toList()));
    text.append(" |\n");
  }
}
