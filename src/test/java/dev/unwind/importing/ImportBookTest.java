// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.importing.book.ImportMistake;
import dev.unwind.importing.book.ImportRefusedException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ImportBookTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Inject ImportBook importBook;

  private final String name = "import-" + NUMBER.incrementAndGet();
  private final String symbol = "IMP" + NUMBER.get();

  @Test
  void theSampleBookLoadsOnceForEver() throws IOException {
    byte[] desk;
    try (InputStream in = ImportBook.class.getResourceAsStream("/book/desk.json")) {
      desk = Objects.requireNonNull(in).readAllBytes();
    }
    int known = BookRows.known(desk, "instrument");
    int quoted = BookRows.known(desk, "instrument join quote using (instrument_id)");
    ImportReport first = load(desk);
    if (first.applied()) {
      assertThat(Counts.of(first)).isEqualTo(new Counts(5, 7, 12 - known, 12 - quoted, 14, 4));
    }
    assertThat(load(desk)).isEqualTo(ImportReport.ALREADY_APPLIED);
    assertThat(
            BookRows.of("select name, account_id from account where account_id < 10000 order by 2"))
        .contains("equity-1 1001", "futures-1 2001", "crypto-1 3001", "portfolio-1 4001");
    assertThat(
            BookRows.of(
                "select settles from account where account_id in (1001, 4001) order by account_id"))
        .containsExactly("false", "true");
    assertThat(
            BookRows.of(
                "select session, fractionable, shortable, marginable from instrument"
                    + " where symbol in ('AAPL', 'XLK', 'BTC/USD', 'MESZ6', 'IWDA') order by symbol"))
        .containsExactly(
            "us_equity true true true",
            "always true false false",
            "always true false false",
            "cme_globex false true true",
            "us_equity false true true");
    assertThat(
            BookRows.of(
                "select count(*) from orders o join order_version v using (account_id, order_id)"
                    + " where o.account_id = 2001 and o.oco_group = (select min(order_id) from orders"
                    + " where account_id = 2001 and actor = 'import')"))
        .containsExactly("2");
  }

  @Test
  void positionsKeepTheirCostAndWhatOrdersReserveOfThem() {
    load(
        book(
            """
            {"account": "%1$s", "symbol": "%2$s", "qty": "120.5", "avgEntryPrice": "231.170483219"}
            """,
            """
            {"account": "%1$s", "symbol": "%2$s", "side": "sell", "type": "limit", "qty": 20, "limitPrice": "400"},
            {"account": "%1$s", "symbol": "%2$s", "side": "sell", "type": "limit", "qty": 30, "limitPrice": "500", "oco": "pair"},
            {"account": "%1$s", "symbol": "%2$s", "side": "sell", "type": "stop", "qty": 40, "stopPrice": "50", "oco": "pair"},
            {"account": "%1$s", "symbol": "%2$s", "side": "buy", "type": "limit", "qty": 5, "limitPrice": "1", "label": "entry"},
            {"account": "%1$s", "symbol": "%2$s", "side": "sell", "type": "limit", "qty": 5, "limitPrice": "900", "parent": "entry"}
            """));
    assertThat(
            BookRows.of(
                "select qty, held, cost, entry_price, opened_qty from position p join account a using (account_id)"
                    + " where a.name = ?",
                name))
        .containsExactly("120.5 60 27856.0432278895 231.170483219 120.5");
    assertThat(
            BookRows.of(
                "select v.qty, o.parent_order_id is not null, o.oco_group is not null,"
                    + " o.status = 'HELD', v.time_in_force from orders o"
                    + " join order_version v using (account_id, order_id)"
                    + " join account a using (account_id) where a.name = ? order by o.order_id",
                name))
        .containsExactly(
            "20 false false false GTC",
            "30 false true false GTC",
            "40 false true false GTC",
            "5 false false false GTC",
            "5 true false true GTC");
    assertThat(
            BookRows.of(
                "select count(*), count(*) filter (where o.command_id = e.event_id or e.seq > 5) from event e"
                    + " join orders o using (account_id, order_id) join account a using (account_id) where a.name = ?"
                    + " and e.seq <= 5",
                name))
        .containsExactly("5 5");
    assertThat(
            BookRows.of(
                "select a.event_seq = (select max(seq) from event e where e.account_id = a.account_id)"
                    + " from account a where a.name = ?",
                name))
        .containsExactly("true");
  }

  @Test
  void everyMistakeIsToldAtOnceAndNothingIsLoaded() {
    String text =
        """
        {"accounts": [
           {"name": "%1$s", "currency": "USD", "cash": "NaN", "uid": "nonsense", "id": 9007199254740992},
           {"name": "%1$s-2", "currency": "EUR", "color": "red"},
           {"currency": "USD", "type": "SAVINGS"}],
         "principals": [
           {"name": "%1$s", "roles": ["trader", "king"], "accounts": ["*"], "apiKeys": [{"id": "a:b"}]},
           {"name": "%1$s-p", "accounts": ["nowhere"], "roles": []}],
         "instruments": [
           {"symbol": "%2$s", "assetClass": "us_equity", "currency": "USD", "quantityIncrement": "1",
            "priceIncrement": "0.01", "contract": {"product": "X"}},
           {"symbol": "%2$sB", "assetClass": "stock", "currency": "usd", "quantityIncrement": 0}],
         "quotes": [{"symbol": "%2$s", "last": "-1", "bid": "2", "ask": "1"}, {"symbol": "NOPE", "last": 1}],
         "positions": [
           {"account": "%1$s", "symbol": "%2$s", "qty": "1.0000000000000000001", "avgEntryPrice": "1e40"},
           {"account": "%1$s", "symbol": "%2$s", "qty": "0", "avgEntryPrice": 1},
           {"account": "%1$s", "symbol": "%2$sB", "qty": "1", "avgEntryPrice": "1", "openedAt": "yesterday"},
           {"account": "%1$s-2", "symbol": "%2$s", "qty": 1e999999999, "avgEntryPrice": 1e-1},
           {"account": "nobody", "symbol": "%2$s", "qty": "5", "avgEntryPrice": "-1"},
           7],
         "orders": [
           {"account": "%1$s-2", "symbol": "%2$s", "side": "hold", "type": "limit", "qty": "1"},
           {"account": "%1$s", "symbol": "%2$s", "side": "sell", "type": "market", "qty": "1.5",
            "limitPrice": "1.001", "oco": "lonely"},
           {"account": "%1$s", "symbol": "%2$s", "side": "sell", "type": "limit", "qty": "1", "limitPrice": "1",
            "parent": "nobody", "timeInForce": "gtd", "clientOrderId": ""}],
         "notes": []}
        """
            .formatted(name, symbol);
    assertMistakes(text)
        .contains(
            "accounts[0].cash: must be a decimal",
            "accounts[0].uid: must be a uuid",
            "accounts[0].id: must be between 1 and 2^53 - 1",
            "accounts[1].color: is not a known key",
            "accounts[2].name: is required",
            "accounts[2].type: must be one of TRADING, PORTFOLIO",
            "principals[0].roles[1]: must be one of reader, trader, risk, admin",
            "principals[0].accounts: may be [\"*\"] for the roles risk and admin only",
            "principals[0].apiKeys[0].id: must not contain a colon, which ends it in a Basic credential",
            "principals[0].apiKeys[0].secret: is required",
            "principals[1].roles: must name at least one role",
            "principals[1].accounts[0]: no account nowhere",
            "instruments[0].contract: is for futures only",
            "instruments[0].contract.expirationMonth: is required",
            "instruments[1].assetClass: must be one of us_equity, us_option, crypto, future, fund",
            "instruments[1].currency: must be an upper-case code",
            "instruments[1].quantityIncrement: must be above zero",
            "instruments[1].priceIncrement: is required",
            "quotes[0].last: must be above zero",
            "quotes[0].bid: must not be above ask",
            "quotes[1].symbol: no instrument NOPE",
            "positions[0].qty: has more than 18 fractional digits",
            "positions[0].avgEntryPrice: has more than 20 integer digits",
            "positions[1].qty: must not be zero",
            "positions[2].openedAt: must be a time such as 2026-03-03T12:00:00Z",
            "positions[3].qty: is out of range",
            "positions[4].account: no account nobody",
            "positions[4].avgEntryPrice: must not be negative",
            "positions[5]: must be an object",
            "orders[0].side: must be one of buy, sell",
            "orders[0].limitPrice: is required for a limit order",
            "orders[1].qty: must be a multiple of the increment 1",
            "orders[1].limitPrice: does not belong to a market order",
            "orders[1].limitPrice: must be a multiple of the increment 0.01",
            "orders[1].oco: lonely must stand at exactly two orders",
            "orders[2].parent: no order is labelled nobody",
            "orders[2].timeInForce: must be one of day, gtc, ioc, fok",
            "orders[2].clientOrderId: must not be empty",
            "notes: is not a known key")
        .doesNotContain("positions[2].symbol: no instrument " + symbol + "B");
    assertThat(BookRows.of("select 1 from account where name like ?", name + "%")).isEmpty();
    assertThat(BookRows.of("select 1 from instrument where symbol like ?", symbol + "%")).isEmpty();
  }

  @Test
  void textThatIsNoDocumentIsRefused() {
    assertMistakes("").containsExactly("the document is empty");
    assertMistakes("[]").containsExactly("the document must be a JSON object");
    assertMistakes("null").containsExactly("the document must be a JSON object");
    assertMistakes("{} {}").containsExactly("something stands behind the document's end");
    assertMistakes("{\"accounts\": [").allMatch(m -> m.startsWith("not valid JSON at line 1"));
    assertMistakes("{\"accounts\": NaN}").allMatch(m -> m.startsWith("not valid JSON at line 1"));
    assertMistakes("{\"accounts\": [], \"accounts\": []}").allMatch(m -> m.contains("Duplicate"));
    assertMistakes("[".repeat(100_000)).allMatch(m -> m.startsWith("not valid JSON"));
  }

  @Test
  void anotherDocumentAddsButNeverTouchesWhatIsThere() {
    load(
        book(
            """
            {"account": "%1$s", "symbol": "%2$s", "qty": "10", "avgEntryPrice": "5"}
            """,
            ""));
    String again =
        """
        {"accounts": [{"name": "%1$s", "currency": "USD", "cash": "1"}],
         "instruments": [{"symbol": "%2$s", "assetClass": "us_equity", "currency": "USD",
            "quantityIncrement": "1", "priceIncrement": "0.01"}],
         "positions": [{"account": "%1$s", "symbol": "%2$s", "qty": "1", "avgEntryPrice": "5"}],
         "orders": [{"account": "%1$s", "symbol": "%2$s", "side": "sell", "type": "market", "qty": "1"}]}
        """
            .formatted(name, symbol);
    assertMistakes(again)
        .containsExactly(
            "accounts[0].name: the account exists already: an import adds, it does not change",
            "instruments[0].quantityIncrement: the instrument exists with another value",
            "positions[0]: account %s has a position in it already: an import adds, it does not change"
                .formatted(name),
            ("orders[0]: account %s has a position in it already: an import does not reserve or"
                    + " change it")
                .formatted(name));
    String more =
        """
        {"accounts": [{"name": "%1$s-b", "currency": "USD"}],
         "instruments": [{"symbol": "%2$s", "assetClass": "us_equity", "currency": "USD",
            "quantityIncrement": "0.000000001", "priceIncrement": "0.01"}],
         "quotes": [{"symbol": "%2$s", "last": "77"}],
         "positions": [{"account": "%1$s-b", "symbol": "%2$s", "qty": "-3", "avgEntryPrice": "6"}]}
        """
            .formatted(name, symbol);
    assertThat(Counts.of(load(more))).isEqualTo(new Counts(1, 0, 0, 0, 1, 0));
    assertThat(
            BookRows.of(
                "select q.last from quote q join instrument i using (instrument_id) where i.symbol = ?",
                symbol))
        .containsExactly("100");
  }

  @Test
  void ordersMayNotReserveMoreThanIsHeld() {
    String text =
        book(
            """
            {"account": "%1$s", "symbol": "%2$s", "qty": "10", "avgEntryPrice": "5"}
            """,
            """
            {"account": "%1$s", "symbol": "%2$s", "side": "sell", "type": "limit", "qty": "6", "limitPrice": "200"},
            {"account": "%1$s", "symbol": "%2$s", "side": "sell", "type": "limit", "qty": "5", "limitPrice": "200"}
            """);
    assertMistakes(text)
        .containsExactly(
            "orders[1].qty: the orders on it reserve 11 together, more than the 10 held");
  }

  @Test
  void tenThousandPositionsLoadInSeconds() {
    String positions =
        IntStream.range(0, 10_000)
            .mapToObj(
                i ->
                    "{\"account\": \"%s\", \"symbol\": \"%s-%d\", \"qty\": \"%d\", \"avgEntryPrice\": \"10.5\"}"
                        .formatted(name, symbol, i, i + 1))
            .collect(Collectors.joining(",\n"));
    String instruments =
        IntStream.range(0, 10_000)
            .mapToObj(
                i ->
                    ("{\"symbol\": \"%s-%d\", \"assetClass\": \"us_equity\", \"currency\": \"USD\","
                            + " \"quantityIncrement\": \"1\", \"priceIncrement\": \"0.01\"}")
                        .formatted(symbol, i))
            .collect(Collectors.joining(",\n"));
    String text =
        "{\"accounts\": [{\"name\": \"%s\", \"currency\": \"USD\"}], \"instruments\": [%s], \"positions\": [%s]}"
            .formatted(name, instruments, positions);
    long begin = System.nanoTime();
    assertThat(Counts.of(load(text))).isEqualTo(new Counts(1, 0, 10_000, 0, 10_000, 0));
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    System.out.println("imported 10000 positions and instruments in " + taken.toMillis() + " ms");
    assertThat(taken).isLessThan(Duration.ofSeconds(10));
    assertThat(
            BookRows.of(
                "select count(*), sum(qty) from position join account a using (account_id) where a.name = ?",
                name))
        .containsExactly("10000 50005000");
  }

  @Test
  void quantitiesOffTheIncrementAreRefusedByName() {
    String text =
        """
        {"accounts": [{"name": "%1$s", "currency": "USD"}],
         "instruments": [
           {"symbol": "%2$sF", "assetClass": "future", "currency": "USD", "quantityIncrement": "1",
            "priceIncrement": "0.25", "multiplier": "5"},
           {"symbol": "%2$sE", "assetClass": "us_equity", "currency": "USD", "quantityIncrement": "1",
            "priceIncrement": "0.01"}],
         "positions": [
           {"account": "%1$s", "symbol": "%2$sF", "qty": "1.5", "avgEntryPrice": "6700"},
           {"account": "%1$s", "symbol": "%2$sE", "qty": "-0.5", "avgEntryPrice": "80"}]}
        """
            .formatted(name, symbol);
    assertMistakes(text)
        .containsExactly(
            "positions[0].qty: 1.5 is not a multiple of the increment 1 of " + symbol + "F",
            "positions[1].qty: -0.5 is not a multiple of the increment 1 of " + symbol + "E");
  }

  @Test
  void whatTheLedgerCouldNotCountIsRefused() {
    String instrument =
        """
        {"symbol": "%s", "assetClass": "us_equity", "currency": "USD", "quantityIncrement": "1",
         "priceIncrement": "0.01"}
        """;
    String text =
        """
        {"accounts": [{"name": "%1$s", "currency": "USD"}, {"name": "%1$s-b", "currency": "USD", "cash": "-999999999999999990"}],
         "instruments": [%3$s, %4$s],
         "quotes": [{"symbol": "%2$s", "last": "181"}],
         "positions": [
           {"account": "%1$s", "symbol": "%2$s", "qty": "9000000000000", "avgEntryPrice": "1"},
           {"account": "%1$s-b", "symbol": "%2$sB", "qty": "5", "avgEntryPrice": "1"}],
         "orders": [
           {"account": "%1$s", "symbol": "%2$s", "side": "buy", "type": "market", "qty": "9000000000000"},
           {"account": "%1$s-b", "symbol": "%2$sB", "side": "buy", "type": "limit", "qty": "6",
            "limitPrice": "1"}]}
        """
            .formatted(
                name, symbol, instrument.formatted(symbol), instrument.formatted(symbol + "B"));
    String beyond =
        "9000000000000 of "
            + symbol
            + " times its price and multiplier 1 is out of the ledger's range";
    assertMistakes(text)
        .containsExactly(
            "positions[0].qty: " + beyond,
            "orders[0].qty: " + beyond,
            "orders[1].qty: with its cash and what stands before, account "
                + name
                + "-b is worth more than the ledger's range of 1000000000000000000");
  }

  @Test
  void aQuoteWithoutPreviousCloseLeavesTheStoredOne() {
    String quote = "{\"symbol\": \"" + symbol + "\", \"last\": \"100\", \"previousClose\": \"98\"}";
    load(book("", "").replaceAll("\"quotes\": .*", "\"quotes\": [" + quote + "],"));
    load("{\"quotes\": [{\"symbol\": \"" + symbol + "\", \"last\": \"101\"}]}");
    assertThat(
            BookRows.of(
                "select q.last, q.previous_close from quote q join instrument i using (instrument_id)"
                    + " where i.symbol = ?",
                symbol))
        .containsExactly("100 98");
  }

  @Test
  void aMisspeltSymbolIsToldWhatItMayMean() {
    load(book("", ""));
    String text =
        "{\"accounts\": [{\"name\": \"%1$s-c\", \"currency\": \"USD\"}], \"positions\": [{\"account\": \"%1$s-c\","
            + " \"symbol\": \"%2$s\", \"qty\": 1, \"avgEntryPrice\": 1}]}";
    assertMistakes(text.formatted(name, symbol.toLowerCase(Locale.ROOT)))
        .containsExactly(
            "positions[0].symbol: no instrument "
                + symbol.toLowerCase(Locale.ROOT)
                + "; there is one "
                + symbol);
  }

  @Test
  void hedgingAccountsHoldOnePositionPerOpening() {
    String text =
        """
        {"accounts": [{"name": "%1$s", "currency": "USD", "positionMode": "HEDGING"}],
         "instruments": [{"symbol": "%2$s", "assetClass": "crypto", "currency": "USD",
            "quantityIncrement": "0.001", "priceIncrement": "0.01"}],
         "quotes": [{"symbol": "%2$s", "last": "100"}],
         "positions": [
           {"account": "%1$s", "symbol": "%2$s", "qty": "1", "avgEntryPrice": "5", "positionId": "pos-1"},
           {"account": "%1$s", "symbol": "%2$s", "qty": "-2", "avgEntryPrice": "6", "openedAt": "2026-03-03T12:00:00Z"}],
         "orders": [{"account": "%1$s", "symbol": "%2$s", "side": "buy", "type": "limit", "qty": "3", "limitPrice": "1"}]}
        """
            .formatted(name, symbol);
    load(text);
    List<String> rows =
        BookRows.of(
            "select p.qty, p.opened_qty, p.held, p.netting, p.opening_order_id is not null,"
                + " p.external_id from position p"
                + " join account a using (account_id) where a.name = ? order by p.position_id",
            name);
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0)).isEqualTo("1 1 0 false false pos-1");
    assertThat(rows.get(1)).startsWith("-2 -2 0 false false pos-20260303120000-");
    assertThat(rows.get(2)).startsWith("0 3 0 false true pos-");
  }

  private ListAssert<String> assertMistakes(String text) {
    try {
      load(text);
      throw new AssertionError("imported");
    } catch (ImportRefusedException e) {
      return assertThat(e.mistakes().stream().map(ImportMistake::toString).toList());
    }
  }

  /** A book of one account and one instrument, with these positions and orders. */
  private String book(String positions, String orders) {
    return """
        {"accounts": [{"name": "%1$s", "currency": "USD", "cash": "1000"}],
         "instruments": [{"symbol": "%2$s", "assetClass": "us_equity", "currency": "USD",
            "quantityIncrement": "0.000000001", "priceIncrement": "0.01"}],
         "quotes": [{"symbol": "%2$s", "last": "100", "bid": "99.99", "ask": "100.01"}],
         "positions": [%3$s],
         "orders": [%4$s]}
        """
        .formatted(
            name,
            symbol,
            positions.isEmpty() ? "" : positions.formatted(name, symbol),
            orders.isEmpty() ? "" : orders.formatted(name, symbol));
  }

  private ImportReport load(String text) {
    return load(text.getBytes(StandardCharsets.UTF_8));
  }

  private ImportReport load(byte[] text) {
    return importBook.book(text, "test").await().atMost(PATIENCE);
  }
}
