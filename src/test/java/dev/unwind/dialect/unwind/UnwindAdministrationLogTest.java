// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.ledger.Administration;
import dev.unwind.application.ledger.AdministrationStore;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.proof.ProofStore;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.value.AccountId;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.archive.LogArchive;
import dev.unwind.persistence.check.ChainCheck;
import dev.unwind.persistence.check.LedgerCheck.Violation;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What administrators do is told, chained and archived as what happens in accounts is. */
@QuarkusTest
@Order(1) // archives the whole ledger, and looks at a log that nothing was dropped of
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UnwindAdministrationLogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LOG = "/events?log=administration";

  @Inject ImportBook importBook;
  @Inject AdministrationStore log;
  @Inject ProofStore chains;

  private UnwindDesk desk;

  @BeforeEach
  void aDesk() {
    desk = new UnwindDesk(importBook);
  }

  private Response made(String path, String body) {
    Response made = desk.post("admin", path, body);
    assertThat(made.statusCode()).as("%s", made.asString()).isEqualTo(201);
    return made;
  }

  private void gone(String path) {
    assertThat(desk.as("admin").delete(desk.name("/unwind/v1" + path)).statusCode()).isEqualTo(204);
  }

  private Json told(String query) {
    Response answer = desk.get("admin", LOG + query);
    assertThat(answer.statusCode()).as("%s", answer.asString()).isEqualTo(200);
    return Json.of(answer);
  }

  @Test
  void whatAnAdministratorDoesIsToldWithWhoAndWhenAndWithoutSecrets() {
    Instant begin = Instant.now().minusSeconds(5);
    Response first =
        made(
            "/principals",
            "{\"name\": \"bot#\", \"roles\": [\"trader\"], \"accounts\": [\"desk#\"]}");
    Json key = Json.of(made("/principals/bot#/keys", "{\"kind\": \"key\"}"));
    String path = "/principals/bot#/keys/" + key.getString("id");
    Json next = Json.of(made(path + "/rotation", "{\"overlap\": \"1h\"}"));
    desk.put("admin", "/principals/bot#/grants", "{\"accounts\": [\"other#\"]}");
    gone(path);
    gone("/principals/bot#");
    made(
        "/instruments",
        "{\"symbol\": \"TOLD#\", \"assetClass\": \"us_equity\", \"currency\": \"USD\","
            + " \"quantityIncrement\": \"1\", \"priceIncrement\": \"0.01\"}");

    String mine = "&actor=admin#&limit=1000";
    Response page = desk.get("admin", LOG + mine);
    assertThat(page.asString())
        .doesNotContain(key.getString("secret"), next.getString("secret"))
        .contains(key.getString("keyId"));
    Json events = Json.of(page);
    assertThat(events.getList("events.kind"))
        .containsExactly(
            "PRINCIPAL_CREATED",
            "KEY_ISSUED",
            "KEY_ISSUED",
            "KEY_ROTATED",
            "PRINCIPAL_GRANTED",
            "KEY_REVOKED",
            "PRINCIPAL_REVOKED",
            "INSTRUMENT_ADDED");
    assertThat(events.getList("events.accountId")).containsOnly(0);
    assertThat(events.getList("events.dialect")).containsOnly("unwind");
    assertThat(events.getString("events[0].requestId")).isEqualTo(first.header("X-Request-ID"));
    assertThat(events.getString("events[0].administration.subject")).isEqualTo(desk.name("bot#"));
    assertThat(events.getMap("events[0].administration.facts"))
        .isEqualTo(Map.of("roles", "trader", "accounts", desk.name("desk#")));
    assertThat(events.getMap("events[2].administration.facts"))
        .containsEntry("follows", key.getString("id"))
        .containsEntry("id", next.getString("id"));
    assertThat(events.getString("events[7].administration.subject")).isEqualTo(desk.name("TOLD#"));

    assertThat(told(mine + "&kind=KEY_ISSUED,KEY_REVOKED").getList("events.kind"))
        .containsExactly("KEY_ISSUED", "KEY_ISSUED", "KEY_REVOKED");
    assertThat(told(mine + "&to=" + begin).getList("events")).isEmpty();
    assertThat(told(mine + "&from=" + begin).getList("events")).hasSize(8);
    Json two = told("&actor=admin#&limit=2");
    assertThat(two.getBoolean("more")).isTrue();
    assertThat(told(mine + "&after=" + two.getLong("next")).getList("events")).hasSize(6);
  }

  @Test
  void whatFailsIsNotTold() {
    desk.post(
        "admin",
        "/principals",
        "{\"name\": \"bot#\", \"roles\": [\"trader\"], \"accounts\": [\"none#\"]}");
    desk.post(
        "trader", "/principals", "{\"name\": \"bot#\", \"roles\": [\"trader\"], \"accounts\": []}");
    desk.as("admin").delete(desk.name("/unwind/v1/principals/nobody#"));
    desk.post("admin", "/instruments", "{\"symbol\": \"AAPL#\"}");
    assertThat(told("&actor=admin#").getList("events")).isEmpty();
  }

  @Test
  void webhooksQuotesAndImportsAreToldToo() {
    String hook =
        Json.of(made("/webhooks", "{\"url\": \"https://8.8.8.8/in?secret=hidden\"}"))
            .getString("id");
    desk.as("admin").body("{\"enabled\": false}").patch("/unwind/v1/webhooks/" + hook);
    made201("/webhooks/" + hook + "/secret");
    gone("/webhooks/" + hook);
    Response page = desk.get("admin", LOG + "&actor=admin#");
    assertThat(page.asString()).doesNotContain("hidden", "whsec");
    assertThat(Json.of(page).getList("events.kind"))
        .containsExactly("WEBHOOK_ADDED", "WEBHOOK_CHANGED", "WEBHOOK_CHANGED", "WEBHOOK_REMOVED");
    assertThat(Json.of(page).getString("events[0].administration.facts.target"))
        .isEqualTo("https://8.8.8.8");
    assertThat(Json.of(page).getString("events[1].administration.facts.enabled"))
        .isEqualTo("false");
    assertThat(Json.of(page).getString("events[2].administration.facts.secret"))
        .isEqualTo("another");

    for (int price = 100; price < 110; price++) {
      desk.put("risk", "/quotes/AAPL#", "{\"last\": \"" + price + "\"}");
    }
    Json quotes = told("&actor=risk#&kind=QUOTES_SET");
    assertThat(quotes.getList("events")).as("one entry stands for all of them").hasSize(1);
    assertThat(quotes.getString("events[0].administration.facts.symbols"))
        .isEqualTo(desk.name("AAPL#"));

    Json imported = told("&kind=BOOK_IMPORTED&actor=service&limit=1000");
    assertThat(imported.getMap("events[-1].administration.facts"))
        .containsEntry("principals", "6")
        .containsEntry("keys", "7")
        .containsKey("sha256");
  }

  private void made201(String path) {
    assertThat(desk.post("admin", path, "").statusCode()).isEqualTo(200);
  }

  @Test
  void anAccountTellsInItsOwnLogWhoHasOpenedAndSetIt() {
    made("/accounts", "{\"name\": \"new#\", \"currency\": \"USD\", \"cash\": \"100.5\"}");
    desk.put("admin", "/accounts/new#/settings", "{\"requireSecondPerson\": true}");
    desk.put(
        "admin", "/accounts/new#/rules", "{\"maxDailyLoss\": \"1000\", \"action\": \"closeOnly\"}");
    Json events = Json.of(desk.get("admin", "/events?account=new#"));
    assertThat(events.getList("events.kind"))
        .startsWith("ACCOUNT_OPENED", "ACCOUNT_CONFIGURED", "RULES_CHANGED");
    assertThat(events.getString("events[0].actor")).isEqualTo(desk.name("admin#"));
    assertThat(events.getMap("events[0].administration.facts"))
        .containsEntry("cash", "100.5")
        .containsEntry("currency", "USD");
    assertThat(events.getString("events[1].administration.facts.requireSecondPerson"))
        .isEqualTo("true");
    assertThat(events.getString("events[2].administration.facts.MAX_DAILY_LOSS"))
        .as("%s", events.toString())
        .isEqualTo("1000");
  }

  @Test
  void onlyAnAdministratorOfEveryAccountReadsIt() {
    refused(desk.get("risk", LOG), 403, "NOT_PERMITTED");
    refused(desk.get("trader", LOG), 403, "NOT_PERMITTED");
    made(
        "/principals", "{\"name\": \"local#\", \"roles\": [\"admin\"], \"accounts\": [\"desk#\"]}");
    String token =
        Json.of(made("/principals/local#/keys", "{\"kind\": \"token\"}")).getString("secret");
    refused(
        given().header("Authorization", "Bearer " + token).get("/unwind/v1" + LOG),
        403,
        "NOT_PERMITTED");
    refused(
        given()
            .header("Authorization", "Bearer " + token)
            .get("/unwind/v1/events/stream?log=administration"),
        403,
        "NOT_PERMITTED");
    refused(desk.get("admin", "/events?log=other"), 400, "REQUEST_MALFORMED");
    refused(desk.get("admin", LOG + "&account=desk#"), 400, "REQUEST_MALFORMED");
    refused(desk.get("admin", "/events?account=0"), 404, "ACCOUNT_NOT_FOUND");
    refused(
        desk.post(
            "admin", "/webhooks", "{\"url\": \"https://8.8.8.8/in\", \"kinds\": [\"KEY_ISSUED\"]}"),
        400,
        "REQUEST_MALFORMED");

    String kinds = "/events?account=*&kind=KEY_ISSUED,PRINCIPAL_CREATED&actor=admin#&limit=1000";
    assertThat(Json.of(desk.get("admin", kinds)).getList("events.kind"))
        .containsExactly("PRINCIPAL_CREATED", "KEY_ISSUED");
    assertThat(Json.of(desk.get("risk", kinds)).getList("events")).isEmpty();
  }

  private static Administration entry(String subject, int number) {
    return new Administration(
        EventKind.KEY_ISSUED,
        Administered.of(subject).with("number", number),
        new DecisionOrigin(subject, "unwind", null));
  }

  /** Numbers follow each other however many tell at once, and what is rewritten is found. */
  @Test
  void itIsChainedAndWhatIsChangedInItIsFound() throws Exception {
    String subject = desk.name("many#");
    Uni.join()
        .all(IntStream.range(0, 20).mapToObj(n -> log.tell(entry(subject, n))).toList())
        .andFailFast()
        .await()
        .atMost(PATIENCE);
    assertThat(told("&actor=many#").getList("events")).hasSize(20);
    long end = number("select event_seq from administration_log");
    UnwindDesk.await(
        () -> {
          chains.extend(Set.of(AccountId.ADMINISTRATION), 1000).await().atMost(PATIENCE);
          return number("select seq from proof_head where account_id = 0") >= end;
        },
        "the chain follows");

    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertThat(ChainCheck.of(connection, 0).violations()).isEmpty();
      StringWriter archive = new StringWriter();
      assertThat(LogArchive.write(connection, Instant.now().plusSeconds(60), archive).accounts())
          .anyMatch(part -> part.account() == 0 && part.name().equals("administration"));
      assertThat(archive.toString()).contains(subject);
      String last = "account_id = 0 and seq = " + (end - 1);
      statement.executeUpdate("update event set actor = 'somebody' where " + last);
      assertThat(violations(connection))
          .containsExactly("seq=" + (end - 1) + " kind=KEY_ISSUED the event was changed");
      connection.rollback();
      statement.executeUpdate("delete from event where " + last);
      assertThat(violations(connection)).isNotEmpty();
      connection.rollback();
    }
  }

  private static List<String> violations(Connection connection) throws SQLException {
    return ChainCheck.of(connection, 0).violations().stream()
        .map(Violation::row)
        .map(row -> row.replace("account_id=0 ", ""))
        .toList();
  }

  private static long number(String sql) {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      return found.next() ? found.getLong(1) : -1;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
