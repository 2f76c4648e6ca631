// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.TestDatabase;
import dev.unwind.dialect.upvest.WebhookReceiver;
import dev.unwind.dialect.upvest.WebhookReceiver.Delivery;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever subscribes is told what the event stream tells, at an address of his own. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UnwindWebhooksTest {
  @Inject ImportBook importBook;

  private final List<String> made = new ArrayList<>();
  private UnwindDesk desk;
  private WebhookReceiver receiver;

  @BeforeEach
  void aDeskAndAReceiver() {
    desk = new UnwindDesk(importBook);
    receiver = new WebhookReceiver();
  }

  @AfterEach
  void nothingIsLeft() {
    made.forEach(path -> desk.as("admin").delete("/unwind/v1" + path));
    receiver.close();
  }

  private Json subscribed(String more) {
    Response answer =
        desk.post("admin", "/webhooks", "{\"url\": \"" + receiver.url() + "\"" + more + "}");
    assertThat(answer.statusCode()).as("%s", answer.asString()).isEqualTo(201);
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("Location"))
        .endsWith("/unwind/v1/webhooks/" + Json.of(answer).getString("id"));
    made.add("/webhooks/" + Json.of(answer).getString("id"));
    return Json.of(answer);
  }

  private Response patched(String path, String body) {
    return desk.as("admin").body(desk.name(body)).patch("/unwind/v1" + path);
  }

  private void latch(String account, String state) {
    Response answer =
        desk.put(
            "risk",
            "/accounts/" + account + "/trading-state",
            "{\"state\": \"%s\", \"reason\": \"a test\"}".formatted(state));
    assertThat(answer.statusCode()).as("%s", answer.asString()).isEqualTo(200);
  }

  private List<String> kinds() {
    return receiver.taken().stream().map(event -> event.path("kind").asText()).toList();
  }

  private List<String> states() {
    return receiver.taken().stream()
        .map(event -> event.path("tradingState").path("state").asText())
        .toList();
  }

  private static boolean verifies(Delivery delivery, String secret)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
    String id = Objects.requireNonNull(delivery.headers().get("webhook-id"));
    String time = Objects.requireNonNull(delivery.headers().get("webhook-timestamp"));
    byte[] signature =
        mac.doFinal((id + "." + time + "." + delivery.body()).getBytes(StandardCharsets.UTF_8));
    return ("v1," + Base64.getEncoder().encodeToString(signature))
        .equals(delivery.headers().get("webhook-signature"));
  }

  @Test
  void whatTheStreamTellsIsToldSignedOnceAndInOrder() throws GeneralSecurityException {
    Json webhook = subscribed(", \"accounts\": [\"desk#\"]");
    latch("other#", "CLOSE_ONLY");
    assertThat(
            desk.liquidate("trader", "{\"scope\": \"POSITIONS\", \"symbols\": [\"BTC#/USD\"]}")
                .statusCode())
        .isLessThan(300);
    receiver.await(r -> kinds().contains("LIQUIDATION_ENDED"));

    long account = webhook.getLong("accountIds[0]");
    long from = receiver.taken().get(0).path("seq").asLong();
    JsonNode last = receiver.taken().get(receiver.taken().size() - 1);
    List<Long> seqs = new ArrayList<>();
    for (JsonNode event : receiver.taken()) {
      assertThat(event.path("accountId").asLong()).isEqualTo(account);
      seqs.add(event.path("seq").asLong());
    }
    List<Long> log =
        Json.of(desk.get("trader", "/events?after=" + (from - 1) + "&limit=1000"))
            .getList("events.seq", Long.class)
            .stream()
            .filter(seq -> seq <= last.path("seq").asLong())
            .toList();
    assertThat(seqs).isEqualTo(log);
    Set<String> ids = new HashSet<>();
    for (Delivery delivery : receiver.deliveries()) {
      assertThat(verifies(delivery, webhook.getString("secret"))).isTrue();
      assertThat(verifies(delivery, "whsec_" + "A".repeat(44))).isFalse();
      assertThat(delivery.body()).startsWith("{\"webhookId\":\"" + webhook.getString("id"));
      assertThat(ids.add(Objects.requireNonNull(delivery.headers().get("webhook-id")))).isTrue();
    }
  }

  @Test
  void aPausedOneIsToldLaterWhatHappenedMeanwhileAndOnlyOfItsKinds() {
    String path =
        "/webhooks/"
            + subscribed(", \"kinds\": [\"ACCOUNT_LATCHED\"], \"accounts\": [\"desk#\"]")
                .getString("id");
    latch("desk#", "CLOSE_ONLY");
    receiver.await(r -> states().equals(List.of("CLOSE_ONLY")));
    assertThat(Json.of(patched(path, "{\"enabled\": false}")).getBoolean("enabled")).isFalse();
    latch("desk#", "HALTED");
    assertThat(
            desk.liquidate("trader", "{\"scope\": \"POSITIONS\", \"symbols\": [\"BTC#/USD\"]}")
                .statusCode())
        .isLessThan(300);
    assertThat(Json.of(patched(path, "{\"enabled\": true}")).getBoolean("enabled")).isTrue();
    receiver.await(r -> states().equals(List.of("CLOSE_ONLY", "HALTED")));
  }

  @Test
  void whatIsNotTakenIsRepeatedAsTheSameMessageAndShown() {
    receiver.answering(attempt -> attempt < 3 ? 503 : 200);
    String path =
        "/webhooks/"
            + subscribed(
                    ", \"kinds\": [\"ACCOUNT_LATCHED\"], \"accounts\": [\"desk#\"], \"title\":"
                        + " \"alarms\"")
                .getString("id");
    latch("desk#", "CLOSE_ONLY");
    UnwindDesk.await(
        () -> Json.of(desk.get("admin", path)).getInt("failures") == 2, "two have failed");
    assertThat(Json.of(desk.get("admin", path)).getString("lastError")).contains("503");
    receiver.await(r -> states().equals(List.of("CLOSE_ONLY")));
    assertThat(receiver.deliveries())
        .hasSize(3)
        .extracting(delivery -> delivery.headers().get("webhook-id"))
        .containsOnly(receiver.deliveries().get(0).headers().get("webhook-id"));
    UnwindDesk.await(
        () -> Json.of(desk.get("admin", path)).getInt("failures") == 0, "it works again");
    assertThat(Json.of(desk.get("admin", path)).getString("title")).isEqualTo("alarms");
  }

  /** A package of two accounts and of several kinds, which its receiver has refused. */
  private String refusedOfBoth() {
    String path =
        "/webhooks/" + subscribed(", \"accounts\": [\"desk#\", \"other#\"]").getString("id");
    assertThat(patched(path, "{\"enabled\": false}").statusCode()).isEqualTo(200);
    latch("desk#", "CLOSE_ONLY");
    latch("other#", "HALTED");
    assertThat(
            desk.liquidate("trader", "{\"scope\": \"POSITIONS\", \"symbols\": [\"BTC#/USD\"]}")
                .statusCode())
        .isLessThan(300);
    receiver.answering(attempt -> 503);
    assertThat(patched(path, "{\"enabled\": true}").statusCode()).isEqualTo(200);
    receiver.await(r -> !r.deliveries().isEmpty());
    assertThat(receiver.deliveries().get(0).body())
        .contains("CLOSE_ONLY", "HALTED", "LIQUIDATION_");
    assertThat(receiver.taken()).isEmpty();
    return path;
  }

  private Set<Long> accountsTold() {
    return receiver.taken().stream()
        .map(event -> event.path("accountId").asLong())
        .collect(Collectors.toSet());
  }

  @Test
  void whatWasNotTakenIsToldOfNoAccountThatIsNotSelectedAnyMore() {
    String path = refusedOfBoth();
    Json narrowed = Json.of(patched(path, "{\"accounts\": [\"desk#\"]}"));
    receiver.answering(attempt -> 200);
    receiver.await(r -> kinds().contains("LIQUIDATION_ENDED"));
    assertThat(accountsTold()).containsExactly(narrowed.getLong("accountIds[0]"));
    assertThat(kinds()).contains("ACCOUNT_LATCHED");
  }

  @Test
  void whatWasNotTakenIsToldOfNoKindThatIsNotWantedAnyMore() {
    String path = refusedOfBoth();
    assertThat(patched(path, "{\"kinds\": [\"ACCOUNT_LATCHED\"]}").statusCode()).isEqualTo(200);
    receiver.answering(attempt -> 200);
    receiver.await(r -> states().size() == 2);
    assertThat(states()).containsExactlyInAnyOrder("CLOSE_ONLY", "HALTED");
    assertThat(kinds()).containsOnly("ACCOUNT_LATCHED");
  }

  @Test
  void whatWasNotTakenIsToldOfNoAccountThatIsNotGrantedAnyMore() throws SQLException {
    String path = refusedOfBoth();
    List<Long> both = Json.of(desk.get("admin", path)).getList("accountIds", Long.class);
    long kept = both.get(0);
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into principal_grant (account_id, principal_id) select %d, principal_id from principal where name = '%s';
          update principal set all_accounts = false where name = '%s'
          """
              .formatted(kept, desk.name("admin#"), desk.name("admin#")));
    }
    receiver.answering(attempt -> 200);
    receiver.await(r -> kinds().contains("ACCOUNT_LATCHED"));
    assertThat(accountsTold()).containsExactly(kept);
  }

  @Test
  void theSecretIsShownOnceAndCanBeReplaced() throws GeneralSecurityException {
    Json webhook = subscribed("");
    String path = "/webhooks/" + webhook.getString("id");
    assertThat(desk.get("admin", path).asString()).doesNotContain("whsec_");
    assertThat(desk.get("admin", "/webhooks?limit=1000").asString())
        .contains(webhook.getString("id"))
        .doesNotContain("whsec_");
    Response replaced = desk.post("admin", path + "/secret", "");
    assertThat(replaced.statusCode()).isEqualTo(200);
    assertThat(replaced.header("Cache-Control")).contains("no-store");
    String secret = Json.of(replaced).getString("secret");
    assertThat(secret).isNotEqualTo(webhook.getString("secret"));

    assertThat(desk.post("admin", path + "/test", "").statusCode()).isEqualTo(202);
    receiver.await(r -> r.deliveries().stream().anyMatch(d -> d.body().contains("\"test\":true")));
    Delivery test =
        receiver.deliveries().stream()
            .filter(d -> d.body().contains("\"test\":true"))
            .findFirst()
            .orElseThrow();
    assertThat(verifies(test, secret)).isTrue();
    assertThat(verifies(test, webhook.getString("secret"))).isFalse();
    assertThat(desk.as("admin").delete("/unwind/v1" + path).statusCode()).isEqualTo(204);
    refused(desk.get("admin", path), 404, "WEBHOOK_NOT_FOUND");
  }

  @Test
  void othersWebhooksAreAbsentAndOnlyAdministratorsHaveAny() {
    String path = "/webhooks/" + subscribed("").getString("id");
    refused(desk.get("risk", "/webhooks"), 403, "NOT_PERMITTED");
    refused(desk.get("risk", path), 403, "NOT_PERMITTED");
    UnwindDesk other = new UnwindDesk(importBook);
    refused(other.get("admin", path), 404, "WEBHOOK_NOT_FOUND");
    refused(other.as("admin").delete("/unwind/v1" + path), 404, "WEBHOOK_NOT_FOUND");
    refused(other.post("admin", path + "/test", ""), 404, "WEBHOOK_NOT_FOUND");
    refused(other.post("admin", path + "/secret", ""), 404, "WEBHOOK_NOT_FOUND");
    refused(
        other.as("admin").body("{\"enabled\": false}").patch("/unwind/v1" + path),
        404,
        "WEBHOOK_NOT_FOUND");
    assertThat(Json.of(other.get("admin", "/webhooks")).getInt("total")).isZero();
    refused(desk.get("admin", "/webhooks/" + UUID.randomUUID()), 404, "WEBHOOK_NOT_FOUND");
  }

  @Test
  void whatIsWrongIsRefusedByItsName() {
    for (String body :
        List.of(
            "{}",
            "{\"url\": \"ftp://hooks.example.com\"}",
            "{\"url\": \"https://hooks.example.com\", \"kinds\": [\"NOTHING\"]}",
            "{\"url\": \"https://hooks.example.com\", \"accounts\": [\"*\", \"desk#\"]}",
            "{\"url\": \"https://hooks.example.com\", \"collectFor\": \"11m\"}",
            "{\"url\": \"https://hooks.example.com\", \"maxBytes\": 10}",
            "{\"url\": \"https://hooks.example.com\", \"secret\": \"mine\"}")) {
      refused(desk.post("admin", "/webhooks", body), 400, "REQUEST_MALFORMED");
    }
    refused(
        desk.post(
            "admin",
            "/webhooks",
            "{\"url\": \"https://hooks.example.com\", \"accounts\": [\"none#\"]}"),
        404,
        "ACCOUNT_NOT_FOUND");
  }
}
