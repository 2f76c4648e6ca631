// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.upvest.UpvestClient.Answer;
import dev.unwind.fixture.LogLines;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Log lines of requests that find their account by something else. */
@QuarkusTest
@ResourceLock(LogLines.RESOURCE)
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UpvestLinesTest {
  private static final Logger ROOT = Logger.getLogger("");

  @TestHTTPResource("")
  URI root;

  @Inject ImportBook importBook;

  private @Nullable Level before;

  @BeforeEach
  void talk() {
    before = ROOT.getLevel();
    ROOT.setLevel(org.jboss.logmanager.Level.DEBUG);
  }

  @AfterEach
  void hush() {
    ROOT.setLevel(before);
  }

  @Test
  void theyNameIt() {
    UpvestBook book = new UpvestBook().holding("10", "20.00").offering("5.00").load(importBook);
    UpvestClient client = book.client(root);
    String order = "/orders/" + client.rest(book, "SELL", "1", "50").text("id");
    String account = "/accounts/" + book.account;
    List<Supplier<Answer>> asked =
        List.of(
            () -> client.get(order),
            () -> client.patch(account, "{\"name\": \"another\"}"),
            () -> client.delete(order),
            () -> client.delete(account));
    for (Supplier<Answer> each : asked) {
      try (LogLines lines = LogLines.all()) {
        Answer answer = each.get();

        assertThat(lines.contextsOf(answer.header("upvest-request-id")))
            .as("%s", answer)
            .anySatisfy(context -> assertThat(context).containsKey("account"));
      }
    }
  }
}
