// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the ledger may take. */
@ConfigMapping(prefix = "unwind.store")
public interface StoreConfig {
  /**
   * Longest wait for a short statement, waiting for a connection included; beyond it the caller
   * gets a 503.
   */
  @WithDefault("5s")
  Duration statementTimeout();

  /** Longest wait for a write, conflicts and their repeats included. */
  @WithDefault("20s")
  Duration writeTimeout();

  /**
   * Longest search for what may have been written, where the answer to its COMMIT is lost; beyond
   * it the caller is told that the outcome is unknown.
   */
  @WithDefault("5s")
  Duration lookTimeout();

  /** Longest wait for an answer that several statements of one snapshot make. */
  @WithDefault("20s")
  Duration snapshotTimeout();

  /** Longest wait for the transaction of an import. */
  @WithDefault("120s")
  Duration importTimeout();
}
