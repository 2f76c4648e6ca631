// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down who guesses passwords: per name and address, and per address alone. Remembers a
 * bounded number of both; who has been quiet for longest is forgotten first.
 */
final class SignInThrottle {
  private final TradovateConfig.SignIn config;
  private final Map<String, Failures> failures;

  private record Failures(int count, Instant until, Instant last) {}

  SignInThrottle(TradovateConfig.SignIn config) {
    this.config = config;
    int most = config.remembered();
    failures =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > most;
          }
        };
  }

  /** How long this caller has to wait before a sign-in is looked at. */
  synchronized Optional<Duration> penalty(String name, String address, Instant now) {
    Duration longest = Duration.ZERO;
    for (String key : new String[] {ofBoth(name, address), ofAddress(address)}) {
      Failures known = failures.get(key);
      if (known != null && known.until().isAfter(now)) {
        Duration left = Duration.between(now, known.until());
        longest = left.compareTo(longest) > 0 ? left : longest;
      }
    }
    return longest.isZero() ? Optional.empty() : Optional.of(longest);
  }

  synchronized void failed(String name, String address, Instant now) {
    note(ofBoth(name, address), config.freeFailures(), now);
    note(ofAddress(address), config.freeFailuresOfAddress(), now);
  }

  synchronized void succeeded(String name, String address) {
    failures.remove(ofBoth(name, address));
  }

  synchronized int size() {
    return failures.size();
  }

  private void note(String key, int free, Instant now) {
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

  private static String ofBoth(String name, String address) {
    return "name/" + address + "/" + name;
  }

  private static String ofAddress(String address) {
    return "address/" + address;
  }
}
