// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import dev.unwind.application.access.Authenticated;
import dev.unwind.dialect.tradovate.TradovateConfig;
import dev.unwind.dialect.wire.LiveStreams;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One client's socket: who it is, what it follows, and what waits to leave for it. One frame is on
 * its way at a time; a client that does not read is told to go and closed, so that what waits stays
 * bounded.
 */
final class TradovateConnection {
  private static final int POLICY = 1008;
  private static final String SLOW = "slow consumer";

  private final WebSocketConnection socket;
  private final Runnable cut;
  private final TradovateConfig.Socket config;
  private final String address;
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<String, CompletableFuture<@Nullable Void>> running = new ConcurrentHashMap<>();

  private final Deque<Frame> waiting = new ArrayDeque<>();
  private long waitingChars;
  private boolean sending;
  private boolean closing;
  private final List<Cancellable> followed = new ArrayList<>();

  private final long openedNanos = System.nanoTime();
  private volatile LiveStreams.@Nullable Stream stream;
  private volatile @Nullable Authenticated authenticated;
  private volatile CompletableFuture<@Nullable Void> authorized =
      CompletableFuture.completedFuture(null);
  private volatile long lastSentNanos = System.nanoTime();
  private volatile long lastHeardNanos = System.nanoTime();

  private record Frame(String text, CompletableFuture<@Nullable Void> left) {}

  /**
   * @param cut ends the network connection, whatever still waits to leave
   */
  TradovateConnection(
      WebSocketConnection socket, Runnable cut, String address, TradovateConfig.Socket config) {
    this.socket = socket;
    this.cut = cut;
    this.address = address;
    this.config = config;
  }

  String id() {
    return socket.id();
  }

  String address() {
    return address;
  }

  @Nullable Authenticated authenticated() {
    return authenticated;
  }

  /** Counts it among the open streams; called once, before anything else. */
  void occupies(LiveStreams.Stream taken) {
    stream = taken;
  }

  /** Counts it to its caller; false where that one has as many as it may. */
  boolean belongsTo(Authenticated caller) {
    LiveStreams.Stream taken = stream;
    return taken == null || taken.belongsTo(caller.principal().id());
  }

  long ageNanos(long now) {
    return now - openedNanos;
  }

  void heard() {
    lastHeardNanos = System.nanoTime();
  }

  long idleNanos(long now) {
    return now - lastSentNanos;
  }

  long silentNanos(long now) {
    return now - lastHeardNanos;
  }

  /** Begins an authorization; later calls wait for its end. */
  CompletableFuture<@Nullable Void> authorizing() {
    CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    authorized = end;
    return end;
  }

  void authenticated(Authenticated caller) {
    authenticated = caller;
    LiveStreams.Stream taken = stream;
    if (taken != null) {
      taken.dependsOn(caller);
    }
  }

  /** Until no authorization is going on. */
  Uni<Void> settled() {
    CompletableFuture<@Nullable Void> pending = authorized;
    return pending.isDone()
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().completionStage(pending).replaceWithVoid();
  }

  /** Takes one of the places for calls; false where all are taken. */
  boolean begin(String requestId) {
    if (calls.incrementAndGet() > config.callsMax()) {
      calls.decrementAndGet();
      return false;
    }
    running.put(requestId, new CompletableFuture<>());
    return true;
  }

  /** The call is answered: what it has caused may be told now. */
  void end(String requestId) {
    calls.decrementAndGet();
    CompletableFuture<@Nullable Void> done = running.remove(requestId);
    if (done != null) {
      done.complete(null);
    }
  }

  /** Until the call of that id on this socket, if there is one, has been answered. */
  Uni<Void> answered(@Nullable String requestId) {
    CompletableFuture<@Nullable Void> done = requestId == null ? null : running.get(requestId);
    return done == null
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().completionStage(done).replaceWithVoid();
  }

  /** Follows something instead of what was followed before. */
  synchronized void follow(List<Cancellable> next) {
    followed.forEach(Cancellable::cancel);
    followed.clear();
    if (closing) {
      next.forEach(Cancellable::cancel);
    } else {
      followed.addAll(next);
    }
  }

  /** Sends a frame behind those that wait; completes when it has left. */
  Uni<Void> send(String text) {
    Frame frame = new Frame(text, new CompletableFuture<>());
    boolean start;
    synchronized (this) {
      if (closing) {
        return Uni.createFrom().failure(new SocketGoneException());
      }
      if (waitingChars + text.length() > config.waitingCharsMax() && !waiting.isEmpty()) {
        start = false;
        frame.left().completeExceptionally(new SocketGoneException());
      } else {
        waiting.addLast(frame);
        waitingChars += text.length();
        start = !sending;
        sending = true;
      }
    }
    if (frame.left().isCompletedExceptionally()) {
      shut("ConnectionQuotaReached", SLOW, POLICY);
    } else if (start) {
      sendNext();
    }
    return Uni.createFrom().completionStage(frame.left()).replaceWithVoid();
  }

  /** The same where nobody waits for it. */
  void sendLater(String text) {
    send(text).subscribe().with(left -> {}, gone -> {});
  }

  private void sendNext() {
    Frame frame;
    synchronized (this) {
      frame = waiting.pollFirst();
      if (frame == null) {
        sending = false;
        return;
      }
      waitingChars -= frame.text().length();
    }
    lastSentNanos = System.nanoTime();
    socket
        .sendText(frame.text())
        .ifNoItem()
        .after(config.sendTimeout())
        .fail()
        .subscribe()
        .with(
            sent -> {
              frame.left().complete(null);
              sendNext();
            },
            failure -> {
              frame.left().completeExceptionally(failure);
              Log.debugf("Socket does not take frames connection=%s: %s", id(), failure);
              shut("ConnectionQuotaReached", SLOW, POLICY);
            });
  }

  /** Says why, and closes. What waits is dropped. */
  void shut(String reasonCode, String reason, int code) {
    List<Frame> dropped;
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
      dropped = new ArrayList<>(waiting);
      waiting.clear();
      waitingChars = 0;
      followed.forEach(Cancellable::cancel);
      followed.clear();
    }
    dropped.forEach(f -> f.left().completeExceptionally(new SocketGoneException()));
    if (socket.isOpen()) {
      socket
          .sendText(TradovateFrames.shutdown(reasonCode, reason))
          .chain(() -> socket.sendText(TradovateFrames.close(code, reason)))
          .ifNoItem()
          .after(config.sendTimeout().dividedBy(5))
          .fail()
          .onFailure()
          .recoverWithNull()
          .chain(() -> socket.close(new CloseReason(code, reason)))
          .subscribe()
          .with(closed -> {}, failure -> Log.debugf("Socket closed badly: %s", failure));
    }
    Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(config.sendTimeout())
        .subscribe()
        .with(late -> cut.run());
  }

  /** The client has gone. */
  void closed() {
    LiveStreams.Stream taken = stream;
    if (taken != null) {
      taken.leave();
    }
    List<Frame> dropped;
    synchronized (this) {
      closing = true;
      dropped = new ArrayList<>(waiting);
      waiting.clear();
      waitingChars = 0;
      followed.forEach(Cancellable::cancel);
      followed.clear();
    }
    dropped.forEach(f -> f.left().completeExceptionally(new SocketGoneException()));
  }

  /** There is nobody to send to any more. */
  static final class SocketGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SocketGoneException() {
      super("the socket is gone", null, false, false);
    }
  }
}
