// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.domain.liquidation.CloseRequest;
import org.jspecify.annotations.Nullable;

/**
 * A close with the caller's idempotency key: same key, same liquidation, one effect (I11).
 *
 * @param key null where the caller gave none
 */
public record CloseCommand(CloseRequest request, @Nullable IdempotencyKey key) {
  public static CloseCommand of(CloseRequest request) {
    return new CloseCommand(request, null);
  }
}
