// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.stream;

import dev.unwind.application.access.Authenticated;
import dev.unwind.dialect.wire.LiveStreams;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.subscription.Cancellable;
import org.jspecify.annotations.Nullable;

/** What one WebSocket is: who opened it, for which account, and what it listens to. */
final class StreamSession {
  private final LiveStreams.Stream stream;
  private @Nullable Authenticated authenticated;
  private @Nullable AccountId account;
  private @Nullable Cancellable following;
  private boolean ended;

  StreamSession(LiveStreams.Stream stream) {
    this.stream = stream;
  }

  synchronized @Nullable Authenticated authenticated() {
    return authenticated;
  }

  synchronized @Nullable AccountId account() {
    return account;
  }

  synchronized boolean isListening() {
    return following != null;
  }

  /** Counts it to its caller; false where that one has as many as it may. */
  boolean belongsTo(Authenticated who) {
    return stream.belongsTo(who.principal().id());
  }

  /** Notes who it is; whatever it listened to before as somebody else ends. */
  synchronized void authorize(Authenticated who, AccountId of) {
    if (ended) {
      return;
    }
    stop();
    authenticated = who;
    account = of;
    stream.dependsOn(who);
  }

  /** Listens to this instead of what it listened to. */
  synchronized void follow(Cancellable subscription) {
    stop();
    if (ended) {
      subscription.cancel();
    } else {
      following = subscription;
    }
  }

  synchronized void stop() {
    if (following != null) {
      following.cancel();
      following = null;
    }
  }

  /** The connection is gone. */
  synchronized void end() {
    if (!ended) {
      ended = true;
      stop();
      stream.leave();
    }
  }
}
