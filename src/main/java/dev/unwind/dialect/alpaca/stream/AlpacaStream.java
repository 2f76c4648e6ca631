// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.stream;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Authenticated;
import dev.unwind.application.access.Caller;
import dev.unwind.application.access.ChooseAccount;
import dev.unwind.application.access.Credential;
import dev.unwind.application.access.NotAuthenticatedException;
import dev.unwind.application.access.SignInsExhaustedException;
import dev.unwind.application.event.EventFeed;
import dev.unwind.application.event.LogCutException;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.dialect.AccessTable;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.alpaca.AlpacaAccess;
import dev.unwind.dialect.alpaca.AlpacaConfig;
import dev.unwind.dialect.wire.ClientAddresses;
import dev.unwind.dialect.wire.LiveStreams;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The WebSocket of trade updates. Answers are JSON in binary frames, which every known client
 * reads, while one never reads text. Nothing is sent before the answer to {@code authenticate}.
 *
 * <p>The event log is the queue: the next entry is read when the frame before has left, so a slow
 * consumer costs no memory, and one that does not read at all is disconnected.
 */
@WebSocket(path = "/stream")
public class AlpacaStream {
  private static final UserData.TypedKey<StreamSession> SESSION =
      new UserData.TypedKey<>("unwind.alpaca.session");
  private static final String TRADE_UPDATES = "trade_updates";
  private static final int GOING_AWAY = 1001;
  private static final int POLICY_VIOLATION = 1008;
  private static final int TRY_AGAIN_LATER = 1013;
  private static final int INTERNAL_ERROR = 1011;

  private final Authenticate authenticate;
  private final ChooseAccount chooseAccount;
  private final AlpacaAccess accounts;
  private final EventFeed feed;
  private final LedgerReader reader;
  private final TradeUpdates updates;
  private final ClientAddresses addresses;
  private final LiveStreams streams;
  private final AlpacaConfig config;
  private final ObjectMapper json;

  AlpacaStream(
      Authenticate authenticate,
      ChooseAccount chooseAccount,
      AlpacaAccess accounts,
      EventFeed feed,
      LedgerReader reader,
      TradeUpdates updates,
      ClientAddresses addresses,
      LiveStreams streams,
      AlpacaConfig config,
      ObjectMapper json) {
    this.authenticate = authenticate;
    this.chooseAccount = chooseAccount;
    this.accounts = accounts;
    this.feed = feed;
    this.reader = reader;
    this.updates = updates;
    this.addresses = addresses;
    this.streams = streams;
    this.config = config;
    this.json = json;
  }

  @OnOpen
  Uni<Void> open(WebSocketConnection connection) {
    LiveStreams.Stream stream =
        streams
            .take(
                Dialect.ALPACA,
                config.stream().connectionsMax(),
                addresses.of(connection.handshakeRequest()))
            .orElse(null);
    if (stream == null) {
      return connection.close(new CloseReason(TRY_AGAIN_LATER, "too many connections"));
    }
    StreamSession session = new StreamSession(stream);
    connection.userData().put(SESSION, session);
    stream.endsBy(why -> end(why, connection));
    Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(config.stream().authenticateWithin())
        .subscribe()
        .with(
            passed -> {
              if (session.authenticated() == null) {
                close(connection, POLICY_VIOLATION, "not authenticated in time");
              }
            });
    return Uni.createFrom().voidItem();
  }

  @OnTextMessage
  Uni<Void> text(String message, WebSocketConnection connection) {
    return receive(message, connection);
  }

  @OnBinaryMessage
  Uni<Void> binary(Buffer message, WebSocketConnection connection) {
    return receive(message.toString(), connection);
  }

  @OnClose
  void closed(WebSocketConnection connection) {
    StreamSession session = connection.userData().get(SESSION);
    if (session != null) {
      session.end();
    }
  }

  @OnError
  void failed(Throwable failure, WebSocketConnection connection) {
    Log.debugf(failure, "Stream failed connectionId=%s", connection.id());
    // What is left of a message that was too large would be taken for the next one.
    close(connection, POLICY_VIOLATION, "message cannot be read");
  }

  private Uni<Void> receive(String message, WebSocketConnection connection) {
    StreamSession session = connection.userData().get(SESSION);
    if (session == null) {
      return Uni.createFrom().voidItem();
    }
    JsonNode request;
    try {
      request = json.readTree(message);
    } catch (JacksonException | NumberFormatException | ArithmeticException e) {
      request = MissingNode.getInstance();
    }
    String action = text(request.path("action"));
    JsonNode data = request.path("data").isObject() ? request.path("data") : request;
    return switch (action) {
      case "authenticate", "auth" -> authenticate(data, action, session, connection);
      case "listen" -> listen(data, session, connection);
      default ->
          session.authenticated() == null
              ? refuse(action, connection)
              : send(connection, "error", Map.of("error", "invalid message"));
    };
  }

  private Uni<Void> authenticate(
      JsonNode data, String action, StreamSession session, WebSocketConnection connection) {
    Optional<Credential> credential = credential(data);
    if (credential.isEmpty()) {
      return refuse(action, connection);
    }
    Optional<String> named =
        data.path("account").isTextual()
            ? Optional.of(data.path("account").asText())
            : Optional.ofNullable(connection.handshakeRequest().header(Caller.ACCOUNT_HEADER));
    return authenticate
        .with(credential.get())
        .invoke(believed -> requireEntry(believed, session))
        .chain(
            believed ->
                chooseAccount
                    .of(believed.principal().scope(), named)
                    .chain(account -> accounts.require(believed.principal().scope(), account))
                    .invoke(account -> session.authorize(believed, account)))
        .chain(account -> send(connection, "authorization", status("authorized", action)))
        .onFailure(
            e ->
                e instanceof NotAuthenticatedException
                    || (e instanceof TradingException refusal
                        && refusal.reason() != Reason.STORE_UNAVAILABLE))
        .recoverWithUni(() -> refuse(action, connection))
        .onFailure()
        .recoverWithUni(
            e -> connection.close(new CloseReason(TRY_AGAIN_LATER, "service unavailable")));
  }

  private static void requireEntry(Authenticated believed, StreamSession session) {
    if (AccessTable.verdict(believed, AccessTable.socket(Dialect.ALPACA))
        != AccessTable.Verdict.OPEN) {
      throw new NotAuthenticatedException(NotAuthenticatedException.Cause.WRONG);
    }
    if (!session.belongsTo(believed)) {
      throw new SignInsExhaustedException();
    }
  }

  private static void end(LiveStreams.End why, WebSocketConnection connection) {
    switch (why) {
      case REVOKED -> close(connection, POLICY_VIOLATION, "credential revoked");
      case STOPPING -> close(connection, GOING_AWAY, "the service stops; connect again");
    }
  }

  private static Optional<Credential> credential(JsonNode data) {
    String token = text(data.path("oauth_token"));
    if (!token.isEmpty()) {
      return Optional.of(new Credential.Token(token));
    }
    String key = text(data.has("key_id") ? data.path("key_id") : data.path("key"));
    String secret = text(data.has("secret_key") ? data.path("secret_key") : data.path("secret"));
    return key.isEmpty() || secret.isEmpty()
        ? Optional.empty()
        : Optional.of(new Credential.ApiKey(key, secret));
  }

  /** Empty where there is none, also where a client writes null. */
  private static String text(JsonNode node) {
    return node.isTextual() ? node.asText() : "";
  }

  private Uni<Void> listen(JsonNode data, StreamSession session, WebSocketConnection connection) {
    Authenticated who = session.authenticated();
    AccountId account = session.account();
    if (who == null || account == null) {
      return refuse("listen", connection);
    }
    boolean wanted = false;
    for (JsonNode name : data.path("streams")) {
      wanted |= TRADE_UPDATES.equals(name.asText());
    }
    Uni<Void> reply =
        send(
            connection,
            "listening",
            Map.of("streams", wanted ? List.of(TRADE_UPDATES) : List.of()));
    Optional<EventIds.Place> since = EventIds.place(text(data.path("since_id")));
    if (!wanted) {
      session.stop();
      return reply;
    }
    if (session.isListening() && since.isEmpty()) {
      return reply;
    }
    AccountScope scope = who.principal().scope();
    // The place is fixed before the answer: what comes after that is told.
    return reader
        .lastSeq(scope, account)
        .chain(
            end -> {
              EventIds.Place after = since.orElse(new EventIds.Place(end, Integer.MAX_VALUE));
              if (after.seq() > end) {
                return send(connection, "error", Map.of("error", LogCutException.MEANING));
              }
              return reader
                  .requireKept(scope, account, after.seq())
                  .chain(() -> reply)
                  .invoke(() -> follow(scope, account, after, session, connection));
            })
        .onFailure(AlpacaStream::isOfArchived)
        .recoverWithUni(
            () -> send(connection, "error", Map.of("error", Reason.EVENTS_ARCHIVED.meaning())))
        .onFailure(TradingException.class)
        .recoverWithUni(
            () -> connection.close(new CloseReason(TRY_AGAIN_LATER, "service unavailable")));
  }

  private static boolean isOfArchived(Throwable failure) {
    return failure instanceof TradingException refused
        && refused.reason() == Reason.EVENTS_ARCHIVED;
  }

  private void follow(
      AccountScope scope,
      AccountId account,
      EventIds.Place after,
      StreamSession session,
      WebSocketConnection connection) {
    session.follow(
        feed.follow(scope, account, Math.max(0, after.seq() - 1))
            .onItem()
            .transformToUniAndConcatenate(event -> updates.of(scope, event))
            .onItem()
            .<TradeUpdates.Placed>disjoint()
            .filter(placed -> placed.place().compareTo(after) > 0)
            .onItem()
            .transformToUniAndConcatenate(
                placed -> send(connection, TRADE_UPDATES, placed.update()).replaceWith(placed))
            .subscribe()
            .with(sent -> {}, failure -> broken(failure, connection)));
  }

  private static void broken(Throwable failure, WebSocketConnection connection) {
    if (failure instanceof TimeoutException) {
      close(connection, POLICY_VIOLATION, "slow consumer");
    } else if (failure instanceof LogCutException) {
      close(connection, INTERNAL_ERROR, LogCutException.MEANING);
    } else if (connection.isOpen()) {
      Log.warnf("Stream ended connectionId=%s: %s", connection.id(), failure.toString());
      close(connection, INTERNAL_ERROR, "stream failed");
    }
  }

  /** Says no, and ends the connection. */
  private Uni<Void> refuse(String action, WebSocketConnection connection) {
    return send(connection, "authorization", status("unauthorized", action))
        .chain(() -> connection.close(new CloseReason(POLICY_VIOLATION, "unauthorized")));
  }

  private static Map<String, String> status(String status, String action) {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("status", status);
    data.put("action", action.equals("auth") || action.isEmpty() ? "authenticate" : action);
    return data;
  }

  private Uni<Void> send(WebSocketConnection connection, String stream, Object data) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("stream", stream);
    message.put("data", data);
    Buffer frame;
    try {
      frame = Buffer.buffer(json.writeValueAsBytes(message));
    } catch (JacksonException e) {
      return Uni.createFrom().failure(e);
    }
    Duration most = config.stream().sendWithin();
    return connection.sendBinary(frame).ifNoItem().after(most).fail();
  }

  private static void close(WebSocketConnection connection, int code, String reason) {
    if (connection.isOpen()) {
      connection
          .close(new CloseReason(code, reason))
          .subscribe()
          .with(done -> {}, e -> Log.debugf("Close failed: %s", e.toString()));
    }
  }
}
