// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

/** Headers that all dialects give. */
public final class WireHeaders {
  /** Names the liquidation that a request has begun, in its uid. */
  public static final String LIQUIDATION = "Unwind-Liquidation";

  private WireHeaders() {}
}
