// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What receivers are told of accounts, in the vendor's words. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UpvestAccountEventsTest {
  @TestHTTPResource("")
  URI root;

  @Inject ImportBook importBook;

  private final WebhookReceiver receiver = new WebhookReceiver();

  @AfterEach
  void nobodyListens() {
    receiver.close();
  }

  @Test
  void anAccountsLifeIsToldFromItsOpeningToItsClosing() {
    UpvestBook book = new UpvestBook().load(importBook);
    UpvestClient client = book.client(root);
    String webhook =
        "/webhooks/"
            + client
                .post(
                    "/webhooks",
                    "{\"title\":\"t\",\"url\":\"%s\",\"type\":[\"ACCOUNT\"],\"config\":{\"delay\":\"1s\",\"max_package_size\":65536}}"
                        .formatted(receiver.url()))
                .expect(201)
                .text("id");
    client.patch(webhook, "{\"enabled\":true}").expect(200);

    String id =
        client
            .create(
                "/accounts",
                """
                {"user_id":"%s","account_group_id":"%s","type":"PORTFOLIO","name":"Savings"}"""
                    .formatted(book.owner, UUID.randomUUID()))
            .expect(200)
            .text("id");
    client.patch("/accounts/" + id, "{\"name\":\"Old age\"}").expect(200);
    client.delete("/accounts/" + id).expect(202);
    client.awaitStatus("/accounts/" + id, "CLOSED");

    receiver.awaitType("ACCOUNT.CLOSED");
    client.delete(webhook).expect(204);
    assertThat(receiver.types())
        .containsExactly(
            "ACCOUNT.CREATED",
            "ACCOUNT.ACTIVATED",
            "ACCOUNT.UPDATED",
            "ACCOUNT.CLOSING_INITIATED",
            "ACCOUNT.CLOSED");
    List<JsonNode> objects = receiver.taken().stream().map(e -> e.path("object")).toList();
    assertThat(objects.stream().map(o -> o.path("id").asText())).containsOnly(id);
    assertThat(objects.stream().map(o -> o.path("name").asText()))
        .containsExactly("Savings", "Savings", "Old age", "Old age", "Old age");
    assertThat(objects.stream().map(o -> o.path("status").asText()))
        .containsExactly("ACTIVE", "ACTIVE", "ACTIVE", "CLOSING", "CLOSED");
    assertThat(receiver.taken().stream().map(e -> e.path("id").asText())).doesNotHaveDuplicates();
  }
}
