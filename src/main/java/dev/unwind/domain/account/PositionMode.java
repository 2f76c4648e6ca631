// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.account;

/** NETTING keeps one position per instrument; HEDGING opens one position per opening order. */
public enum PositionMode {
  NETTING,
  HEDGING
}
