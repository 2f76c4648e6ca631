// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Authenticated;
import dev.unwind.dialect.Dialect;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.PrincipalId;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The streams that are open on this replica, sockets and server-sent events of all APIs. They are
 * counted per API, address and principal, so that none takes the room of all others; and they are
 * told to end when their credential is revoked or grants less than when they began, which one
 * question to the ledger finds out for all, and when the service stops, which they would hold up
 * otherwise.
 */
@ApplicationScoped
public class LiveStreams {
  /** Why a stream is to end though its client has not ended it. */
  public enum End {
    REVOKED,
    STOPPING
  }

  private final StreamsConfig config;
  private final Function<Set<UUID>, Uni<Map<UUID, AccountScope>>> stillValid;
  private final Map<Dialect, Integer> ofApi = new HashMap<>();
  private final Map<String, Integer> ofAddress = new HashMap<>();
  private final Map<PrincipalId, Integer> ofPrincipal = new HashMap<>();
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  @Inject
  LiveStreams(StreamsConfig config, Authenticate authenticate) {
    this(config, authenticate::stillValid);
  }

  LiveStreams(StreamsConfig config, Function<Set<UUID>, Uni<Map<UUID, AccountScope>>> stillValid) {
    this.config = config;
    this.stillValid = stillValid;
  }

  /**
   * A place for a stream whose caller is not known yet; empty where there is none left.
   *
   * @param most streams that the API may have here
   */
  public Optional<Stream> take(Dialect api, int most, String address) {
    synchronized (this) {
      if (!add(ofApi, api, most)) {
        return Optional.empty();
      }
      if (!add(ofAddress, address, config.perAddress())) {
        remove(ofApi, api);
        return Optional.empty();
      }
    }
    Stream stream = new Stream(api, address);
    open.add(stream);
    return Optional.of(stream);
  }

  /** The same for a caller that is known; none is left while the service stops. */
  public Optional<Stream> take(Dialect api, int most, String address, PrincipalId principal) {
    if (stopping) {
      return Optional.empty();
    }
    Optional<Stream> stream = take(api, most, address);
    if (stream.isPresent() && !stream.get().belongsTo(principal)) {
      stream.get().leave();
      return Optional.empty();
    }
    return stream;
  }

  /** Streams that are open now. */
  public int count() {
    return open.size();
  }

  synchronized int counters() {
    return ofApi.size() + ofAddress.size() + ofPrincipal.size();
  }

  private static <K> boolean add(Map<K, Integer> counts, K key, int most) {
    int present = counts.getOrDefault(key, 0);
    if (present >= most) {
      return false;
    }
    counts.put(key, present + 1);
    return true;
  }

  private static <K> void remove(Map<K, Integer> counts, K key) {
    counts.computeIfPresent(key, (k, count) -> count > 1 ? count - 1 : null);
  }

  /** What still follows counts as a request that is served, so it goes when the stop begins. */
  void beginToStop(@Observes ShutdownDelayInitiatedEvent event) {
    stop();
  }

  /** Where there is no delay. */
  void stop(@Observes @Priority(1) ShutdownEvent event) {
    stop();
  }

  private void stop() {
    stopping = true;
    List.copyOf(open).forEach(stream -> stream.end(End.STOPPING));
  }

  @Scheduled(
      every = "${unwind.streams.revocation-check:5s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> endRevoked() {
    Map<UUID, List<Stream>> watched = new HashMap<>();
    for (Stream stream : open) {
      Authenticated who = stream.caller;
      if (who != null) {
        watched.computeIfAbsent(who.credentialId(), id -> new ArrayList<>()).add(stream);
      }
    }
    if (stopping || watched.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return stillValid
        .apply(Set.copyOf(watched.keySet()))
        .invoke(
            valid ->
                watched.forEach(
                    (credential, streams) ->
                        streams.forEach(
                            stream -> stream.goesOn(credential, valid.get(credential)))))
        // Nothing is known while the ledger is away; the next turn asks again.
        .onFailure()
        .invoke(e -> Log.debugf("Credentials of streams were not looked up: %s", e))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  /** One stream; to be left once, when it has ended. */
  public final class Stream {
    private final Dialect api;
    private final String address;
    private @Nullable PrincipalId principal;
    private volatile @Nullable Authenticated caller;
    private volatile @Nullable Consumer<End> end;
    private boolean left;

    private Stream(Dialect api, String address) {
      this.api = api;
      this.address = address;
    }

    /** Counts the stream to who has signed in; false where that one has as many as it may. */
    public boolean belongsTo(PrincipalId who) {
      synchronized (LiveStreams.this) {
        if (left || who.equals(principal)) {
          return !left;
        }
        if (!add(ofPrincipal, who, config.perPrincipal())) {
          return false;
        }
        if (principal != null) {
          remove(ofPrincipal, principal);
        }
        principal = who;
        return true;
      }
    }

    /** It is to end once this caller's credential is not valid any more, or opens less. */
    public void dependsOn(Authenticated who) {
      caller = who;
    }

    /** What ends the stream; called at once while the service stops, and perhaps again. */
    public void endsBy(Consumer<End> action) {
      end = action;
      if (stopping) {
        action.accept(End.STOPPING);
      }
    }

    /**
     * @param granted what the credential opens now; null where it is revoked
     */
    private void goesOn(UUID credential, @Nullable AccountScope granted) {
      Authenticated who = caller;
      if (who == null || !who.credentialId().equals(credential)) {
        return;
      }
      if (granted == null || !granted.covers(who.principal().scope())) {
        end(End.REVOKED);
      }
    }

    private void end(End why) {
      Consumer<End> action = end;
      if (action != null) {
        action.accept(why);
      }
    }

    /** Gives the place back; a second time does nothing. */
    public void leave() {
      open.remove(this);
      synchronized (LiveStreams.this) {
        if (!left) {
          left = true;
          remove(ofApi, api);
          remove(ofAddress, address);
          if (principal != null) {
            remove(ofPrincipal, principal);
          }
        }
      }
    }
  }
}
