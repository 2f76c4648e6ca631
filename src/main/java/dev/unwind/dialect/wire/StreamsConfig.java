// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

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

  /** How often it is looked up whether the credentials of open streams are still valid. */
  @WithDefault("5s")
  Duration revocationCheck();
}
