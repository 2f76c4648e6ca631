// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.application.Actor;
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

  /** Whoever runs a command beside the database, which asks for no credential. */
  public static final DecisionOrigin COMMAND_LINE =
      new DecisionOrigin("command line", "unwind", null);

  public static DecisionOrigin of(Actor actor) {
    return new DecisionOrigin(actor.name(), actor.dialect(), actor.requestId());
  }
}
