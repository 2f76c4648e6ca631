// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.access.AccessBook;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests that nothing comes of are answered when their time is over. */
@QuarkusTest
@TestProfile(AnswerDeadlineTest.Impatient.class)
class AnswerDeadlineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject ImportBook importBook;
  @Inject Pool pool;

  /** Short times. */
  public static final class Impatient implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("unwind.http.answer-within", "2s", "unwind.http.body-within", "500ms");
    }
  }

  @Test
  void aBodyThatDoesNotComeIsABadRequest() throws IOException {
    AccessBook book = AccessBook.load(importBook);
    for (String authorization :
        new String[] {"", "Authorization: Bearer " + book.token() + "\r\n"}) {
      for (String framing : new String[] {"Content-Length: 10", "Transfer-Encoding: chunked"}) {
        RawHttp.Answer answer =
            RawHttp.exchange(
                "POST /unwind/v1/liquidations HTTP/1.1\r\nHost: x\r\n"
                    + authorization
                    + framing
                    + "\r\n\r\n{");
        assertThat(answer.status()).as(framing).isEqualTo(400);
        assertThat(answer.body()).contains("REQUEST_MALFORMED", "not received in time");
        assertThat(answer.head()).containsIgnoringCase("connection: close");
      }
    }
  }

  @Test
  void aBodyThatIsTooLargeAndDoesNotComeIsRefusedToo() throws IOException {
    RawHttp.Answer answer =
        RawHttp.exchange(
            "POST /unwind/v1/liquidations HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n{");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("REQUEST_TOO_LARGE");
  }

  @Test
  void aCloseThatHangsIsAnsweredWithoutSayingThatNothingWasDone() throws IOException {
    AccessBook book = AccessBook.load(importBook);
    SqlConnection connection = pool.getConnection().await().atMost(PATIENCE);
    Transaction holding = connection.begin().await().atMost(PATIENCE);
    try {
      connection
          .preparedQuery("select 1 from account where name = $1 for update")
          .execute(Tuple.of(book.tag + "-a"))
          .await()
          .atMost(PATIENCE);
      RawHttp.Answer answer =
          RawHttp.exchange(
              "DELETE /v2/positions?cancel_orders=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                  + book.token()
                  + "\r\n\r\n");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("whether it was carried out is not known");
      assertThat(answer.head()).doesNotContainIgnoringCase("retry-after");
    } finally {
      holding.rollback().await().atMost(PATIENCE);
      connection.close().await().atMost(PATIENCE);
    }
    assertThat(
            RawHttp.exchange(
                    "GET /v2/positions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + book.token()
                        + "\r\n\r\n")
                .status())
        .isEqualTo(200);
  }
}
