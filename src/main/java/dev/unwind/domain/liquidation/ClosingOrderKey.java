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
  private static final int NAME_BASED = 3;

  private ClosingOrderKey() {}

  /** Name-based uuid (version 3) of {@code liquidation:position:attempt}. */
  public static UUID of(UUID liquidation, PositionId position, int attempt) {
    String name = liquidation + ":" + position + ":" + attempt;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII));
  }

  /** False for the random keys of all other orders; an imported key may look like one of these. */
  public static boolean mayBe(UUID key) {
    return key.version() == NAME_BASED;
  }
}
