// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Settings of the Tradovate dialect. */
@ConfigMapping(prefix = "unwind.dialect.tradovate")
public interface TradovateConfig {
  /**
   * Whether answers keep to the vendor's oldest schema, for clients that refuse unknown fields:
   * contracts come without a timestamp.
   */
  @WithDefault("false")
  boolean classic();

  /** How long an access token is good; a socket once authorised outlives it. */
  @WithDefault("80m")
  Duration sessionLifetime();

  /**
   * Whether the {@code mdAccessToken} of a sign-in opens everything that its access token does. By
   * default it opens market data only. For clients that authorise their trading socket with it, as
   * {@code tradovate} of npm does.
   */
  @WithDefault("false")
  boolean marketDataTokenTrades();

  /** How long a liquidation is waited for beyond the cancel deadline until it is sized. */
  @WithDefault("2s")
  Duration sizingGrace();

  /** The most rows of one answer. */
  @WithDefault("10000")
  @Min(1)
  @Max(20_000)
  int rowsMax();

  /** The most ids in one call. */
  @WithDefault("1000")
  @Min(1)
  @Max(10_000)
  int idsMax();

  Socket socket();

  /** The WebSocket. */
  interface Socket {
    /** How long a socket may stay without having authorised; heartbeats do not prolong it. */
    @WithDefault("10s")
    Duration authenticateWithin();

    /** Idle time after which a heartbeat is sent. */
    @WithDefault("2500ms")
    Duration heartbeat();

    /** Silence of a client after which it is dropped; clients send heartbeats of their own. */
    @WithDefault("30s")
    Duration silenceMax();

    /** How long one frame may take to leave for a client before it counts as not reading. */
    @WithDefault("5s")
    Duration sendTimeout();

    /** Calls of one socket that are worked on at once; further ones are answered 429. */
    @WithDefault("32")
    @Min(1)
    @Max(1_000)
    int callsMax();

    /** Characters that wait to leave for one client, beyond the frame that is leaving. */
    @WithDefault("16000000")
    @Min(100_000)
    @Max(1_000_000_000)
    int waitingCharsMax();

    /** Accounts that one socket follows. */
    @WithDefault("200")
    @Min(1)
    @Max(10_000)
    int accountsMax();

    /** Sockets on this replica. */
    @WithDefault("2000")
    @Min(1)
    @Max(100_000)
    int connectionsMax();

    /** Sockets of one principal on this replica; the oldest one makes room. */
    @WithDefault("50")
    @Min(1)
    @Max(10_000)
    int perPrincipal();
  }
}
