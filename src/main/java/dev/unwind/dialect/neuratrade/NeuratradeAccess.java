// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.application.Actor;
import dev.unwind.application.access.Caller;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Runs an operation for the caller of the request at hand: first the request, then the account.
 * Failures become NeuraTrade's answers.
 */
@ApplicationScoped
class NeuratradeAccess {
  private final Caller caller;
  private final NeuratradeReplies replies;

  NeuratradeAccess(Caller caller, NeuratradeReplies replies) {
    this.caller = caller;
    this.replies = replies;
  }

  /** Who asks, and on which account. */
  record By(Actor actor, AccountId account) {}

  /** What anybody with a grant may do. */
  Uni<Response> read(
      NeuratradeOperation operation, BiFunction<Actor, AccountId, Uni<Response>> action) {
    return run(operation, () -> operation, (op, by) -> action.apply(by.actor(), by.account()));
  }

  /** What changes something; whether the role allows it has been looked at before. */
  <R> Uni<Response> command(
      NeuratradeOperation operation, Supplier<R> request, BiFunction<R, By, Uni<Response>> action) {
    return run(operation, request, action);
  }

  private <R> Uni<Response> run(
      NeuratradeOperation operation, Supplier<R> request, BiFunction<R, By, Uni<Response>> action) {
    Actor actor = caller.actor();
    return Uni.createFrom()
        .item(request)
        .chain(
            read -> caller.account().chain(account -> action.apply(read, new By(actor, account))))
        .onFailure()
        .recoverWithItem(failure -> replies.failure(failure, operation));
  }
}
