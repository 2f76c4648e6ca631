// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import dev.unwind.application.Actor;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.PrincipalId;

/**
 * A request whose caller may make it.
 *
 * @param body as received; empty where there is none
 */
public record UpvestCall(Actor actor, String requestId, String method, String path, byte[] body) {
  public AccountScope scope() {
    return actor.scope();
  }

  public DecisionOrigin decision() {
    return DecisionOrigin.of(actor);
  }

  public PrincipalId caller() {
    return actor.principal().id();
  }
}
