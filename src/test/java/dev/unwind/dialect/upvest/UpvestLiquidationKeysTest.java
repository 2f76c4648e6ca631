// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.application.ledger.ForgetKeys;
import dev.unwind.application.ledger.IdempotencyConfig;
import dev.unwind.application.ledger.ReplayStore;
import dev.unwind.application.ledger.RequestKeys;
import dev.unwind.dialect.upvest.UpvestClient.Answer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Idempotency keys of liquidations: one effect and one answer, whatever comes at once. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UpvestLiquidationKeysTest extends UpvestLiquidationDesk {
  @Inject ReplayStore answers;
  @Inject RequestKeys keys;
  @Inject IdempotencyConfig retention;
  @Inject InstantSource clock;

  @Test
  void aRepeatedKeyIsAnsweredByteForByte() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    String key = UUID.randomUUID().toString();
    Answer first = client.create(book.liquidations(), book.request(), key).expect(202);
    client.awaitStatus(of(book, first), "SETTLED");

    Answer again = client.create(book.liquidations(), book.request(), key).expect(202);

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("unwind-liquidation")).isEqualTo(first.text("id"));
    assertThat(client.get(book.liquidations()).json().path("meta").path("total_count").asInt())
        .isEqualTo(1);
  }

  @Test
  void aKeyIsKeptForADayAndThenForgotten() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    String key = UUID.randomUUID().toString();
    Answer first = client.create(book.liquidations(), book.request(), key).expect(202);
    client.awaitStatus(of(book, first), "SETTLED");

    forgetAsOfIn(Duration.ofHours(24).minusMinutes(1));
    assertThat(client.create(book.liquidations(), book.request(), key).expect(202).body())
        .isEqualTo(first.body());

    forgetAsOfIn(Duration.ofHours(24).plusMinutes(1));
    Answer second = client.create(book.liquidations(), book.request(), key).expect(202);
    assertThat(second.text("id")).isNotEqualTo(first.text("id"));
  }

  /** Sweeps as the service will after this time. */
  private void forgetAsOfIn(Duration time) {
    InstantSource later = () -> clock.instant().plus(time);
    new ForgetKeys(answers, keys, later, retention).sweep().await().atMost(Duration.ofSeconds(20));
  }

  @Test
  void aKeyIsRefusedForAnotherBodyOrAnotherAccount() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    String key = UUID.randomUUID().toString();
    client.create(book.liquidations(), book.request(), key).expect(202);

    client
        .create(book.liquidations(), book.request() + " ", key)
        .problem(422, "unprocessable_entity");
    client
        .create("/accounts/" + book.otherAccount + "/liquidations", book.request(), key)
        .problem(422, "unprocessable_entity");
    client.create("/orders", book.request(), key).problem(422, "unprocessable_entity");
  }

  @Test
  void aKeyOfARefusedRequestMayBeUsedAgain() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    String key = UUID.randomUUID().toString();

    client.create(book.liquidations(), "{}", key).problem(400, "invalid_request");

    client.create(book.liquidations(), book.request(), key).expect(202);
  }

  @Test
  void callsWithOneKeyAtOnceRunOnce() throws Exception {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    int rounds = 25;
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < rounds; round++) {
        String key = UUID.randomUUID().toString();
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          calls.add(() -> client.create(book.liquidations(), book.request(), key));
        }
        List<String> bodies = new ArrayList<>();
        for (Future<Answer> answer : threads.invokeAll(calls)) {
          bodies.add(answer.get().expect(202).body());
        }
        assertThat(bodies).as("round %d", round).hasSize(8).containsOnly(bodies.get(0));
        String id = bodies.get(0).substring(7, 43);
        client.awaitStatus(book.liquidations() + "/" + id, "FILLED", "SETTLED");
      }
    } finally {
      threads.shutdownNow();
    }
    JsonNode all = client.get(book.liquidations()).json();
    assertThat(all.path("meta").path("total_count").asInt()).isEqualTo(rounds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "not-a-uuid", "12345678-1234-1234-1234-12345678901"})
  void withoutAProperKeyNothingIsTaken(String key) {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);

    Answer answer =
        key.isEmpty()
            ? client.post(book.liquidations(), book.request())
            : client.create(book.liquidations(), book.request(), key);

    answer.problem(400, key.isBlank() ? "missing_idempotency_key" : "invalid_request");
    assertThat(client.get(book.liquidations()).json().path("data")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"user_id\":1,}",
        "{\"user_id\":{}}",
        "{\"user_id\":\"x\"}",
        "{}",
        "\"text\"",
        "{\"user_id\":null}",
        "{\"user_id\":\"2ef01903-3b0f-487c-89d8-303684d2f23c\"} trailing"
      })
  void aWrongBodyIsRefusedAndNothingIsSold(String body) {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);

    Answer refused = client.create(book.liquidations(), body).problem(400, "invalid_request");

    assertThat(refused.body()).doesNotContain("dev.unwind").doesNotContain("com.fasterxml");
    assertThat(client.get(book.liquidations()).json().path("data")).isEmpty();
  }
}
