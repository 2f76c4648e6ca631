// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Under whose name a decision is written.
 *
 * @param actor a principal's name, or {@code venue:NAME} and {@code service} for what the service
 *     does by itself
 */
public record DecisionOrigin(String actor, String dialect, @Nullable String requestId) {
  /** What the service does on its own: deadlines, take-over, sessions. */
  public static final DecisionOrigin SERVICE = new DecisionOrigin("service", "unwind", null);
}
