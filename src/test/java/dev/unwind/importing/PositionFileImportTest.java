// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.importing.book.ImportRefusedException;
import dev.unwind.importing.table.PositionFile;
import dev.unwind.importing.table.PositionFile.Format;
import dev.unwind.importing.table.PositionFile.Options;
import dev.unwind.importing.table.SkippedRow;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables of no particular broker, and the JSON of Alpaca's positions. */
@QuarkusTest
class PositionFileImportTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Inject ImportBook importBook;

  private final int number = NUMBER.incrementAndGet();
  private final String name = "file-" + number;
  private final String symbol = "FIL" + number;
  private PositionImports imports;

  @BeforeEach
  void prepare() {
    imports = new PositionImports(importBook, name);
  }

  @Test
  void positionsComeFromCommaSeparatedText() {
    String csv =
        "\uFEFFqty,Symbol,avg_entry_price,asset_class,exchange\r\n"
            + "10.5,%1$s,\"1.25\",us_equity,NASDAQ\r\n\r\n-2,%1$sBTC/USD,90000,crypto,\r\n"
                .formatted(symbol);
    ImportReport report = imports.load(Format.CSV, csv);
    assertThat(Counts.of(report)).isEqualTo(new Counts(1, 0, 2, 0, 2, 0));
    assertThat(report.withoutQuote()).containsExactly(symbol, symbol + "BTC/USD");
    assertThat(imports.load(Format.CSV, csv)).isEqualTo(ImportReport.ALREADY_APPLIED);
    assertThat(imports.positions())
        .containsExactly(symbol + " 10.5 1.25 null", symbol + "BTC/USD -2 90000 null");
    assertThat(BookRows.of("select alias from instrument_alias where alias like ?", symbol + "%"))
        .containsExactly(symbol + "BTCUSD");
  }

  @Test
  void everyMistakeOfATableIsToldWithItsLineItsValueAndAWayOut() {
    String csv =
        """
        symbol,qty,avg_entry_price,colour
        NOPE-%1$s,1,2,red
        %1$s,x,2,blue
        %1$s,1
        %1$s,5%%,2,red
        %1$s,1,2,red,"1,5"
        ,1,2,red
        "open,1,2,3
        """
            .formatted(symbol);
    imports
        .assertMistakes(Format.CSV, csv)
        .containsExactly(
            "line 1: \"colour\" is not a known column; name what it is with --map COLUMN=\"colour\","
                + " or leave such columns unread with --ignore-other-columns",
            "line 8: a quote is not closed; a quote inside a quoted cell is written twice",
            "line 3.qty: \"x\" must be a decimal; if the row is no position, leave it out with --skip"
                + " and its symbol",
            "line 4: has 2 cells where the header has 4; the row begins \""
                + symbol
                + "\". A row that is no position can be left out with --skip \""
                + symbol
                + "\"",
            "line 5.qty: \"5%\" must be a decimal, not a percentage; name the right column with --map",
            "line 6: has 5 cells where the header has 4; the row begins \""
                + symbol
                + "\". A comma inside of a cell needs quotes around the cell, or another separator",
            "line 7.symbol: is required; the row begins \"\"",
            "line 2.symbol: no instrument NOPE-"
                + symbol
                + "; say its asset_class (a column, or --asset-class for the whole file) and it is"
                + " made, or load it by a book document before");
    assertThatThrownBy(
            () ->
                importBook
                    .positions(
                        "symbol".getBytes(StandardCharsets.UTF_8),
                        "test",
                        new PositionFile(Format.CSV, "nobody-at-all", null))
                    .await()
                    .indefinitely())
        .isInstanceOf(ImportRefusedException.class)
        .hasMessageContaining("no account nobody-at-all");
  }

  @Test
  void textThatIsNoTableIsRefusedInWords() {
    imports.assertMistakes(Format.CSV, "").containsExactly("line 1: a header row is required");
    imports
        .assertMistakes(Format.CSV, "[{\"symbol\": 1}]")
        .containsExactly(
            "line 1: the file is JSON: give --format alpaca, or no --format for a book document");
    imports
        .assertMistakes(Format.CSV, "PK\u0003\u0004 and more")
        .containsExactly("line 1: the file is a workbook: export it as CSV");
    imports
        .assertMistakes(Format.CSV, "a,b\n1,2")
        .first()
        .asString()
        .startsWith("line 1: no header line with a symbol and a quantity")
        .contains("line 1 reads \"a,b\"", "--map symbol=");
  }

  @Test
  void aShortIsAShortHoweverItIsWritten() {
    String csv =
        """
        symbol,qty,side,avg_entry_price,asset_class
        %1$sA,24,short,82.69,us_equity
        %1$sB,-24,Sell,82.69,us_equity
        %1$sC,24,BUY,82.69,us_equity
        %1$sD,(24),,82.69,us_equity
        %1$sE,24-,,82.69,us_equity
        %1$sF,"-1,024",,"$82.69",us_equity
        """;
    imports.load(Format.CSV, csv.formatted(symbol));
    assertThat(imports.positions())
        .containsExactly(
            symbol + "A -24 82.69 null",
            symbol + "B -24 82.69 null",
            symbol + "C 24 82.69 null",
            symbol + "D -24 82.69 null",
            symbol + "E -24 82.69 null",
            symbol + "F -1024 82.69 null");
  }

  @Test
  void aSideThatContradictsTheQuantityIsRefused() {
    String csv =
        """
        symbol,qty,side,avg_entry_price,cost_basis,asset_class
        %1$sA,-5,long,10,,us_equity
        %1$sB,5,flat,10,,us_equity
        %1$sC,5,long,10,-50,us_equity
        %1$sD,5,long,10,60,us_equity
        """;
    imports
        .assertMistakes(Format.CSV, csv.formatted(symbol))
        .containsExactly(
            "line 2.side: \"long\" contradicts the quantity \"-5\"; correct one of them",
            "line 3.side: \"flat\" must be long or short, or buy or sell",
            "line 4.cost: \"-50\" is negative, but the quantity is long; correct one",
            "line 5.avg_entry_price: \"10\" times the quantity is not cost_basis \"60\"; correct one, or"
                + " map only the right one with --map");
    imports
        .assertMistakes(
            Format.ALPACA,
            """
            [{"symbol": "%1$sA", "qty": "-5", "side": "long", "avg_entry_price": "10"},
             {"symbol": "%1$sB", "qty": "5", "side": "long", "avg_entry_price": "10", "market_value": "-50"},
             {"symbol": "%1$sC", "qty": "five", "side": "long", "avg_entry_price": "10"}]
            """
                .formatted(symbol))
        .containsExactly(
            "[0].side: \"long\" contradicts the quantity \"-5\"; correct one of them",
            "[1].market_value: \"-50\" is negative, but the position is long; correct side, qty or this",
            "[2].qty: \"five\" must be a decimal");
  }

  @Test
  void positionsComeFromABrokersJson() {
    String json =
        """
        [{"asset_id": "00000000-0000-4000-8000-%1$012d", "symbol": "%2$s", "exchange": "NASDAQ",
          "asset_class": "us_equity", "avg_entry_price": "100.00000000000000000051", "qty": "5", "side": "short",
          "current_price": "120.0", "lastday_price": "119.8", "qty_available": "-5", "change_today": "0.0084"},
         {"asset_id": "00000000-0000-4000-9000-%1$012d", "symbol": "%2$sUSD", "exchange": "CRYPTO",
          "asset_class": "crypto", "avg_entry_price": "3000.5", "qty": "0.25", "side": "long"},
         {"asset_id": "00000000-0000-4000-a000-%1$012d", "symbol": "FIL280121C%1$08d", "exchange": "",
          "asset_class": "us_option", "avg_entry_price": "1.5", "qty": "2", "side": "long"}]
        """
            .formatted(number, symbol);
    ImportReport report = imports.load(Format.ALPACA, json);
    assertThat(Counts.of(report)).isEqualTo(new Counts(1, 0, 3, 1, 3, 0));
    assertThat(report.withoutQuote())
        .containsExactly(symbol + "/USD", "FIL280121C%08d".formatted(number));
    assertThat(imports.positions())
        .containsExactly(
            symbol + " -5 100.000000000000000001 120",
            symbol + "/USD 0.25 3000.5 null",
            "FIL280121C%08d 2 1.5 null".formatted(number));
    assertThat(BookRows.of("select multiplier from instrument where symbol like ?", "FIL280121C%"))
        .contains("100");
    PositionImports other = new PositionImports(importBook, name + "-b");
    assertThat(Counts.of(other.load(Format.ALPACA, json)))
        .as("another account finds the instruments and quotes there")
        .isEqualTo(new Counts(1, 0, 0, 0, 3, 0));
  }

  @Test
  void ourOwnAnswersForFuturesAndFundsComeBack() {
    known();
    String json =
        """
        [{"asset_id": "%3$s", "symbol": "%2$sF", "exchange": "", "asset_class": "us_equity",
          "unwind_asset_class": "future", "qty": "-3", "side": "short", "avg_entry_price": "6688.75",
          "market_value": "-100000", "cost_basis": "-100331.25"},
         {"asset_id": "00000000-0000-4000-b000-%1$012d", "symbol": "%2$sIX", "exchange": "",
          "asset_class": "us_equity", "unwind_asset_class": "fund", "qty": "41.2077361500", "side": "long",
          "avg_entry_price": "96.221"}]
        """
            .formatted(number, symbol, uid(symbol + "F"));
    imports.load(Format.ALPACA, json);
    assertThat(imports.positions())
        .containsExactly(symbol + "F -3 6688.75 null", symbol + "IX 41.20773615 96.221 null");
    assertThat(BookRows.of("select asset_class from instrument where symbol = ?", symbol + "IX"))
        .containsExactly("fund");
  }

  @Test
  void aRowThatContradictsTheKnownInstrumentIsRefused() {
    known();
    String csv =
        """
        symbol,qty,avg_entry_price,asset_class,currency,exchange,multiplier
        %1$s,1,10,us_equity,USD,NYSE,
        %1$s,1,10,us_option,USD,NASDAQ,
        %1$sF,1,10,future,USD,,50
        %1$s,1,10,us_equity,EUR,NASDAQ,
        """;
    String end = "; correct the file, or leave the row out if it is another instrument";
    String equity = " contradicts the instrument " + symbol + ", which has ";
    imports
        .assertMistakes(Format.CSV, csv.formatted(symbol))
        .containsExactly(
            "line 5.currency: \"EUR\" of \""
                + symbol
                + "\" is not the account's currency USD; --skip-other-currencies leaves such rows out",
            "line 2.exchange: \"NYSE\"" + equity + "NASDAQ" + end,
            "line 3.asset_class: \"us_option\"" + equity + "us_equity" + end,
            "line 4.multiplier: \"50\" contradicts the instrument "
                + symbol
                + "F, which has 5"
                + end,
            "line 3.symbol: stands twice for account " + name);
    imports
        .assertMistakes(
            Format.ALPACA,
            "[{\"symbol\": \"%1$sF\", \"asset_class\": \"us_equity\", \"qty\": \"1\", \"avg_entry_price\": \"1\"}]"
                .formatted(symbol))
        .containsExactly(
            "[0].asset_class: \"us_equity\" contradicts the instrument "
                + symbol
                + "F, which has future"
                + end);
  }

  @Test
  void anotherIdOfAKnownInstrumentIsKeptAndFindsIt() {
    known();
    String id = "00000000-0000-4000-c000-%012d".formatted(number);
    imports.load(Format.ALPACA, position(symbol, id));
    assertThat(
            BookRows.of(
                "select i.symbol from instrument_alias a join instrument i using (instrument_id)"
                    + " where a.alias = ?",
                id))
        .containsExactly(symbol);
    PositionImports other = new PositionImports(importBook, name + "-b");
    other.load(Format.ALPACA, position(symbol, id));
    PositionImports wrong = new PositionImports(importBook, name + "-c");
    wrong
        .assertMistakes(Format.ALPACA, position(symbol + "F", id))
        .contains(
            "[0].asset_id: \"" + id + "\" is " + symbol + " here, but symbol says " + symbol + "F");
    wrong
        .assertMistakes(Format.ALPACA, position("ELSE", uid(symbol)))
        .containsExactly(
            "[0].symbol: no instrument ELSE, but asset_id is that of "
                + symbol
                + " here; write that symbol if it is meant");
  }

  @Test
  void otherSpellingsFindTheKnownInstrument() {
    String root = "FO" + (char) ('A' + number);
    imports.book(
        """
        {"instruments": [
          {"symbol": "%1$s", "assetClass": "us_equity", "currency": "USD", "quantityIncrement": "1", "priceIncrement": "0.01"},
          {"symbol": "%1$s.B", "assetClass": "us_equity", "currency": "USD", "quantityIncrement": "1", "priceIncrement": "0.01"},
          {"symbol": "%1$s280121C00250000", "assetClass": "us_option", "currency": "USD", "quantityIncrement": "1",
           "priceIncrement": "0.01", "multiplier": "100"},
          {"symbol": "%1$s/USD", "assetClass": "crypto", "currency": "USD", "quantityIncrement": "1", "priceIncrement": "0.01"}]}
        """
            .formatted(root));
    String csv = "symbol,qty,avg_entry_price\n%s,1,10\n%s,2,10\n%s,3,10\n%s,4,10\n";
    imports.load(
        Format.CSV,
        csv.formatted(
            root.toLowerCase(Locale.ROOT), root + " B", root + "  280121C00250000", root + "-USD"));
    assertThat(imports.positions())
        .containsExactly(
            root + " 1 10 null",
            root + ".B 2 10 null",
            root + "280121C00250000 3 10 null",
            root + "/USD 4 10 null");
    PositionImports other = new PositionImports(importBook, name + "-b");
    other.load(
        Format.CSV,
        csv.formatted(
            root,
            root + "/B",
            root + " 01/21/2028 250.00 C",
            root.toLowerCase(Locale.ROOT) + "usd"));
    PositionImports third = new PositionImports(importBook, name + "-c");
    third.load(
        Format.CSV, csv.formatted(root, root + "-B", "-" + root + "280121C250", root + "/USD"));
    PositionImports fourth = new PositionImports(importBook, name + "-d");
    fourth.load(
        Format.CSV, csv.formatted(root, root + ".B", root + " 21JAN28 250 C", root + "USD"));
    assertThat(List.of(other, third, fourth))
        .allSatisfy(imported -> assertThat(imported.positions()).isEqualTo(imports.positions()));
  }

  @Test
  void noInstrumentIsMadeOfWhatIsNoSymbol() {
    String csv =
        """
        symbol,qty,avg_entry_price,asset_class
        %2$s,1,10,us_equity
        Total,1,10,us_equity
        CASH,1000,1,us_equity
        %1$s 28012 C,1,10,us_option
        BTC,1,10,crypto
        %1$sF7,1,10,future
        """
            .formatted(symbol, symbol.toLowerCase(Locale.ROOT));
    imports
        .assertMistakes(Format.CSV, csv)
        .containsExactly(
            "line 2.symbol: no instrument %1$s; symbols of the class us_equity are spelt in capital letters, such as AAPL or BRK.B: write %2$s if it is meant"
                .formatted(symbol.toLowerCase(Locale.ROOT), symbol),
            "line 3.symbol: no instrument Total; \"Total\" reads as a row of totals, not as a symbol: take the row out, or leave it out with --skip \"Total\"",
            "line 4.symbol: no instrument CASH; \"CASH\" reads as a balance of cash, not as a symbol: take the row out, or leave it out with --skip \"CASH\"",
            "line 5.symbol: no instrument %s 28012 C; symbols of the class us_option are spelt in root, date, C or P and strike, such as AAPL260116C00230000"
                .formatted(symbol),
            "line 6.symbol: no instrument BTC; symbols of the class crypto are spelt in a pair in capital letters, such as BTC/USD",
            "line 7.symbol: no instrument %sF7; a future needs a book document before, which tells its multiplier and tick"
                .formatted(symbol));
    assertThat(BookRows.of("select 1 from instrument where symbol like ?", symbol + "%")).isEmpty();
    String broken = "symbol,qty,avg_entry_price\nTotal,,\n%s,1,2\n".formatted(symbol);
    imports
        .assertMistakes(Format.CSV, broken)
        .contains(
            "line 2: \"Total\" reads as a row of totals, not as a symbol: take the row out, or leave it"
                + " out with --skip \"Total\"");
  }

  @Test
  void quantitiesOffTheIncrementAreRefusedByName() {
    known();
    imports
        .assertMistakes(Format.CSV, "symbol,qty,avg_entry_price\n%1$sF,1.5,10\n".formatted(symbol))
        .containsExactly("line 2.qty: 1.5 is not a multiple of the increment 1 of " + symbol + "F");
  }

  @Test
  void rowsAreLeftOutByNameAndCounted() {
    String csv =
        "symbol,qty,avg_entry_price,asset_class\n%1$s,1,2,us_equity\nTotal,,2,\n912828ZQ6,1,99,bond\n"
            .formatted(symbol);
    ImportReport report =
        imports.load(Format.CSV, csv, PositionImports.skipping("total", "912828ZQ6"));
    assertThat(report.skipped().stream().map(SkippedRow::toString))
        .containsExactly(
            "line 3: skipped \"Total\", which is left out as asked",
            "line 4: skipped \"912828ZQ6\", which is left out as asked");
    new PositionImports(importBook, name + "-b")
        .assertMistakes(Format.CSV, csv, PositionImports.skipping("total", "9128"))
        .contains(
            "--skip: \"9128\" is the symbol of no row",
            "line 4.asset_class: \"bond\" must be one of us_equity, us_option, crypto, future, fund;"
                + " --skip \"912828ZQ6\" leaves the row out");
  }

  @Test
  void columnsAreNamedByWhoeverImports() {
    String csv = "Ticker,Open Quantity,Price,Note\n%1$s,1,2,x\n".formatted(symbol);
    imports
        .assertMistakes(Format.CSV, csv, PositionImports.mapped(Map.of("qty", "Open Quantity")))
        .contains(
            "line 1: \"Price\" could be the entry price or the last one; say which with --map, or leave"
                + " it unread with --ignore-other-columns")
        .anyMatch(mistake -> mistake.startsWith("line 1: column avg_entry_price is required"));
    imports
        .assertMistakes(Format.CSV, csv, PositionImports.mapped(Map.of("qty", "Held", "size", "x")))
        .anyMatch(mistake -> mistake.startsWith("--map: \"size\" must be one of symbol, qty,"));
    ImportReport report =
        imports.load(
            Format.CSV,
            csv,
            new Options(
                Map.of("qty", "open quantity", "avg_entry_price", "Price"),
                true,
                List.of(),
                null,
                AssetClass.US_EQUITY,
                null,
                false));
    assertThat(report.unreadColumns()).containsExactly("Note");
    assertThat(imports.positions()).containsExactly(symbol + " 1 2 null");
  }

  private void known() {
    imports.book(
        """
        {"instruments": [
          {"symbol": "%1$s", "assetClass": "us_equity", "exchange": "NASDAQ", "currency": "USD",
           "quantityIncrement": "0.000000001", "priceIncrement": "0.01"},
          {"symbol": "%1$sF", "assetClass": "future", "exchange": "CME", "currency": "USD",
           "quantityIncrement": "1", "priceIncrement": "0.25", "multiplier": "5"}]}
        """
            .formatted(symbol));
  }

  private static String uid(String symbol) {
    return BookRows.of("select uid from instrument where symbol = ?", symbol).get(0);
  }

  private static String position(String symbol, String assetId) {
    return ("[{\"symbol\": \"%s\", \"asset_id\": \"%s\", \"exchange\": \"NASDAQ\", \"qty\": \"1\","
            + " \"avg_entry_price\": \"1\"}]")
        .formatted(symbol, assetId);
  }
}
