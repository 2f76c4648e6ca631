// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How ledger and venues are compared. */
@ConfigMapping(prefix = "unwind.reconciliation")
public interface ReconciliationConfig {
  /** How often an account is compared with its venue, besides after each reconnection. */
  @WithDefault("60s")
  Duration interval();

  /** How often is looked whether one is due. */
  @WithDefault("1s")
  Duration sweepInterval();

  /** A difference that was not known before is believed when it is the same after this. */
  @WithDefault("1s")
  Duration confirmAfter();

  /** Accounts of one venue that are compared. */
  @WithDefault("100")
  @Min(1)
  @Max(10000)
  int accountsMax();
}
