// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import dev.unwind.application.Actor;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.domain.value.AccountId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An act that is asked for.
 *
 * @param named accounts by name, uid or id
 * @param everyAccount all that the caller is granted; {@code named} is empty then
 * @param key null where the caller gave none
 * @param expected digest of what is to be done to each account; null: whatever that is
 */
public record NewAct(
    Actor actor,
    ActTask task,
    List<String> named,
    boolean everyAccount,
    @Nullable String reason,
    @Nullable String clientReference,
    @Nullable IdempotencyKey key,
    @Nullable Map<AccountId, String> expected) {
  public NewAct {
    named = List.copyOf(named);
    expected = expected == null ? null : Map.copyOf(expected);
  }

  /** Whatever is to be done to each account. */
  public NewAct(
      Actor actor,
      ActTask task,
      List<String> named,
      boolean everyAccount,
      @Nullable String reason,
      @Nullable String clientReference,
      @Nullable IdempotencyKey key) {
    this(actor, task, named, everyAccount, reason, clientReference, key, null);
  }

  /** The same over exactly these accounts, of which each has to be as it was. */
  NewAct expecting(List<String> accounts, Map<AccountId, String> digests) {
    return new NewAct(actor, task, accounts, false, reason, clientReference, key, digests);
  }
}
