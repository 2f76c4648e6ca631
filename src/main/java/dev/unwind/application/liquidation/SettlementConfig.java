// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When executions settle. */
@ConfigMapping(prefix = "unwind.settlement")
public interface SettlementConfig {
  /** From an execution to its settlement, on accounts that settle. */
  @WithDefault("2d")
  Duration delay();
}
