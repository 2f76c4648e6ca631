// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.upvest.UpvestClient.Answer;
import dev.unwind.fixture.LogLines;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.Awaiting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What the log says of a receiver that does not take what it is sent. */
@QuarkusTest
@ResourceLock(LogLines.RESOURCE)
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class WebhookOutageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TestHTTPResource("")
  URI root;

  @Inject ImportBook importBook;

  @Test
  void aReceiverThatClosesIsTwoLinesOnceItFailsAndOnceItWorksAgain() {
    UpvestBook book = new UpvestBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    try (LogLines log = LogLines.kept();
        WebhookReceiver receiver =
            new WebhookReceiver().answering(attempt -> attempt <= 3 ? -1 : 200)) {
      Answer made =
          client
              .post(
                  "/webhooks",
                  "{\"title\":\"t\",\"url\":\"%s\",\"type\":[\"ALL\"],\"config\":{\"delay\":\"1s\",\"max_package_size\":65536}}"
                      .formatted(receiver.url()))
              .expect(201);
      String id = made.text("id");
      client.patch("/webhooks/" + id, "{\"enabled\":true}").expect(200);
      client.create(book.liquidations(), book.request()).expect(202);
      receiver.awaitType("ACCOUNT_LIQUIDATION.SETTLED");
      Awaiting.await(PATIENCE, () -> log.with("works again webhookId=" + id).size() == 1);

      assertThat(log.with("fails webhookId=" + id))
          .singleElement()
          .asString()
          .startsWith("WARN The receiver of a webhook fails");
      assertThat(log.with("works again webhookId=" + id))
          .singleElement()
          .asString()
          .startsWith("INFO")
          .endsWith("failed=3");
      assertThat(log.alarming()).isEmpty();
      client.delete("/webhooks/" + id);
    }
  }
}
