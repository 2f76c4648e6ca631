// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Settings of the Alpaca dialect; its rate limit is configured beside them. */
@ConfigMapping(prefix = "unwind.dialect.alpaca")
public interface AlpacaConfig {
  /**
   * How long a close waits beyond the cancel deadline for the result of the cancels: whoever drives
   * the liquidation needs a moment to size it.
   */
  @WithDefault("2s")
  Duration cancelGrace();

  /** The streams of trade updates. */
  Stream stream();

  /** Bounds of the WebSocket and of the server-sent events. */
  interface Stream {
    /** Connections of one replica, both kinds together; the next one is refused. */
    @WithDefault("2000")
    @Min(1)
    @Max(100_000)
    int connectionsMax();

    /** How long a WebSocket may stay without a credential. */
    @WithDefault("10s")
    Duration authenticateWithin();

    /** How long one message may take to leave; a slower consumer is disconnected. */
    @WithDefault("10s")
    Duration sendWithin();

    /** Time between two heartbeats of the server-sent events. */
    @WithDefault("15s")
    Duration heartbeat();
  }
}
