// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

/** What a close does when working orders hold part of what it asks for. */
public enum HeldPolicy {
  /** Refuse the position, and say what holds it. */
  REFUSE,
  /** Close what is free. */
  CLOSE_AVAILABLE,
  /**
   * Close what is free, and what the holding orders leave as soon as they end. Closing orders that
   * the venue has taken already are not cancelled, and a position is closed only when nothing of it
   * is left.
   */
  CLOSE_AS_FREED
}
