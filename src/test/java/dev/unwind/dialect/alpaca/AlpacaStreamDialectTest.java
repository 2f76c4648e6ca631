// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.event.Commits;
import dev.unwind.domain.value.AccountId;
import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The WebSocket of trade updates over a real socket. */
@QuarkusTest
class AlpacaStreamDialectTest {
  private static final Duration A_MOMENT = Duration.ofMillis(300);
  private static final String AUTHORIZED =
      "{\"stream\":\"authorization\",\"data\":{\"status\":\"authorized\",\"action\":\"authenticate\"}}";
  private static final String UNAUTHORIZED =
      "{\"stream\":\"authorization\",\"data\":{\"status\":\"unauthorized\",\"action\":\"%s\"}}";
  private static final String LISTEN =
      "{\"action\":\"listen\",\"data\":{\"streams\":[\"trade_updates\"]}}";
  private static final String LISTENING =
      "{\"stream\":\"listening\",\"data\":{\"streams\":[\"trade_updates\"]}}";

  @Inject FreshAccounts accounts;
  @Inject Commits commits;

  private FreshAccount account() {
    return accounts.open(
        BookText.anAccount()
            .position("NVDA", "40", "172.35")
            .position("XLK", "-24", "82.69")
            .limit("NVDA", "sell", "10", "199.00"));
  }

  private static AlpacaSocket listening(FreshAccount account) {
    return AlpacaSocket.listening(account.keyId(), account.secret());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stream", "/stream/"})
  void authenticationIsAnsweredFirstAndInBinary(String path) {
    FreshAccount account = account();
    try (AlpacaSocket socket = new AlpacaSocket(path)) {
      assertThat(socket.poll(A_MOMENT)).isNull();
      socket.authenticate(account.keyId(), account.secret());
      socket.expect(AUTHORIZED);
      assertThat(socket.poll(A_MOMENT)).isNull();
    }
  }

  @Test
  void everyClientsWayToAuthenticateIsTaken() {
    FreshAccount account = account();
    for (String message :
        List.of(
            "{\"action\":\"authenticate\",\"data\":{\"oauth_token\":\"%s\"}}"
                .formatted(account.token()),
            "{\"action\":\"auth\",\"key\":\"%s\",\"secret\":\"%s\"}"
                .formatted(account.keyId(), account.secret()))) {
      try (AlpacaSocket socket = new AlpacaSocket()) {
        socket.sendBinary(message);
        socket.expect(AUTHORIZED);
        socket.sendBinary(LISTEN);
        socket.expect(LISTENING);
      }
    }
  }

  @Test
  void wrongCredentialsAreRefusedAndTheSocketCloses() throws Exception {
    FreshAccount account = account();
    for (String message :
        List.of(
            "{\"action\":\"authenticate\",\"data\":{\"key_id\":\"%s\",\"secret_key\":\"no\"}}"
                .formatted(account.keyId()),
            "{\"action\":\"authenticate\",\"data\":{\"key_id\":\"PKNO\",\"secret_key\":\"no\"}}",
            "{\"action\":\"authenticate\",\"data\":{\"oauth_token\":\"no\"}}",
            "{\"action\":\"authenticate\"}",
            "{\"action\":\"authenticate\",\"data\":7}")) {
      try (AlpacaSocket socket = new AlpacaSocket()) {
        socket.send(message);
        socket.expect(UNAUTHORIZED.formatted("authenticate"));
        assertThat(socket.closeCode()).isEqualTo(1008);
      }
    }
  }

  @Test
  void nothingIsToldBeforeAuthentication() throws Exception {
    try (AlpacaSocket socket = new AlpacaSocket()) {
      socket.send(LISTEN);
      socket.expect(UNAUTHORIZED.formatted("listen"));
      assertThat(socket.closeCode()).isEqualTo(1008);
    }
    for (String garbage : List.of("{", "[]", "7", "null", "", "{\"action\":null}")) {
      try (AlpacaSocket socket = new AlpacaSocket()) {
        socket.send(garbage);
        socket.expect(UNAUTHORIZED.formatted("authenticate"));
        assertThat(socket.closeCode()).isEqualTo(1008);
      }
    }
  }

  @Test
  void hedgingAccountsAreNotOfferedHere() throws Exception {
    FreshAccount hedging = accounts.open(BookText.anAccount().with("positionMode", "HEDGING"));
    try (AlpacaSocket socket = new AlpacaSocket()) {
      socket.authenticate(hedging.keyId(), hedging.secret());
      socket.expect(UNAUTHORIZED.formatted("authenticate"));
      assertThat(socket.closeCode()).isEqualTo(1008);
    }
  }

  @Test
  void unreadableMessagesAfterwardsAreSaidToBe() {
    FreshAccount account = account();
    try (AlpacaSocket socket = listening(account)) {
      for (String garbage : List.of("{", "{\"action\":\"dance\"}", "[[]]")) {
        socket.send(garbage);
        socket.expect("{\"stream\":\"error\",\"data\":{\"error\":\"invalid message\"}}");
      }
      assertThat(new AlpacaCalls(account).delete("/v2/positions/XLK").statusCode()).isEqualTo(200);
      assertThat(socket.update().getString("event")).isEqualTo("pending_new");
    }
  }

  @Test
  void listReplacesWhatWasListenedTo() {
    FreshAccount account = account();
    try (AlpacaSocket socket = listening(account)) {
      socket.send(
          "{\"action\":\"listen\",\"data\":{\"streams\":[\"account_updates\",\"trade_updates\"]}}");
      socket.expect(LISTENING);
      socket.send("{\"action\":\"listen\",\"data\":{\"streams\":[]}}");
      socket.expect("{\"stream\":\"listening\",\"data\":{\"streams\":[]}}");
      AlpacaCalls desk = new AlpacaCalls(account);
      String order = Json.of(desk.delete("/v2/positions/XLK")).getString("id");
      desk.awaitStatus(order, "filled");
      assertThat(socket.poll(A_MOMENT)).isNull();
      socket.send("{\"action\":\"listen\",\"data\":{\"streams\":[\"nonsense\"]}}");
      socket.expect("{\"stream\":\"listening\",\"data\":{\"streams\":[]}}");
    }
  }

  @Test
  void closeIsToldFromItsAcceptanceToItsFill() {
    FreshAccount account = account();
    try (AlpacaSocket socket = listening(account);
        AlpacaSocket other = listening(account)) {
      String order = Json.of(new AlpacaCalls(account).delete("/v2/positions/XLK")).getString("id");
      List<Json> told = socket.updates(3);
      assertThat(told)
          .extracting(u -> u.getString("event"))
          .containsExactly("pending_new", "new", "fill");
      for (Json update : told) {
        Shapes.order(update.getMap("order"));
        assertThat(update.getString("order.id")).isEqualTo(order);
        assertThat(update.getString("event_id")).matches("[0-9A-HJKMNP-TV-Z]{26}");
        assertThat(update.getString("timestamp")).endsWith("Z");
        assertThat(update.getString("at")).endsWith("Z");
      }
      assertThat(told.get(0).getMap(""))
          .containsOnlyKeys("at", "event", "event_id", "order", "timestamp");
      assertThat(told.get(2).getMap(""))
          .containsOnlyKeys(
              "at",
              "event",
              "event_id",
              "execution_id",
              "order",
              "position_qty",
              "price",
              "qty",
              "timestamp")
          .containsEntry("position_qty", "0")
          .containsEntry("price", "83.82")
          .containsEntry("qty", "24");
      assertThat(told.get(2).getString("execution_id")).hasSize(36);
      assertThat(told.get(2).getString("order.status")).isEqualTo("filled");
      assertThat(told).extracting(u -> u.getString("event_id")).isSorted().doesNotHaveDuplicates();
      assertThat(other.updates(3))
          .extracting(u -> u.getMap(""))
          .isEqualTo(told.stream().map(u -> u.getMap("")).toList());
    }
  }

  @Test
  void cancelsComeBeforeTheClosesThatNeedThem() {
    FreshAccount account = account();
    try (AlpacaSocket socket = listening(account)) {
      AlpacaCalls desk = new AlpacaCalls(account);
      String old = Json.of(desk.get("/v2/orders")).getString("[0].id");
      assertThat(desk.delete("/v2/positions/NVDA?cancel_orders=true").statusCode()).isEqualTo(200);
      List<Json> told = socket.updates(5);
      assertThat(told)
          .extracting(u -> u.getString("event"))
          .containsExactly("pending_cancel", "canceled", "pending_new", "new", "fill");
      assertThat(told.subList(0, 2))
          .allSatisfy(u -> assertThat(u.getString("order.id")).isEqualTo(old));
      assertThat(told.get(4).getString("position_qty")).isEqualTo("0");
    }
  }

  @Test
  void replacementIsTwoOrdersToAClient() {
    FreshAccount account = account();
    try (AlpacaSocket socket = listening(account)) {
      AlpacaCalls desk = new AlpacaCalls(account);
      String old = Json.of(desk.get("/v2/orders")).getString("[0].id");
      String next = Json.of(desk.patch("/v2/orders/" + old, Map.of("qty", "12"))).getString("id");
      List<Json> told = socket.updates(3);
      assertThat(told)
          .extracting(u -> u.getString("event"))
          .containsExactly("pending_replace", "replaced", "new");
      assertThat(told).extracting(u -> u.getString("order.id")).containsExactly(old, old, next);
      assertThat(told.get(1).getString("order.replaced_by")).isEqualTo(next);
      assertThat(told.get(2).getString("order.replaces")).isEqualTo(old);
      assertThat(told).extracting(u -> u.getString("event_id")).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void reconnectLosesNothingAndRepeatsNothing() {
    FreshAccount account = account();
    AlpacaCalls desk = new AlpacaCalls(account);
    List<String> all = new ArrayList<>();
    Json last;
    try (AlpacaSocket socket = listening(account)) {
      desk.delete("/v2/positions/NVDA?qty=1");
      List<Json> told = socket.updates(2);
      told.forEach(u -> all.add(u.getString("event_id")));
      last = told.get(1);
    }
    desk.awaitStatus(last.getString("order.id"), "filled");
    for (int i = 0; i < 3; i++) {
      desk.awaitStatus(Json.of(desk.delete("/v2/positions/NVDA?qty=1")).getString("id"), "filled");
    }
    try (AlpacaSocket socket = new AlpacaSocket()) {
      socket.authenticate(account.keyId(), account.secret());
      socket.expect(AUTHORIZED);
      socket.send(
          "{\"action\":\"listen\",\"data\":{\"streams\":[\"trade_updates\"],\"since_id\":\"%s\"}}"
              .formatted(last.getString("event_id")));
      socket.expect(LISTENING);
      List<Json> missed = socket.updates(10);
      missed.forEach(u -> all.add(u.getString("event_id")));
      assertThat(missed.get(0).getString("event")).isEqualTo("fill");
      assertThat(missed.stream().filter(u -> u.getString("event").equals("fill"))).hasSize(4);
      assertThat(socket.poll(A_MOMENT)).isNull();
    }
    assertThat(all).isSorted().doesNotHaveDuplicates().hasSize(12);
  }

  @Test
  void othersEventsAreNotTold() {
    FreshAccount account = account();
    FreshAccount stranger = account();
    try (AlpacaSocket socket = listening(stranger)) {
      AlpacaCalls desk = new AlpacaCalls(account);
      desk.delete("/v2/positions?cancel_orders=true");
      desk.awaitFlat();
      String own = Json.of(new AlpacaCalls(stranger).delete("/v2/positions/XLK")).getString("id");
      assertThat(socket.updates(3))
          .allSatisfy(u -> assertThat(u.getString("order.id")).isEqualTo(own));
      assertThat(socket.poll(A_MOMENT)).isNull();
    }
  }

  @Test
  void revokedKeysAndSilentSocketsAreDisconnected() throws Exception {
    FreshAccount account = account();
    try (AlpacaSocket silent = new AlpacaSocket();
        AlpacaSocket socket = listening(account)) {
      accounts.execute(
          "update credential set revoked_at = now() where key_id = $1", account.keyId());
      assertThat(socket.closeCode()).isEqualTo(1008);
      assertThat(silent.closeCode()).isEqualTo(1008);
    }
  }

  @Test
  void oversizedFramesEndTheConnectionAndNothingElse() throws Exception {
    FreshAccount account = account();
    try (AlpacaSocket socket = listening(account);
        AlpacaSocket bystander = listening(account)) {
      try {
        socket.send("{\"action\":\"" + "x".repeat(2 << 20) + "\"}");
      } catch (RuntimeException e) {
        // The server may hang up while the frame is still being sent.
        assertThat(e.getCause()).isInstanceOf(IOException.class);
      }
      new AlpacaCalls(account).delete("/v2/positions/XLK");
      assertThat(bystander.update().getString("event")).isEqualTo("pending_new");
      assertThat(socket.closeCode()).isPositive();
    }
  }

  @Test
  void socketThatDoesNotReadIsDisconnectedAndCostsNothing() throws Exception {
    int entries = 20_000;
    FreshAccount account = account();
    AlpacaCalls desk = new AlpacaCalls(account);
    desk.awaitStatus(Json.of(desk.delete("/v2/positions/XLK")).getString("id"), "filled");
    accounts.execute(
        """
        with added as (
          insert into event (account_id, seq, event_id, at, kind, order_id, actor, dialect, moment, order_status, command_id,
            lease_epoch)
          select e.account_id, a.event_seq + n, e.event_id, e.at, 'ORDER_NEW', e.order_id, e.actor, e.dialect, e.moment, 'NEW',
            e.command_id, e.lease_epoch
          from event e join account a using (account_id) cross join generate_series(1, $2) n
          where e.account_id = $1 and e.kind = 'FILL')
        update account set event_seq = event_seq + $2 where account_id = $1
        """,
        account.id(),
        entries);
    try (AlpacaSocket socket = new AlpacaSocket()) {
      socket.authenticate(account.keyId(), account.secret());
      socket.expect(AUTHORIZED);
      socket.send(
          "{\"action\":\"listen\",\"data\":{\"streams\":[\"trade_updates\"],\"since_id\":\"%s\"}}"
              .formatted("0".repeat(26)));
      socket.expect(LISTENING);
      socket.pause();
      // A message may take a while to leave; then the log is read no further for this one.
      AccountId id = new AccountId(account.id());
      AlpacaCalls.await(() -> commits.followed().contains(id), () -> "never followed");
      AlpacaCalls.await(() -> !commits.followed().contains(id), () -> "followed for ever");
      socket.resume();
      AlpacaCalls.await(socket::isGone, () -> "still connected, frames " + socket.waiting());
      assertThat(socket.waiting()).isPositive().isLessThan(entries);
    }
    assertThat(desk.get("/v2/account").statusCode()).isEqualTo(200);
  }
}
