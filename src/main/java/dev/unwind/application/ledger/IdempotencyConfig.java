// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long idempotency keys are remembered. */
@ConfigMapping(prefix = "unwind.idempotency")
public interface IdempotencyConfig {
  /** After this a key is as if it had never been used. */
  @WithDefault("24h")
  Duration retention();
}
