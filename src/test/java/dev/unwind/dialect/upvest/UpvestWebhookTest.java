// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.application.webhook.WebhookStore;
import dev.unwind.application.webhook.WebhookStore.Claim;
import dev.unwind.dialect.upvest.UpvestClient.Answer;
import dev.unwind.dialect.upvest.WebhookReceiver.Delivery;
import dev.unwind.domain.value.AccountId;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries to real receivers: order, repetition, head of line, leases. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UpvestWebhookTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TestHTTPResource("")
  URI root;

  @Inject ImportBook importBook;
  @Inject SimulatorScenario simulator;
  @Inject WebhookStore store;

  private final List<WebhookReceiver> receivers = new ArrayList<>();
  private final List<Runnable> cleanUp = new ArrayList<>();
  private UpvestBook book;
  private UpvestClient client;

  @BeforeEach
  void anAccountWithTwoFunds() {
    book = new UpvestBook().holding("10", "20.00").holding("5", "8.00").load(importBook);
    client = book.client(root);
  }

  @AfterEach
  void nothingIsLeft() {
    cleanUp.forEach(Runnable::run);
    receivers.forEach(WebhookReceiver::close);
    simulator.reset();
  }

  private WebhookReceiver receiver() {
    WebhookReceiver receiver = new WebhookReceiver();
    receivers.add(receiver);
    return receiver;
  }

  private String subscribe(WebhookReceiver receiver, String types, int size) {
    Answer made =
        client
            .post(
                "/webhooks",
                "{\"title\":\"t\",\"url\":\"%s\",\"type\":[%s],\"config\":{\"delay\":\"1s\",\"max_package_size\":%d}}"
                    .formatted(receiver.url(), types, size))
            .expect(201);
    assertThat(made.json().path("enabled").asBoolean()).isFalse();
    String path = "/webhooks/" + made.text("id");
    cleanUp.add(() -> client.delete(path));
    client.patch(path, "{\"enabled\":true}").expect(200);
    return path;
  }

  private String subscribe(WebhookReceiver receiver) {
    return subscribe(receiver, "\"ALL\"", 65_536);
  }

  private String liquidate() {
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
    return book.liquidations() + "/" + accepted.text("id");
  }

  private static JsonNode object(WebhookReceiver receiver, String type) {
    return receiver.taken().stream()
        .filter(event -> event.path("type").asText().equals(type))
        .findFirst()
        .orElseThrow()
        .path("object");
  }

  @Test
  void aLiquidationIsToldFromItsBeginningToItsSettlement() {
    WebhookReceiver receiver = receiver();
    String webhook = subscribe(receiver);

    String liquidation = liquidate();

    receiver.awaitType("ACCOUNT_LIQUIDATION.SETTLED");
    List<String> types = receiver.types();
    assertThat(types.stream().filter(type -> type.startsWith("ACCOUNT_LIQUIDATION")))
        .containsExactly(
            "ACCOUNT_LIQUIDATION.NEW",
            "ACCOUNT_LIQUIDATION.PROCESSING",
            "ACCOUNT_LIQUIDATION.FILLED",
            "ACCOUNT_LIQUIDATION.SETTLED");
    assertThat(types)
        .containsSubsequence(
            "ACCOUNT_LIQUIDATION.NEW",
            "ORDER.NEW",
            "ORDER.PROCESSING",
            "EXECUTION.FILLED",
            "ORDER.FILLED",
            "ACCOUNT_LIQUIDATION.FILLED",
            "EXECUTION.SETTLED",
            "ACCOUNT_LIQUIDATION.SETTLED");
    for (String type :
        List.of(
            "ORDER.NEW",
            "ORDER.PROCESSING",
            "ORDER.FILLED",
            "EXECUTION.FILLED",
            "EXECUTION.SETTLED",
            "POSITION.UPDATED")) {
      assertThat(types.stream().filter(type::equals)).as(type).hasSize(2);
    }
    assertThat(object(receiver, "ACCOUNT_LIQUIDATION.NEW").path("orders")).isEmpty();
    assertThat(object(receiver, "ACCOUNT_LIQUIDATION.NEW").path("cash_amount").asText()).isEmpty();
    JsonNode filled = object(receiver, "ACCOUNT_LIQUIDATION.FILLED");
    assertThat(filled.path("cash_amount").asText()).isEqualTo("240.00");
    assertThat(filled.path("orders").findValuesAsText("status"))
        .containsExactly("FILLED", "FILLED");
    assertThat(object(receiver, "ACCOUNT_LIQUIDATION.SETTLED").toString())
        .isEqualTo(client.get(liquidation).body());
    assertThat(object(receiver, "ORDER.NEW").path("executions")).isEmpty();
    assertThat(object(receiver, "ORDER.FILLED").path("executions")).hasSize(1);
    assertThat(object(receiver, "POSITION.UPDATED").path("quantity").asText()).isEqualTo("0");
    assertThat(object(receiver, "CASH_BALANCE.UPDATED").path("balance").asText())
        .isIn("1200.00", "1040.00");
    Set<String> ids = new HashSet<>();
    for (JsonNode event : receiver.taken()) {
      assertThat(ids.add(event.path("id").asText())).as("%s", event).isTrue();
      assertThat(event.path("webhook_id").asText())
          .isEqualTo(webhook.substring("/webhooks/".length()));
    }
    for (Delivery delivery : receiver.deliveries()) {
      assertThat(delivery.events().stream().map(event -> event.path("created_at").asText()))
          .isSorted();
    }
  }

  @Test
  void receiversVerifyTheSignatureWithThePublishedKey() {
    WebhookReceiver receiver = receiver();
    String webhook = subscribe(receiver, "\"ORDER\"", 65_536);

    client.post(webhook + "/test", "").expect(202);

    receiver.await(r -> !r.deliveries().isEmpty());
    Delivery delivery = receiver.deliveries().get(0);
    assertThat(delivery.uri()).isEqualTo("/hook?tenant=a");
    assertThat(delivery.events().get(0).path("type").asText()).isEqualTo("WEBHOOK.TEST");
    JsonNode keys = client.get("/auth/verify_keys").expect(200).json().path("keys");
    assertThat(WebhookVerifier.verifies(delivery, keys)).isTrue();
    assertThat(
            WebhookVerifier.verifies(
                new Delivery(delivery.uri(), delivery.headers(), delivery.body() + " ", 200), keys))
        .isFalse();
    assertThat(
            WebhookVerifier.verifies(
                new Delivery("/other", delivery.headers(), delivery.body(), 200), keys))
        .isFalse();
  }

  @Test
  void onlyWhatWasAskedForIsTold() {
    WebhookReceiver receiver = receiver();
    subscribe(receiver, "\"ACCOUNT_LIQUIDATION\",\"CASH_BALANCE\"", 65_536);

    liquidate();

    receiver.awaitType("ACCOUNT_LIQUIDATION.SETTLED");
    assertThat(
            receiver.types().stream()
                .map(t -> t.substring(0, t.indexOf('.')))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("ACCOUNT_LIQUIDATION", "CASH_BALANCE");
  }

  @Test
  void aDeadReceiverHoldsUpItselfAlone() {
    WebhookReceiver dead = receiver().answering(attempt -> attempt < 3 ? 500 : 204);
    WebhookReceiver silent = receiver().answering(attempt -> 0);
    WebhookReceiver well = receiver();
    subscribe(dead);
    subscribe(silent);
    subscribe(well);

    liquidate();

    well.awaitType("ACCOUNT_LIQUIDATION.SETTLED");
    dead.awaitType("ACCOUNT_LIQUIDATION.SETTLED");
    List<Delivery> tries = dead.deliveries();
    assertThat(tries.get(1).body()).isEqualTo(tries.get(0).body());
    assertThat(tries.get(2).body()).isEqualTo(tries.get(0).body());
    assertThat(tries.get(1).headers().get("signature"))
        .isNotEqualTo(tries.get(0).headers().get("signature"));
    assertThat(ids(dead)).isEqualTo(ids(well));
    assertThat(silent.deliveries()).isNotEmpty();
    assertThat(silent.deliveries().stream().map(Delivery::body).distinct()).hasSize(1);
  }

  private static List<String> ids(WebhookReceiver receiver) {
    return receiver.taken().stream()
        .map(event -> event.path("type").asText() + " " + event.path("id").asText())
        .toList();
  }

  @Test
  void aSmallPackageHoldsLessAndNothingIsLost() {
    WebhookReceiver small = receiver();
    WebhookReceiver large = receiver();
    subscribe(small, "\"ALL\"", 100);
    subscribe(large);

    liquidate();

    small.awaitType("ACCOUNT_LIQUIDATION.SETTLED");
    large.awaitType("ACCOUNT_LIQUIDATION.SETTLED");
    assertThat(small.deliveries().size()).isGreaterThan(large.deliveries().size());
    assertThat(ids(small)).isEqualTo(ids(large));
  }

  @Test
  void aRedirectIsNotFollowed() {
    WebhookReceiver elsewhere = receiver();
    WebhookReceiver redirecting = receiver().redirectingTo(elsewhere);
    subscribe(redirecting);

    liquidate();

    redirecting.await(r -> r.deliveries().size() >= 2);
    assertThat(elsewhere.deliveries()).isEmpty();
  }

  @Test
  void whatHappenedBeforeOrWhileDisabledIsTreatedAsPromised() {
    WebhookReceiver receiver = receiver();
    UpvestBook other = new UpvestBook().holding("1", "1.00").load(importBook);
    client.awaitStatus(liquidate(), "SETTLED");
    String webhook = subscribe(receiver, "\"ACCOUNT_LIQUIDATION\"", 65_536);
    String second = liquidate();
    receiver.awaitType("ACCOUNT_LIQUIDATION.FILLED");
    client.patch(webhook, "{\"enabled\":false}").expect(200);
    String third = liquidate();

    client.patch(webhook, "{\"enabled\":true}").expect(200);

    receiver.await(
        r ->
            r.taken().stream().anyMatch(e -> third.endsWith(e.path("object").path("id").asText())));
    assertThat(receiver.taken().stream().map(e -> e.path("object").path("id").asText()).distinct())
        .containsExactly(
            second.substring(second.lastIndexOf('/') + 1),
            third.substring(third.lastIndexOf('/') + 1));
    assertThat(
            receiver.taken().stream()
                .map(e -> e.path("object").path("account_id").asText())
                .distinct())
        .containsExactly(book.account.toString())
        .doesNotContain(other.account.toString());
  }

  @Test
  void aCancelThatCameTooLateIsToldAsRejected() {
    WebhookReceiver receiver = receiver();
    subscribe(receiver, "\"ORDER_CANCELLATION\"", 65_536);
    client.awaitStatus(liquidate(), "SETTLED");
    String order =
        client
            .get("/accounts/" + book.account + "/orders")
            .json()
            .path("data")
            .get(0)
            .path("id")
            .asText();

    client.delete("/orders/" + order).expect(202);

    receiver.awaitType("ORDER_CANCELLATION.REJECTED");
    JsonNode object = object(receiver, "ORDER_CANCELLATION.REJECTED");
    assertThat(object.path("order_id").asText()).isEqualTo(order);
    assertThat(object.path("status").asText()).isEqualTo("FILLED");
    assertThat(object.path("reason").asText()).isNotBlank();
  }

  @Test
  void aLiquidationThatWaitsForItsMarketIsInProcess() {
    simulator.session(SessionMode.CLOSED);
    WebhookReceiver receiver = receiver();
    subscribe(receiver, "\"ACCOUNT_LIQUIDATION\",\"ORDER\"", 65_536);

    liquidate();

    receiver.await(r -> r.types().size() >= 4);
    assertThat(receiver.types())
        .containsExactly(
            "ACCOUNT_LIQUIDATION.NEW", "ORDER.NEW", "ACCOUNT_LIQUIDATION.PROCESSING", "ORDER.NEW");
    simulator.session(SessionMode.OPEN);
    receiver.awaitType("ACCOUNT_LIQUIDATION.SETTLED");
    List<JsonNode> processing =
        receiver.taken().stream()
            .filter(e -> e.path("type").asText().equals("ACCOUNT_LIQUIDATION.PROCESSING"))
            .toList();
    assertThat(processing.stream().map(e -> e.path("id").asText()).distinct()).hasSize(1);
  }

  @Test
  void whatADeadReplicaHadClaimedIsDeliveredByAnother() {
    WebhookReceiver receiver = receiver();
    String webhook = subscribe(receiver);
    UUID id = UUID.fromString(webhook.substring("/webhooks/".length()));
    // The service itself would deliver only after this delay.
    client.patch(webhook, "{\"enabled\":false,\"config\":{\"delay\":\"5s\"}}").expect(200);
    liquidate();
    Claim lost = claim(webhook, id, Duration.ofSeconds(5));
    Map<AccountId, Long> behind = store.behind(lost).await().atMost(PATIENCE).accounts();
    WebhookStore.Parcel parcel =
        new WebhookStore.Parcel(
            "{\"payload\":[]}".getBytes(java.nio.charset.StandardCharsets.UTF_8), behind);
    assertThat(store.keep(lost, parcel).await().atMost(PATIENCE)).isTrue();

    receiver.awaitType("ACCOUNT_LIQUIDATION.SETTLED");

    assertThat(receiver.deliveries().get(0).body()).isEqualTo("{\"payload\":[]}");
    Instant now = Instant.now();
    Map<AccountId, Long> far = Map.of(behind.keySet().iterator().next(), 1_000_000L);
    assertThat(store.keep(lost, parcel).await().atMost(PATIENCE)).isFalse();
    assertThat(
            store
                .delivered(lost, new WebhookStore.Parcel(new byte[0], far), false, now)
                .await()
                .atMost(PATIENCE))
        .isFalse();
    assertThat(store.skipped(lost, far, false, now).await().atMost(PATIENCE)).isFalse();
    assertThat(store.failed(lost, "late", now).await().atMost(PATIENCE)).isFalse();
    assertThat(store.postpone(lost, false, now).await().atMost(PATIENCE)).isFalse();
    assertThat(store.dropped(lost, now).await().atMost(PATIENCE)).isFalse();
  }

  /**
   * Claims as a replica that will never be heard of again; the service's own may be faster, then it
   * is tried again.
   */
  private Claim claim(String webhook, UUID id, Duration lease) {
    for (int i = 0; i < 50; i++) {
      client.patch(webhook, "{\"enabled\":true}").expect(200);
      Instant now = Instant.now();
      for (Claim claim :
          store
              .claim(UUID.randomUUID(), now, now.plus(lease), 100, Set.of(), true)
              .await()
              .atMost(PATIENCE)) {
        if (claim.subscription().id().equals(id)) {
          return claim;
        }
        store.postpone(claim, true, now).await().atMost(PATIENCE);
      }
      client.patch(webhook, "{\"enabled\":false}").expect(200);
    }
    throw new AssertionError("the service was faster every time");
  }
}
