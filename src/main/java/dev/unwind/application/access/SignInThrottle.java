// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who guesses: first per name and address, so that guessing at one name locks nobody
 * else out, and far later per address alone. Remembers a bounded number of both; who has been quiet
 * for longest is forgotten first.
 */
@ApplicationScoped
public class SignInThrottle {
  private final SignInConfig config;
  private final InstantSource clock;
  private final Map<Pair, Failures> ofPair;
  private final Map<String, Failures> ofAddress;

  /** Sign-ins that are being looked at; their number is that of the requests at hand. */
  private final Map<Pair, Integer> running = new HashMap<>();

  private record Pair(String name, String address) {}

  private record Failures(int count, Instant until, Instant last) {}

  public SignInThrottle(SignInConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    ofPair = remembering(config.remembered());
    ofAddress = remembering(config.remembered());
  }

  private static <K> Map<K, Failures> remembering(int most) {
    return new LinkedHashMap<>(64, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, Failures> eldest) {
        return size() > most;
      }
    };
  }

  /**
   * Lets a sign-in go on, or fails with {@link SignInDelayedException}, or with {@link
   * SignInsExhaustedException} where too many of the same are being looked at. A sign-in that fails
   * with {@link NotAuthenticatedException} counts.
   */
  public <T> Uni<T> attempt(String name, String address, Supplier<Uni<T>> signIn) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Pair pair = new Pair(name, address);
              begin(pair);
              return Uni.createFrom()
                  .deferred(signIn::get)
                  .onItem()
                  .invoke(() -> succeeded(pair))
                  .onFailure(NotAuthenticatedException.class)
                  .invoke(() -> failed(pair))
                  .onTermination()
                  .invoke(() -> end(pair));
            });
  }

  private synchronized void begin(Pair pair) {
    Instant now = clock.instant();
    Duration wait = longer(left(ofPair.get(pair), now), left(ofAddress.get(pair.address()), now));
    if (!wait.isZero()) {
      throw new SignInDelayedException(wait);
    }
    int others = running.getOrDefault(pair, 0);
    if (others >= config.atOnce()) {
      throw new SignInsExhaustedException();
    }
    running.put(pair, others + 1);
  }

  private synchronized void end(Pair pair) {
    running.computeIfPresent(pair, (key, count) -> count > 1 ? count - 1 : null);
  }

  private synchronized void succeeded(Pair pair) {
    ofPair.remove(pair);
  }

  private synchronized void failed(Pair pair) {
    Instant now = clock.instant();
    note(ofPair, pair, config.freeFailures(), now);
    note(ofAddress, pair.address(), config.freeFailuresOfAddress(), now);
  }

  synchronized int size() {
    return ofPair.size() + ofAddress.size() + running.size();
  }

  private <K> void note(Map<K, Failures> failures, K key, int free, Instant now) {
    Failures known = failures.get(key);
    boolean forgotten = known == null || known.last().plus(config.delayMax()).isBefore(now);
    int count = forgotten || known == null ? 1 : known.count() + 1;
    failures.put(key, new Failures(count, now.plus(delay(count - free)), now));
  }

  private Duration delay(int beyond) {
    if (beyond <= 0) {
      return Duration.ZERO;
    }
    Duration delay = config.delay().multipliedBy(1L << Math.min(beyond - 1, 20));
    return delay.compareTo(config.delayMax()) > 0 ? config.delayMax() : delay;
  }

  private static Duration left(@Nullable Failures known, Instant now) {
    return known == null || !known.until().isAfter(now)
        ? Duration.ZERO
        : Duration.between(now, known.until());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
