// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of what a request may bring. */
@ConfigMapping(prefix = "unwind.http")
public interface HttpLimitsConfig {
  /**
   * Largest request body; a larger one is answered 413 in the dialect's shape. At most 16M, the
   * server's own limit.
   */
  @WithDefault("1M")
  MemorySize maxBodySize();
}
