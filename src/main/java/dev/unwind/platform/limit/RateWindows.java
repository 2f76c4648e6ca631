// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests per key in windows of a minute that begin with a key's first request. At most
 * {@code keysMax} keys are remembered; the one unused for longest is forgotten, which errs to its
 * favour.
 */
final class RateWindows {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final int limit;
  private final Map<UUID, Window> windows;

  RateWindows(int limit, int keysMax) {
    this.limit = limit;
    windows =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<UUID, Window> eldest) {
            return size() > keysMax;
          }
        };
  }

  /**
   * How a key stands.
   *
   * @param admitted whether the request asked about may go on
   * @param resetAt when the window ends
   */
  record Standing(boolean admitted, int limit, int remaining, Instant resetAt) {}

  /** Counts a request, or refuses it when the window is full. */
  synchronized Standing take(UUID key, Instant now) {
    Window window = window(key, now);
    if (window == null) {
      window = new Window(now.plus(WINDOW));
      windows.put(key, window);
    }
    boolean admitted = window.used < limit;
    if (admitted) {
      window.used++;
    }
    return new Standing(admitted, limit, limit - window.used, window.end);
  }

  /** Looks without counting. */
  synchronized Standing peek(@Nullable UUID key, Instant now) {
    Window window = key == null ? null : window(key, now);
    return window == null
        ? new Standing(true, limit, limit, now.plus(WINDOW))
        : new Standing(true, limit, limit - window.used, window.end);
  }

  synchronized int size() {
    return windows.size();
  }

  private @Nullable Window window(UUID key, Instant now) {
    Window window = windows.get(key);
    return window == null || !now.isBefore(window.end) ? null : window;
  }

  private static final class Window {
    private final Instant end;
    private int used;

    private Window(Instant end) {
      this.end = end;
    }
  }
}
