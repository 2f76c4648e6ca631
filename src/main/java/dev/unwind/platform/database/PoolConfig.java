// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long work waits for the database, and how much of it may wait. */
@ConfigMapping(prefix = "unwind.database")
public interface PoolConfig {

  /** For a new connection to be established. */
  @WithDefault("2s")
  Duration connectTimeout();

  /** For a connection of the pool to become free. */
  @WithDefault("5s")
  Duration acquisitionTimeout();

  /** Requests that may wait for a connection at the same time; those above are refused at once. */
  @WithDefault("5000")
  @Min(1)
  @Max(100_000)
  int waitQueueMax();

  /** For one statement, enforced by the server. Zero leaves it to the server's own settings. */
  @WithDefault("30s")
  Duration statementTimeout();

  /**
   * For a transaction to go on after a statement, enforced by the server: a replica that hangs must
   * not keep its row locks. Zero leaves it to the server's own settings.
   */
  @WithDefault("30s")
  Duration idleInTransactionTimeout();

  /**
   * Whether a commit has to be on a second server before it is acknowledged. The service then looks
   * whether PostgreSQL waits for one, and says so when it does not; it goes on all the same.
   */
  @WithDefault("false")
  boolean requireSynchronous();

  /** How often it looks. */
  @WithDefault("10s")
  Duration synchronousCheck();

  /**
   * Whether the ledger is spread over several servers. Such a ledger is refused as long as not all
   * of the service works on it; tests of what does set this.
   */
  @WithDefault("false")
  boolean spread();

  /** For the readiness check's answer. */
  @WithDefault("1s")
  Duration readinessTimeout();
}
