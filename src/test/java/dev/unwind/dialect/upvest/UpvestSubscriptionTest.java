// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.dialect.upvest.UpvestClient.Answer;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of webhook subscriptions, through HTTP. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UpvestSubscriptionTest {
  @TestHTTPResource("")
  URI root;

  @Inject ImportBook importBook;

  private UpvestBook book;
  private UpvestClient client;

  @BeforeEach
  void aClient() {
    book = new UpvestBook().load(importBook);
    client = book.client(root);
  }

  @Test
  void aSubscriptionIsMadeChangedAndRemoved() {
    Answer made =
        client
            .post("/webhooks", "{\"title\":\"Desk\",\"url\":\"https://hooks.example.com/in\"}")
            .expect(201);

    assertThat(made.json().path("enabled").asBoolean()).isFalse();
    assertThat(made.json().path("type").toString()).isEqualTo("[\"ALL\"]");
    assertThat(made.json().path("config").toString())
        .isEqualTo("{\"delay\":\"1s\",\"max_package_size\":65536}");
    String path = "/webhooks/" + made.text("id");
    assertThat(client.get(path).expect(200).body()).isEqualTo(made.body());
    JsonNode changed =
        client
            .patch(
                path,
                "{\"title\":\"Other\",\"type\":[\"ORDER\",\"POSITION\",\"ORDER\"],\"config\":{\"delay\":\"99m\"}}")
            .expect(200)
            .json();
    assertThat(changed.path("title").asText()).isEqualTo("Other");
    assertThat(changed.path("url").asText()).isEqualTo("https://hooks.example.com/in");
    assertThat(changed.path("type").toString()).isEqualTo("[\"ORDER\",\"POSITION\"]");
    assertThat(changed.path("config").toString())
        .isEqualTo("{\"delay\":\"99m\",\"max_package_size\":65536}");
    JsonNode list = client.get("/webhooks").expect(200).json();
    assertThat(list.path("meta").path("total_count").asInt()).isEqualTo(1);
    assertThat(list.path("data").get(0).path("id").asText()).isEqualTo(made.text("id"));
    client.delete(path).expect(204);
    client.get(path).problem(404, "not_found");
    client.delete(path).problem(404, "not_found");
    client.patch(path, "{}").problem(404, "not_found");
    client.post(path + "/test", "").problem(404, "not_found");
  }

  @Test
  void aForeignSubscriptionIsAbsent() {
    String path =
        "/webhooks/"
            + client
                .post("/webhooks", "{\"title\":\"Desk\",\"url\":\"https://hooks.example.com/in\"}")
                .expect(201)
                .text("id");
    UpvestClient stranger = book.stranger(root);

    stranger.get(path).problem(404, "not_found");
    stranger.patch(path, "{\"enabled\":true}").problem(404, "not_found");
    stranger.delete(path).problem(404, "not_found");
    stranger.post(path + "/test", "").problem(404, "not_found");
    assertThat(stranger.get("/webhooks").json().path("data")).isEmpty();
    client.get(path).expect(200);
    client.get("/webhooks/" + UUID.randomUUID()).problem(404, "not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"title\":\"t\"}",
        "{\"url\":\"https://hooks.example.com/\"}",
        "{\"title\":\"\",\"url\":\"https://hooks.example.com/\"}",
        "{\"title\":\"t\",\"url\":\"ftp://hooks.example.com/\"}",
        "{\"title\":\"t\",\"url\":\"nonsense\"}",
        "{\"title\":\"t\",\"url\":\"https://user@hooks.example.com/\"}",
        "{\"title\":\"t\",\"url\":\"https://hooks.example.com/\",\"type\":[\"EVERYTHING\"]}",
        "{\"title\":\"t\",\"url\":\"https://hooks.example.com/\",\"type\":[null]}",
        "{\"title\":\"t\",\"url\":\"https://hooks.example.com/\",\"type\":\"ALL\"}",
        "{\"title\":\"t\",\"url\":\"https://hooks.example.com/\",\"config\":{\"delay\":\"0s\"}}",
        "{\"title\":\"t\",\"url\":\"https://hooks.example.com/\",\"config\":{\"delay\":\"100s\"}}",
        "{\"title\":\"t\",\"url\":\"https://hooks.example.com/\",\"config\":{\"max_package_size\":99}}",
        "{\"title\":\"t\",\"url\":\"https://hooks.example.com/\",\"config\":{\"max_package_size\":1048577}}"
      })
  void aWrongSubscriptionIsRefused(String body) {
    client.post("/webhooks", body).problem(400, "invalid_request");
    assertThat(client.get("/webhooks").json().path("data")).isEmpty();
  }

  @Test
  void subscriptionsAreBounded() {
    String body = "{\"title\":\"t\",\"url\":\"https://hooks.example.com/\"}";
    for (int i = 0; i < 50; i++) {
      client.post("/webhooks", body).expect(201);
    }

    client.post("/webhooks", body).problem(422, "unprocessable_entity");

    assertThat(client.get("/webhooks?limit=10&offset=45").json().path("data")).hasSize(5);
  }
}
