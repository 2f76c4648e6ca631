// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import dev.unwind.application.Actor;
import dev.unwind.application.ledger.IdempotencyKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An act that is asked for.
 *
 * @param named accounts by name, uid or id
 * @param everyAccount all that the caller is granted; {@code named} is empty then
 * @param key null where the caller gave none
 */
public record NewAct(
    Actor actor,
    ActTask task,
    List<String> named,
    boolean everyAccount,
    @Nullable String reason,
    @Nullable String clientReference,
    @Nullable IdempotencyKey key) {
  public NewAct {
    named = List.copyOf(named);
  }
}
