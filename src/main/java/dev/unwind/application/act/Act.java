// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.domain.value.PrincipalId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request over many accounts; durable before any of them is touched.
 *
 * @param caller whose it is
 * @param origin under whose name its decisions are written
 * @param reason why, in the caller's words
 * @param accounts how many it names
 * @param lane which acts it waits for
 * @param endedAt when the last of them was decided; null until then
 */
public record Act(
    UUID id,
    PrincipalId caller,
    DecisionOrigin origin,
    ActTask task,
    @Nullable String reason,
    @Nullable String clientReference,
    int accounts,
    ActLane lane,
    Instant createdAt,
    @Nullable Instant endedAt) {

  /**
   * Under this an account remembers that the act has been there. No caller's key has a space in it.
   */
  public IdempotencyKey key() {
    return key("act " + id);
  }

  /** The same for the close of a halt, where that was refused when the account was halted. */
  IdempotencyKey keyOfClose() {
    return key("act " + id + " close");
  }

  private IdempotencyKey key(String name) {
    return new IdempotencyKey(origin.dialect(), name, name.getBytes(StandardCharsets.US_ASCII));
  }
}
