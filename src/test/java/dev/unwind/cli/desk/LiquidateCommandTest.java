// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.cli.desk.FakeServer.Reply;
import dev.unwind.cli.desk.FakeServer.Request;
import dev.unwind.cli.desk.FakeServer.Run;
import dev.unwind.fixture.BesideTheApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code unwind liquidate} makes of answers that come late, twice or not at all. */
@BesideTheApplication
class LiquidateCommandTest {
  private static final String PREVIEW = "POST /unwind/v1/liquidations/preview";
  private static final String SEND = "POST /unwind/v1/liquidations";
  private static final String LOOK = "GET /unwind/v1/liquidations/L1?itemsLimit=1";
  private static final String ITEMS = "GET /unwind/v1/liquidations/L1?itemsLimit=1000";
  private static final String ONE =
      """
      {"accountId": 1, "digest": "%s", "positions": [{"positionId": 7, "symbol": "AAPL", "positionQuantity": "10",
       "outcome": "SENT", "side": "SELL", "quantity": "10", "proceedsAtBid": "1900", "proceedsAtAsk": "1901"}],
       "cancels": [], "proceeds": {"currency": "USD", "atBid": "1900", "atAsk": "1901"}}
      """;
  private static final Reply SHOWN = Reply.of(200, ONE.formatted("d1"));
  private static final Reply ACCEPTED = Reply.of(202, "{\"id\": \"L1\"}");
  private static final Reply CHANGED =
      Reply.of(412, "{\"code\": \"BOOK_CHANGED\", \"message\": \"not what was seen\"}");
  private static final Reply BUSY =
      new Reply(503, "{\"code\": \"OVERLOADED\"}", Map.of("Retry-After", "1"));
  private static final Reply UNKNOWN =
      Reply.of(503, "{\"code\": \"OUTCOME_UNKNOWN\", \"message\": \"may be done\"}");

  @TempDir Path directory;

  private FakeServer server;

  @BeforeEach
  void aServer() throws IOException {
    server = new FakeServer(directory);
    server
        .on(PREVIEW, SHOWN)
        .on(SEND, ACCEPTED)
        .on(LOOK, ended("FILLED"))
        .on(ITEMS, ended("FILLED"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Reply ended(String item) {
    int filled = item.equals("FILLED") ? 1 : 0;
    return Reply.of(
        200,
        """
        {"id": "L1", "status": "FILLED", "proceeds": "1900",
         "counts": {"total": 1, "open": 0, "filled": %d, "failed": %d},
         "items": [{"symbol": "AAPL", "status": "%s", "positionQuantity": "10", "filledQuantity": "10", "cashEffect": "1900",
           "averagePrice": "190", "reason": "VENUE_REJECTED", "message": "no"}]}
        """
            .formatted(filled, 1 - filled, item));
  }

  private Run liquidate(String... more) {
    String[] line = new String[more.length + 1];
    line[0] = "equity-1";
    System.arraycopy(more, 0, line, 1, more.length);
    return server.run(new LiquidateCommand(), line);
  }

  @Test
  void whatWasShownIsWhatIsSentAndOnlyIfTheBookIsStillThat() {
    Run run = liquidate("--yes", "--percentage", "50", "-s", "AAPL,TSLA");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("AAPL", "expected USD 1900", "1 of 1 position closed");
    Request sent = server.asked(SEND).get(0);
    assertThat(sent.digest()).isEqualTo("\"d1\"");
    assertThat(sent.body())
        .contains(
            "\"account\":\"equity-1\"", "\"symbols\":[\"AAPL\",\"TSLA\"]", "\"percentage\":\"50\"");
    assertThat(run.out()).contains("key " + sent.key());
  }

  @Test
  void severalAccountsAreShownTogetherAndSentOnlyIfAllOfThemAreStillThat() {
    String both =
        """
        {"digest": "%s", "accounts": [{"account": "equity-1", "preview": %s},
         {"account": "crypto-1", "reason": "ACCOUNT_HALTED", "message": "no"}]}
        """;
    server
        .on(
            PREVIEW,
            Reply.of(200, both.formatted("all1", ONE)),
            Reply.of(200, both.formatted("all2", ONE)))
        .on(SEND, CHANGED, ACCEPTED);
    Run run = liquidate("crypto-1", "--yes", "--detach");
    assertThat(run.status()).as(run.err()).isEqualTo(5);
    assertThat(run.out()).contains("AAPL", "crypto-1: no (ACCOUNT_HALTED)");
    assertThat(run.err()).contains("the book has changed").doesNotContain("no digest");
    assertThat(server.asked(PREVIEW)).hasSize(2);
    assertThat(server.asked(PREVIEW).get(0).body())
        .contains("\"accounts\":[\"equity-1\",\"crypto-1\"]");
    assertThat(server.asked(SEND))
        .extracting(Request::digest)
        .containsExactly("\"all1\"", "\"all2\"");
  }

  @Test
  void moreAccountsThanArePreviewedTogetherAreShownOneByOneAndItIsSaid() {
    server.on(
        PREVIEW,
        Reply.of(413, "{\"code\": \"REQUEST_TOO_LARGE\", \"message\": \"too many\"}"),
        SHOWN);
    Run run = liquidate("crypto-1", "--yes", "--detach");
    assertThat(run.status()).as(run.err()).isEqualTo(5);
    assertThat(run.err()).contains("has no digest");
    assertThat(server.asked(PREVIEW)).hasSize(3);
    assertThat(server.asked(SEND)).extracting(Request::digest).containsOnlyNulls();
  }

  @Test
  void whatAServerSaysSteersNoTerminalAndNoShell() {
    String hostile = "\\u001b]0;x\\u0007\\r";
    Reply ended = ended("FILLED");
    server
        .on(PREVIEW, Reply.of(200, ONE.formatted("d1").replace("USD", hostile)))
        .on(SEND, Reply.of(202, "{\"id\": \"" + hostile + "; ls\"}"));
    Run left = liquidate("--yes", "--detach");
    assertThat(left.status()).isEqualTo(5);
    assertThat(left.err()).contains("unwind watch '").doesNotContain("\u001b", "\u0007", "\r");
    assertThat(left.out()).doesNotContain("\u001b", "\u0007", "\r");

    server
        .on(SEND, ACCEPTED)
        .on(LOOK, Reply.of(200, ended.body().replace("\"1900\",", "\"" + hostile + "\",")));
    Run run = liquidate("--yes");
    assertThat(run.out()).contains("1 of 1 position closed").doesNotContain("\u001b", "\u0007");
  }

  @Test
  void aPositionThatDidNotCloseIsStatusOneWithItsReason() {
    server.on(LOOK, ended("FAILED")).on(ITEMS, ended("FAILED"));
    Run run = liquidate("--yes");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("VENUE_REJECTED no", "0 of 1 position closed");
  }

  @Test
  void nobodyIsAskedWhereNobodyIsAndNothingIsSent() {
    Run run = liquidate();
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--yes");
    assertThat(server.asked(SEND)).isEmpty();
  }

  @Test
  void aChangedBookIsPreviewedAgainWithTheSameKey() {
    server.on(PREVIEW, SHOWN, Reply.of(200, ONE.formatted("d2"))).on(SEND, CHANGED, ACCEPTED);
    Run run = liquidate("--yes");
    assertThat(run.status()).isZero();
    assertThat(run.err()).contains("the book has changed");
    assertThat(server.asked(SEND)).extracting(Request::digest).containsExactly("\"d1\"", "\"d2\"");
    assertThat(server.asked(SEND))
        .extracting(Request::key)
        .doesNotContainNull()
        .allMatch(server.asked(SEND).get(0).key()::equals);
  }

  @Test
  void withoutAnAnswerItIsSentAgainWithTheSameKey() {
    server.on(SEND, Reply.cut(), UNKNOWN, BUSY, ACCEPTED);
    Run run = liquidate("--yes", "--key", "k-17");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(server.asked(SEND)).extracting(Request::key).hasSize(4).containsOnly("k-17");
  }

  @Test
  void withoutAnAnswerForTooLongTheOutcomeIsUnknownAndTheCommandThatAsksAgainIsTold() {
    server.on(SEND, UNKNOWN);
    Run run = liquidate("--yes", "--patience", "0", "--key", "k-18");
    assertThat(run.status()).isEqualTo(5);
    assertThat(run.err()).contains("may be running", "unwind equity-1 --yes", "--key k-18");
  }

  @Test
  void aServerThatGoesWhileItRunsIsWaitedFor() {
    server.on(LOOK, Reply.cut(), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, ended("FILLED"));
    Run run = liquidate("--yes");
    assertThat(run.status()).isZero();
    assertThat(run.err()).contains("trying again", "answers again");
  }

  @Test
  void programsAreToldInObjectsWhatPeopleAreToldInSentences() {
    server.on(SEND, CHANGED, ACCEPTED).on(LOOK, Reply.cut(), ended("FILLED"));
    Run run = liquidate("--yes", "--json");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err().lines())
        .hasSizeGreaterThanOrEqualTo(1)
        .allMatch(line -> line.startsWith("{\"type\":\"note\",\"message\":"))
        .anyMatch(line -> line.contains("the book has changed"));
  }

  @Test
  void aServerThatDoesNotComeBackIsLeftAndTheCommandThatLooksIsTold() {
    server.on(LOOK, UNKNOWN);
    Run run = liquidate("--yes", "--patience", "0");
    assertThat(run.status()).isEqualTo(5);
    assertThat(run.err()).contains("unwind watch L1");
  }

  @Test
  void aServerThatGoesBeforeItSaysWhatBecameOfEachPositionIsNotNothingSent() {
    server.on(ITEMS, UNKNOWN);
    Run run = liquidate("--yes", "--patience", "0");
    assertThat(run.status()).isEqualTo(5);
    assertThat(run.err()).contains("unwind watch L1");
  }

  @ParameterizedTest
  @CsvSource({"401, NOT_AUTHENTICATED, 4", "403, NOT_PERMITTED, 4", "409, ACCOUNT_LOCKED, 3"})
  void aRefusalIsNothingSent(int http, String code, int status) {
    server.on(SEND, Reply.of(http, "{\"code\": \"%s\", \"message\": \"no\"}".formatted(code)));
    Run run = liquidate("--yes", "--json");
    assertThat(run.status()).isEqualTo(status);
    assertThat(run.err()).contains("\"code\":\"" + code + "\"", "\"exitStatus\":" + status);
    assertThat(server.asked(SEND)).hasSize(1);
  }

  @Test
  void aServerThatIsNotThereIsNothingSent() {
    server.close();
    Run run = liquidate("--yes");
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err()).contains("cannot be reached");
  }

  @Test
  void aRunWithTheKeyOfAnEarlierOneOnAFlatAccountSaysWhatThatHasDone() {
    server.on(
        PREVIEW,
        Reply.of(404, "{\"code\": \"POSITION_NOT_FOUND\", \"message\": \"nothing is held\"}"));
    assertThat(liquidate("--yes").status()).isEqualTo(3);
    assertThat(server.asked(SEND)).isEmpty();

    server.on(SEND, new Reply(202, "{\"id\": \"L1\"}", Map.of("Idempotent-Replayed", "true")));
    Run again = liquidate("--yes", "--key", "k-19");
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.out()).contains("begun by an earlier run", "1 of 1 position closed");
  }

  @Test
  void whatIsLeftRunningSaysHowToLookAtIt() {
    Run run = liquidate("--yes", "--detach");
    assertThat(run.status()).isEqualTo(5);
    assertThat(run.err()).contains("unwind watch L1");
    assertThat(server.asked(LOOK)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "line\nend", "k\u00e9y"})
  void aKeyThatNoServerTakesIsRefusedBeforeAnythingIsShownOrAsked(String key) {
    Run run = liquidate("--yes", "--key", key);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--key has 1 to 255");
    assertThat(server.requests).isEmpty();
  }

  @Test
  void anAnswerThatMakesNoSenseEndsInALineAndNothingIsSent() {
    server.on(
        PREVIEW,
        Reply.of(200, ONE.formatted("d1").replace("\"atBid\": \"1900\"", "\"atBid\": \"?\"")));
    Run run = liquidate("--yes");
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err()).startsWith("unwind: failed: ").doesNotContain("\tat ");
    assertThat(server.asked(SEND)).isEmpty();
  }

  @Test
  void theOrdersThatWouldBeCancelledAreShownByName() {
    String cancel =
        "\"cancels\": [{\"id\": 77, \"symbol\": \"NVDA\", \"side\": \"SELL\", \"quantity\": \"10\", \"filledQuantity\": \"4\"}]";
    server.on(PREVIEW, Reply.of(200, ONE.formatted("d1").replace("\"cancels\": []", cancel)));
    assertThat(liquidate("--yes").out())
        .contains("1 working order would be cancelled first")
        .containsPattern("equity-1 +77 +NVDA +SELL +10 +4");
  }

  @Test
  void jsonIsOneObjectALine() {
    Run run = liquidate("--yes", "--json");
    assertThat(run.out().lines())
        .hasSize(5)
        .allMatch(line -> line.startsWith("{") && line.endsWith("}"))
        .anyMatch(
            line -> line.contains("\"type\":\"outcome\"") && line.contains("\"exitStatus\":0"));
  }

  @Test
  void namesWithAStarAreASelection() {
    liquidate("--yes", "-s", "A*", "--except", "AMD", "--side", "shorts");
    assertThat(server.asked(PREVIEW).get(0).body())
        .contains(
            "\"select\":{", "\"symbols\":[\"A*\"]", "\"except\":[\"AMD\"]", "\"side\":\"short\"")
        .doesNotContain("scope");
  }
}
