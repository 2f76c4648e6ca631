// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * How many streams one client may have open on a replica: sockets and server-sent events of all
 * APIs together.
 */
@ConfigMapping(prefix = "unwind.streams")
public interface StreamsConfig {
  /** Streams of one address, signed in or not. */
  @WithDefault("500")
  @Min(1)
  @Max(100_000)
  int perAddress();

  /** Streams of one principal, whichever of its keys and tokens opened them. */
  @WithDefault("200")
  @Min(1)
  @Max(100_000)
  int perPrincipal();
}
