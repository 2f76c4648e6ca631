// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.position;

/** Direction of a position. */
public enum PositionSide {
  LONG,
  SHORT,
  FLAT
}
