// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Credential;
import dev.unwind.application.access.NotAuthenticatedException;
import dev.unwind.application.access.SignInsExhaustedException;
import dev.unwind.application.event.EventFeed;
import dev.unwind.application.observation.Observations;
import dev.unwind.dialect.AccessTable;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.tradovate.TradovateCall;
import dev.unwind.dialect.tradovate.TradovateConfig;
import dev.unwind.dialect.tradovate.TradovateErrors;
import dev.unwind.dialect.tradovate.TradovateFault;
import dev.unwind.dialect.tradovate.TradovateOperation;
import dev.unwind.dialect.tradovate.TradovateView;
import dev.unwind.dialect.wire.ClientAddresses;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.AccountId;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The socket of the dialect: the operations of the resources by their names, and after a
 * syncrequest the changes of every entity as the event log tells them.
 */
@WebSocket(path = "/v1/websocket", inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class TradovateSocket {
  private static final int POLICY = 1008;
  private static final String AUTHORIZE = "authorize";
  private static final String SIGN_IN = "auth/accesstokenrequest";
  private static final String SYNC = "user/syncrequest";

  /** Answers beyond this are made off the event loop. */
  private static final int ROWS_AT_ONCE = 200;

  private final TradovateSockets sockets;
  private final TradovateChannels channels;
  private final TradovateOperations operations;
  private final TradovateSync sync;
  private final TradovateUpdates props;
  private final EventFeed feed;
  private final ClientAddresses addresses;
  private final Authenticate authenticate;
  private final ObjectMapper mapper;
  private final Observations observations;
  private final TradovateConfig.Socket config;

  TradovateSocket(
      TradovateSockets sockets,
      TradovateChannels channels,
      TradovateOperations operations,
      TradovateSync sync,
      TradovateUpdates props,
      EventFeed feed,
      ClientAddresses addresses,
      Authenticate authenticate,
      ObjectMapper mapper,
      Observations observations,
      TradovateConfig config) {
    this.observations = observations;
    this.sockets = sockets;
    this.channels = channels;
    this.operations = operations;
    this.sync = sync;
    this.props = props;
    this.feed = feed;
    this.addresses = addresses;
    this.authenticate = authenticate;
    this.mapper = mapper;
    this.config = config.socket();
  }

  @OnOpen
  Uni<Void> open(WebSocketConnection socket) {
    String address = addresses.of(socket.handshakeRequest());
    TradovateConnection connection =
        new TradovateConnection(socket, channels.cut(socket), address, config);
    if (!sockets.opened(connection)) {
      return Uni.createFrom().voidItem();
    }
    return connection.send(TradovateFrames.OPEN);
  }

  @OnClose
  Uni<Void> closed(WebSocketConnection socket) {
    sockets.closed(socket.id());
    return Uni.createFrom().voidItem();
  }

  @OnError
  Uni<Void> failed(Throwable failure, WebSocketConnection socket) {
    Log.debugf("Socket failed connection=%s: %s", socket.id(), failure);
    TradovateConnection connection = sockets.find(socket.id());
    if (connection != null) {
      // What is left of a frame that was too large would be taken for the next call.
      connection.shut("ConnectionQuotaReached", "the frame cannot be read", POLICY);
    }
    return Uni.createFrom().voidItem();
  }

  /** Answers are sent by the connection, one behind the other; nothing is returned. */
  @OnTextMessage
  Uni<Void> received(String frame, WebSocketConnection socket) {
    TradovateConnection connection = sockets.find(socket.id());
    if (connection == null) {
      return Uni.createFrom().voidItem();
    }
    connection.heard();
    if (TradovateFrames.isHeartbeat(frame)) {
      return Uni.createFrom().voidItem();
    }
    TradovateFrames.Request request = TradovateFrames.parse(frame).orElse(null);
    if (request == null) {
      connection.sendLater(TradovateFrames.unreadable());
      return Uni.createFrom().voidItem();
    }
    String requestId = "ws" + UUID.randomUUID().toString().replace("-", "");
    observations.request(requestId);
    if (!connection.begin(requestId)) {
      connection.sendLater(
          TradovateFrames.error(request.id(), new TradovateFault(429, "too many calls at once")));
      return Uni.createFrom().voidItem();
    }
    return answer(connection, request, requestId)
        .onFailure()
        .recoverWithItem(failure -> TradovateFrames.error(request.id(), fault(failure)))
        .invoke(
            answer -> {
              connection.sendLater(answer);
              connection.end(requestId);
            })
        .onCancellation()
        .invoke(() -> connection.end(requestId))
        .replaceWithVoid();
  }

  private Uni<String> answer(
      TradovateConnection connection, TradovateFrames.Request request, String requestId) {
    boolean bareToken =
        request.endpoint().equals(SIGN_IN) && !request.body().strip().startsWith("{");
    if (request.endpoint().equals(AUTHORIZE) || bareToken) {
      return authorize(connection, request);
    }
    return connection
        .settled()
        .chain(
            () -> {
              TradovateCall call =
                  new TradovateCall(
                      connection.authenticated(),
                      requestId,
                      connection.address(),
                      TradovateCall.query(request.query()),
                      request.body());
              return request.endpoint().equals(SYNC)
                  ? synchronise(connection, request.id(), call)
                  : call(request, call);
            });
  }

  private Uni<String> authorize(TradovateConnection connection, TradovateFrames.Request request) {
    CompletableFuture<@Nullable Void> done = connection.authorizing();
    return authenticate
        .with(new Credential.Token(TradovateFrames.token(request.body())))
        .map(
            caller -> {
              TradovateOperation.require(caller, AccessTable.socket(Dialect.TRADOVATE));
              if (!connection.belongsTo(caller)) {
                throw new TradovateFault(429, "too many streams are open");
              }
              connection.authenticated(caller);
              sockets.authorized(connection, caller);
              return TradovateFrames.reply(request.id(), 200);
            })
        .eventually(() -> done.complete(null));
  }

  private Uni<String> call(TradovateFrames.Request request, TradovateCall call) {
    TradovateOperation<?> operation = operations.find(request.endpoint()).orElse(null);
    if (operation == null) {
      call.caller();
      return Uni.createFrom().failure(() -> TradovateFault.notFound("operation"));
    }
    observations.operation(Dialect.TRADOVATE.code(), operation.name());
    return operation
        .call(call)
        .chain(
            result -> {
              boolean large = result instanceof Collection<?> rows && rows.size() > ROWS_AT_ONCE;
              return large ? later(request.id(), result) : reply(request.id(), result);
            });
  }

  private Uni<String> reply(long id, Object result) {
    try {
      return Uni.createFrom()
          .item(TradovateFrames.reply(id, 200, mapper.writeValueAsString(result)));
    } catch (JsonProcessingException e) {
      return Uni.createFrom().failure(e);
    }
  }

  private Uni<String> later(long id, Object result) {
    return Uni.createFrom()
        .deferred(() -> reply(id, result))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  /** The picture first, then what comes after it. */
  private Uni<String> synchronise(TradovateConnection connection, long id, TradovateCall call) {
    TradovateOperation.require(call.caller(), AccessTable.tradovate(SYNC));
    return sync.picture(call)
        .chain(
            picture ->
                later(id, picture.message())
                    .invoke(
                        answer -> {
                          connection.follow(List.of());
                          connection.follow(follow(connection, picture, call.requestId()));
                        }));
  }

  /** One stream per account, each waiting for the client to take what it has sent. */
  private List<Cancellable> follow(
      TradovateConnection connection, TradovateSync.Picture picture, String syncRequest) {
    List<Cancellable> followed = new ArrayList<>();
    TradovateView view = picture.view();
    for (Map.Entry<AccountId, Long> cursor : picture.cursors().entrySet()) {
      Cancellable stream =
          connection
              .answered(syncRequest)
              .onItem()
              .transformToMulti(
                  ready -> feed.follow(view.scope(), cursor.getKey(), cursor.getValue()))
              .onItem()
              .transformToUniAndConcatenate(event -> tell(connection, view, event))
              .subscribe()
              .with(told -> {}, failure -> lost(connection, failure));
      followed.add(stream);
    }
    return followed;
  }

  private Uni<Void> tell(TradovateConnection connection, TradovateView view, LedgerEvent event) {
    return connection
        .answered(event.requestId())
        .chain(() -> props.first(view, event))
        .chain(found -> send(connection, found))
        .chain(() -> props.then(view, event))
        .chain(found -> send(connection, found));
  }

  private Uni<Void> send(TradovateConnection connection, List<TradovateUpdate> found) {
    if (found.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    try {
      return connection.send(TradovateFrames.props(mapper, found));
    } catch (JsonProcessingException e) {
      return Uni.createFrom().failure(e);
    }
  }

  /** A gap would be worse than an end: the client connects again and asks for a new picture. */
  private static void lost(TradovateConnection connection, Throwable failure) {
    if (!(failure instanceof TradovateConnection.SocketGoneException)) {
      Log.warnf("Socket cannot follow its accounts connection=%s: %s", connection.id(), failure);
      connection.shut("Maintenance", "connect again", 1011);
    }
  }

  private static TradovateFault fault(Throwable failure) {
    if (failure instanceof TradovateFault fault) {
      return fault;
    }
    if (failure instanceof TradingException refused) {
      return TradovateErrors.fault(refused.denial());
    }
    if (failure instanceof NotAuthenticatedException) {
      return TradovateFault.denied();
    }
    if (failure instanceof SignInsExhaustedException) {
      return new TradovateFault(503, "the service is busy");
    }
    Log.error("Call through the socket failed", failure);
    return new TradovateFault(500, "internal error");
  }
}
