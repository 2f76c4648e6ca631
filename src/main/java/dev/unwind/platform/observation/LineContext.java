// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.observation;

import io.smallrye.common.vertx.VertxContext;
import java.util.Optional;
import org.jboss.logging.MDC;

/**
 * What every log line of a request carries. It is kept with the request, not with its thread: an
 * event loop turns to another request at any time.
 */
public enum LineContext {
  REQUEST("request"),
  ACCOUNT("account"),
  LIQUIDATION("liquidation");

  private final String key;

  LineContext(String key) {
    this.key = key;
  }

  /** Does nothing outside of a request, where it would stay with the thread. */
  public void put(Object value) {
    if (VertxContext.isOnDuplicatedContext()) {
      MDC.put(key, value.toString());
    }
  }

  /** Lines that follow carry none. */
  void remove() {
    if (VertxContext.isOnDuplicatedContext()) {
      MDC.remove(key);
    }
  }

  /** What it is for the request at hand. */
  Optional<Object> get() {
    return VertxContext.isOnDuplicatedContext()
        ? Optional.ofNullable(MDC.get(key))
        : Optional.empty();
  }
}
