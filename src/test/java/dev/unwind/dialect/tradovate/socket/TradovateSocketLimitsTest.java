// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.tradovate.TradovateDesk;
import dev.unwind.dialect.tradovate.TradovateSocketClient;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a client can make a socket hold, and what becomes of one that does not keep to it. */
@QuarkusTest
class TradovateSocketLimitsTest {
  private static final int ORDERS = 200;

  @Inject ImportBook importBook;
  @Inject TradovateSockets sockets;
  @Inject TradovateChannels channels;

  @Test
  void aSocketThatOnlySendsHeartbeatsIsClosedAfterTheTimeToSignIn() {
    try (TradovateSocketClient anonymous = TradovateSocketClient.connect()) {
      TradovateDesk.eventually(
          () -> {
            if (!anonymous.isClosed()) {
              anonymous.send("[]");
            }
            return anonymous.isClosed();
          });
      assertThat(anonymous.awaitClose()).isEqualTo(1008);
      assertThat(anonymous.frames()).anyMatch(f -> f.contains("not authorized in time"));
    } catch (CompletionException e) {
      // The heartbeat met a socket that had just been closed.
      assertThat(e.getCause()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aFrameThatIsTooLongClosesItsSocketAndNothingElse() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    try (TradovateSocketClient other = TradovateSocketClient.of(desk);
        TradovateSocketClient socket = TradovateSocketClient.of(desk)) {
      try {
        socket.send("order/placeorder\n7\n\n" + "x".repeat(2_000_000));
      } catch (CompletionException e) {
        // The server may hang up while the frame is still being sent.
        assertThat(e.getCause()).isInstanceOf(IOException.class);
      }
      assertThat(socket.awaitClose()).isBetween(1001, 1011);
      assertThat(other.ok("account/list", "", "").size()).isEqualTo(1);
    }
  }

  @Test
  void aFrameOfMoreThanOnePartOfTheNetworkIsReadWhole() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    try (TradovateSocketClient socket = TradovateSocketClient.of(desk)) {
      String ids =
          IntStream.rangeClosed(1, 900)
              .mapToObj(i -> "1000000" + i)
              .collect(Collectors.joining(","));
      assertThat(socket.ok("order/items", "ids=" + ids, "").isEmpty()).isTrue();
    }
  }

  @Test
  void moreCallsAtOnceThanASocketMayHaveAreAnsweredWithoutWords() {
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    try (TradovateSocketClient socket = TradovateSocketClient.of(desk)) {
      for (int id = 1000; id < 1400; id++) {
        socket.send("executionreport/list\n" + id);
      }
      for (int id = 1000; id < 1400; id++) {
        assertThat(socket.reply(id).path("s").asInt()).isIn(200, 429);
      }
      assertThat(socket.ok("account/list", "", "").size()).isEqualTo(1);
    }
  }

  /** Its answers wait within a bound; then it is closed, and others never notice. */
  @Test
  void aClientThatNeverReadsIsClosed() throws Exception {
    String order =
        "{\"account\": \"ACCOUNT\", \"symbol\": \"CONTRACT\", \"side\": \"buy\", \"type\":"
            + " \"limit\", \"qty\": \"1\", \"limitPrice\": \"4000\", \"timeInForce\": \"gtc\"}";
    String orders =
        IntStream.range(0, ORDERS).mapToObj(i -> order).collect(Collectors.joining(","));
    TradovateDesk desk = TradovateDesk.open(importBook, 0, orders);
    desk.token();
    // Those of tests before may still be on their way out.
    TradovateDesk.eventually(() -> sockets.count() == 0);
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(4096);
      deaf.connect(new InetSocketAddress("localhost", RestAssured.port));
      upgrade(deaf);
      TradovateDesk.eventually(() -> sockets.count() == 1);
      DataOutputStream out = new DataOutputStream(deaf.getOutputStream());
      send(out, "authorize\n0\n\n" + desk.token());
      long sent = 0;
      long end = System.nanoTime() + 60_000_000_000L;
      while (sockets.count() > 0 && System.nanoTime() < end) {
        try {
          send(out, "user/syncrequest\n" + ++sent + "\n\n{}");
        } catch (IOException gone) {
          break;
        }
        Thread.sleep(20);
      }
      TradovateDesk.eventually(() -> sockets.count() == 0);
      System.out.printf("a client that never reads: closed after %d calls%n", sent);
      assertThat(endsAfterWhatWasSent(deaf)).isTrue();
    }
    assertThat(desk.get("account/list").statusCode()).isEqualTo(200);
  }

  /** Nothing is kept of a request that opens no socket, while its connection goes on. */
  @Test
  void aConnectionIsRememberedOnceAndOnlyUntilItsUpgradeIsAnswered() throws Exception {
    TradovateDesk.eventually(() -> channels.count() == 0);
    try (Socket kept = new Socket("localhost", RestAssured.port)) {
      kept.setSoTimeout(15_000);
      for (int i = 0; i < 5; i++) {
        assertThat(refused(kept, "")).isBetween(400, 499);
        // It lacks the key without which no socket is made.
        assertThat(refused(kept, "Upgrade: websocket\r\nConnection: Upgrade\r\n"))
            .isBetween(400, 499);
      }
      TradovateDesk.eventually(() -> channels.count() == 0);
      upgrade(kept);
      TradovateDesk.eventually(() -> channels.count() == 0);
    }
  }

  private static int refused(Socket socket, String headers) throws IOException {
    String request = "GET /v1/websocket HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    String head = head(socket);
    Matcher length = Pattern.compile("(?i)content-length: *(\\d+)").matcher(head);
    socket.getInputStream().readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
    return Integer.parseInt(head.split(" ", 3)[1]);
  }

  private static void upgrade(Socket socket) throws IOException {
    String request =
        "GET /v1/websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Version: 13\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    assertThat(head(socket)).startsWith("HTTP/1.1 101");
  }

  private static String head(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("after: %s", head).isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  /** A text frame with a mask of zeros. */
  private static void send(DataOutputStream out, String text) throws IOException {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    out.writeByte(0x81);
    if (payload.length < 126) {
      out.writeByte(0x80 | payload.length);
    } else {
      out.writeByte(0x80 | 126);
      out.writeShort(payload.length);
    }
    out.writeInt(0);
    out.write(payload);
    out.flush();
  }

  private static boolean endsAfterWhatWasSent(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    byte[] some = new byte[65536];
    try {
      while (socket.getInputStream().read(some) >= 0) {
        // What had left before is still there.
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }
}
