// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How many requests a key of the Alpaca dialect has. */
@ConfigMapping(prefix = "unwind.dialect.alpaca.rate-limit")
public interface AlpacaRateLimitConfig {
  /** Whether the limit is enforced; its headers are sent either way. */
  @WithDefault("true")
  boolean enabled();

  /** Requests per key and minute, closes and cancels not counted. */
  @WithDefault("200")
  @Min(1)
  @Max(1_000_000)
  int perMinute();

  /** Keys that are remembered at once. */
  @WithDefault("10000")
  @Min(1)
  @Max(1_000_000)
  int keysMax();
}
