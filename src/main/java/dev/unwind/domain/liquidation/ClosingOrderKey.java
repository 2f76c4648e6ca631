// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.value.PositionId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The identity of a closing order, derived from what it closes: a retry of the same attempt is the
 * same order everywhere (I4). The SQL of the set-based close derives the same value.
 */
public final class ClosingOrderKey {
  private ClosingOrderKey() {}

  /** Name-based uuid (version 3) of {@code liquidation:position:attempt}. */
  public static UUID of(UUID liquidation, PositionId position, int attempt) {
    String name = liquidation + ":" + position + ":" + attempt;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII));
  }
}
