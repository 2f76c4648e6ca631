// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

/** What a liquidation was asked to close. */
public enum LiquidationScope {
  POSITION,
  POSITIONS,
  ACCOUNT
}
