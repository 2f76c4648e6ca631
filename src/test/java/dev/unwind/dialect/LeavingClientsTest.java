// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.LogLines;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Clients of event streams that go away without a word, while events come. */
@QuarkusTest
@ResourceLock(LogLines.RESOURCE)
class LeavingClientsTest {
  @Inject FreshAccounts accounts;

  @Test
  void aClientThatLeavesItsEventStreamIsNoLineInTheLog() throws Exception {
    FreshAccount account = accounts.open(BookText.anAccount());
    try (LogLines log = LogLines.kept()) {
      for (String path : List.of("/v2/events/trades", "/unwind/v1/events/stream")) {
        for (boolean abrupt : List.of(true, false)) {
          List<Socket> clients = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            clients.add(listening(path, account));
          }
          RestAssured.given()
              .header("APCA-API-KEY-ID", account.keyId())
              .header("APCA-API-SECRET-KEY", account.secret())
              .contentType("application/json")
              .body(
                  "{\"symbol\":\"NVDA\",\"qty\":\"1\",\"side\":\"buy\",\"type\":\"market\",\"time_in_force\":\"day\"}")
              .post("/v2/orders")
              .then()
              .statusCode(200);
          for (Socket client : clients) {
            if (abrupt) {
              client.setSoLinger(true, 0);
            }
            client.close();
          }
          // What is written to those that have gone fails.
          Thread.sleep(1000);
        }
      }
      assertThat(log.alarming()).isEmpty();
    }
  }

  private static Socket listening(String path, FreshAccount account) throws IOException {
    Socket socket = new Socket("localhost", RestAssured.port);
    socket.setSoTimeout(15_000);
    socket
        .getOutputStream()
        .write(
            ("GET "
                    + path
                    + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAPCA-API-KEY-ID: "
                    + account.keyId()
                    + "\r\nAPCA-API-SECRET-KEY: "
                    + account.secret()
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
    InputStream in = socket.getInputStream();
    byte[] first = in.readNBytes(12);
    assertThat(new String(first, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 200");
    return socket;
  }
}
