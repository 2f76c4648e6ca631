// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Bounds of what a request may bring. */
@ConfigMapping(prefix = "unwind.http")
public interface HttpLimitsConfig {
  /**
   * Largest request body; a larger one is answered 413 in the dialect's shape. At most 16M, the
   * server's own limit.
   */
  @WithDefault("1M")
  MemorySize maxBodySize();

  /** How long a body may take to arrive. */
  @WithDefault("20s")
  @DurationMin(millis = 1)
  @DurationMax(minutes = 10)
  Duration bodyWithin();

  /** Longest path with its query. At most 60K, below the server's own limit. */
  @WithDefault("8K")
  MemorySize maxUriLength();

  /** Largest head without its first line. At most 60K, below the server's own limit. */
  @WithDefault("20K")
  MemorySize maxHeaderSize();

  /**
   * How long a request may stay without the head of an answer; then it is answered 503. A server
   * does not start with less than all that a request may wait for.
   */
  @WithDefault("90s")
  @DurationMin(millis = 1)
  @DurationMax(hours = 1)
  Duration answerWithin();
}
