// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.control.Lift;
import dev.unwind.dialect.unwind.UnwindAccount;
import dev.unwind.dialect.unwind.UnwindMapping;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A request to lift a latch, which another principal must confirm. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    requiredProperties = {
      "id",
      "accountId",
      "status",
      "actor",
      "state",
      "reason",
      "lifts",
      "createdAt",
      "expiresAt"
    })
public record UnwindLift(
    UUID id,
    long accountId,
    @Schema(enumeration = {"PENDING", "CONFIRMED", "WITHDRAWN", "EXPIRED"}) String status,
    @Schema(description = "Who has asked, and so cannot confirm it") String actor,
    @Schema(description = "What the account is to be") String state,
    String reason,
    @Schema(description = "The latch that is meant; a later one is not lifted by this")
        UnwindAccount.TradingState lifts,
    Instant createdAt,
    Instant expiresAt,
    @Schema(description = "Who has confirmed it or taken it back") @Nullable String decidedBy,
    @Nullable Instant decidedAt) {

  static UnwindLift of(Lift lift, Instant now) {
    return new UnwindLift(
        lift.id(),
        lift.account().value(),
        lift.statusAt(now).name(),
        lift.actor(),
        lift.state().name(),
        lift.reason(),
        UnwindMapping.tradingState(lift.seen()),
        lift.createdAt(),
        lift.expiresAt(),
        lift.decidedBy(),
        lift.decidedAt());
  }

  /** The newest first. */
  @RegisterForReflection
  @Schema(
      name = "UnwindLiftPage",
      requiredProperties = {"lifts", "limit", "offset"})
  public record Page(List<UnwindLift> lifts, int limit, int offset) {}
}
