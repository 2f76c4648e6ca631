// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

/** What a close does when working orders hold part of what it asks for. */
public enum HeldPolicy {
  /** Refuse the position, and say what holds it. */
  REFUSE,
  /** Close what is free. */
  CLOSE_AVAILABLE
}
