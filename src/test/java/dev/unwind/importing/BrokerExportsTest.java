// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.importing.book.ImportRefusedException;
import dev.unwind.importing.table.PositionFile.DecimalMark;
import dev.unwind.importing.table.PositionFile.Format;
import dev.unwind.importing.table.PositionFile.Options;
import dev.unwind.importing.table.SkippedRow;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Exports in the shapes that brokers write. The column names are those that public readers of these
 * exports look for (plain-text accounting importers, portfolio trackers); the holdings are
 * invented.
 */
@QuarkusTest
class BrokerExportsTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String FUTURES =
      """
      {"instruments": [
        {"symbol": "MYMZ6", "assetClass": "future", "exchange": "CBOT", "currency": "USD", "quantityIncrement": "1",
         "priceIncrement": "1", "multiplier": "0.5"},
        {"symbol": "M2KZ6", "assetClass": "future", "exchange": "CME", "currency": "USD", "quantityIncrement": "1",
         "priceIncrement": "0.1", "multiplier": "5"}]}
      """;

  @Inject ImportBook importBook;

  private final String name = "broker-" + NUMBER.incrementAndGet();
  private PositionImports imports;

  @BeforeEach
  void prepare() {
    imports = new PositionImports(importBook, name);
  }

  @Test
  void schwabsExportLoads() {
    ImportReport report = load("schwab.csv", Format.SCHWAB);
    assertThat(entries())
        .containsExactly(
            "SCHD 1250.5 25", "BRK.B 20 420", "KO -100 70.5", "AMAT280121C00250000 -2 29.9");
    assertThat(report.skipped().stream().map(SkippedRow::toString))
        .containsExactly(
            "line 1: skipped \"Positions for account Individual ...123 as of 04:05 PM ET, 2...\","
                + " which is text, not a position",
            "line 8: skipped \"SWVXX\", which is cash, or a money market fund that holds it",
            "line 9: skipped \"Cash & Cash Investments\", which is cash, or a money market fund that"
                + " holds it",
            "line 10: skipped \"Positions Total\", which is a total");
    assertThat(report.withoutQuote()).isEmpty();
    assertThat(
            BookRows.of(
                "select last from quote join instrument i using (instrument_id) where i.symbol = 'KO'"))
        .containsExactly("72.15");
  }

  @Test
  void schwabsExportOfSeveralAccountsNeedsOne() {
    String head =
        "\"Symbol\",\"Description\",\"Qty (Quantity)\",\"Price\",\"Cost Basis\",\"Asset Type\"\n";
    String all =
        "\"Positions for All-Accounts as of 09:15 AM ET, 2026/11/27\"\n\n\"Individual ...111\"\n"
            + head
            + "\"KO\",\"COCA-COLA CO\",\"10\",\"$72.15\",\"$700.00\",\"Equity\"\n"
            + "\"Account Total\",\"\",\"--\",\"--\",\"$700.00\",\"--\"\n\n\"Roth IRA ...222\"\n"
            + head
            + "\"KO\",\"COCA-COLA CO\",\"5\",\"$72.15\",\"$355.00\",\"Equity\"\n";
    imports
        .assertMistakes(Format.SCHWAB, all)
        .contains(
            "the file has rows of several accounts, \"Individual ...111\", \"Roth IRA ...222\"; say"
                + " which one with --source-account");
    ImportReport report =
        imports.load(
            Format.SCHWAB,
            all,
            new Options(Map.of(), false, List.of(), "Roth IRA ...222", null, null, false));
    assertThat(entries()).containsExactly("KO 5 71");
    assertThat(report.skipped().stream().map(SkippedRow::kind))
        .contains("of another account", "a total");
  }

  @Test
  void fidelitysExportLoads() {
    ImportReport report = load("fidelity.csv", Format.FIDELITY);
    assertThat(entries())
        .containsExactly(
            "AMAT 100 190", "AMAT280121C00250000 -1 29.9", "BRK.B 12.5 400", "FXAIX 41.207 194.14");
    assertThat(report.skipped().stream().map(SkippedRow::kind))
        .containsExactly(
            "cash, or a money market fund that holds it",
            "cash, or a money market fund that holds it",
            "text, not a position",
            "text, not a position",
            "text, not a position");
    assertThat(BookRows.of("select asset_class from instrument where symbol = 'FXAIX'"))
        .containsExactly("fund");
  }

  @Test
  void interactiveBrokersActivityStatementLoads() {
    imports.book(FUTURES);
    String statement = PositionImports.text("ibkr-activity.csv");
    imports
        .assertMistakes(Format.IBKR, statement)
        .contains(
            "line 11.currency: \"EUR\" of \"ASML\" is not the account's currency USD;"
                + " --skip-other-currencies leaves such rows out");
    ImportReport report =
        imports.load(
            Format.IBKR,
            statement,
            new Options(Map.of(), false, List.of(), null, null, null, true));
    assertThat(entries())
        .containsExactly(
            "BRK.B 20 420.05",
            "KO -1000 70.5",
            "AMAT280121C00250000 -2 29.893",
            "MYMZ6 -3 48120.25");
    assertThat(report.skipped().stream().map(SkippedRow::kind))
        .containsExactlyInAnyOrder(
            "a total",
            "a total",
            "a total",
            "in another currency",
            "a lot of a position that has its own row",
            "a lot of a position that has its own row");
  }

  @Test
  void interactiveBrokersFlexQueryLoads() {
    ImportReport report = load("ibkr-flex.csv", Format.IBKR);
    assertThat(entries())
        .containsExactly("BRK.B 20 420.05", "KO -100 70.5", "AMAT280121C00250000 -2 29.893");
    assertThat(report.skipped().stream().map(SkippedRow::kind))
        .containsExactlyInAnyOrder(
            "a lot of a position that has its own row",
            "the header of another table, which is not read");
  }

  @Test
  void tradovatesExportLoads() {
    imports.book(FUTURES);
    ImportReport report = load("tradovate.csv", Format.TRADOVATE);
    assertThat(entries()).containsExactly("MYMZ6 -2 48210.5", "M2KZ6 4 2310.25");
    assertThat(report.skipped().stream().map(SkippedRow::kind))
        .containsExactly("flat", "a lot of a position that has its own row");
  }

  @Test
  void alpacasColumnsLoadAsATable() {
    load("alpaca.csv", Format.CSV);
    assertThat(entries())
        .containsExactly(
            "KO -100 70.5", "SCHD 10.123456789 25.000000001", "AMAT280121C00250000 2 29.9");
  }

  @Test
  void semicolonsAndDecimalCommasLoad() {
    Options options =
        new Options(
            Map.of("qty", "Menge", "avg_entry_price", "Einstandskurs", "last_price", "Kurs"),
            false,
            List.of(),
            null,
            AssetClass.US_EQUITY,
            null,
            false);
    imports.load(Format.CSV, PositionImports.file("semicolons.csv"), options);
    assertThat(entries()).containsExactly("SCHD 1250.5 25.1", "KO -100 1070.5");
  }

  @Test
  void aNumberThatCouldBeMeantEitherWayIsNotGuessed() {
    String text = "symbol;qty;avg_entry_price\nKO;1,250;10\n";
    imports
        .assertMistakes(Format.CSV, text)
        .contains(
            "line 2.qty: \"1,250\" could be thousands or thousandths; say --decimal point or --decimal"
                + " comma");
    imports
        .assertMistakes(Format.CSV, "symbol;qty;avg_entry_price\nKO;1,25;10.5\n")
        .anyMatch(
            mistake ->
                mistake.startsWith(
                    "the decimal mark is a point in line 2 \"10.5\" and a comma in line 2 \"1,25\""));
    imports.load(
        Format.CSV,
        text,
        new Options(
            Map.of(), false, List.of(), null, AssetClass.US_EQUITY, DecimalMark.COMMA, false));
    assertThat(entries()).containsExactly("KO 1.25 10");
  }

  private ImportReport load(String file, Format format) {
    return imports.load(format, PositionImports.file(file), Options.NONE);
  }

  /** Symbol, quantity, entry price. */
  private List<String> entries() {
    return BookRows.of(
        "select i.symbol, p.qty, p.entry_price from position p join instrument i using (instrument_id)"
            + " join account a using (account_id) where a.name = ? order by p.position_id",
        name);
  }

  @Test
  void textInAnotherEncodingIsRefused() {
    byte[] latin =
        "symbol,qty,avg_entry_price\nK\u00d6,1,2\n".getBytes(StandardCharsets.ISO_8859_1);
    try {
      imports.load(Format.CSV, latin, Options.NONE);
      throw new AssertionError("imported");
    } catch (ImportRefusedException e) {
      assertThat(e.mistakes().get(0).message()).startsWith("the file is not UTF-8 text");
    }
  }
}
