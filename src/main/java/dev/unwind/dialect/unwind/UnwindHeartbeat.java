// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.heartbeat.Heartbeat;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A promise to be heard of again, and what is done where it is not kept. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"accountId", "actor", "timeout", "action", "beatenAt", "dueAt"})
public record UnwindHeartbeat(
    long accountId,
    String actor,
    @Schema(description = "ISO-8601 duration") String timeout,
    @Schema(enumeration = {"closeOnly", "halt", "liquidate"}) String action,
    Instant beatenAt,
    Instant dueAt,
    @Schema(description = "When it was found that nobody was heard of in time")
        @Nullable Instant missedAt,
    @Schema(description = "What was done then") @Nullable UUID act) {

  /** Sent again and again. Unknown keys are refused. */
  @RegisterForReflection
  @Schema(
      name = "UnwindHeartbeatRequest",
      requiredProperties = {"timeout", "action"},
      additionalProperties = Schema.False.class)
  public record Request(
      @Schema(description = "Within which the next one will come: 30s, 5m, 1h or PT30S")
          @Nullable String timeout,
      @Schema(
              enumeration = {"closeOnly", "halt", "liquidate"},
              description =
                  "closeOnly: only what reduces is accepted. halt: nothing is, and working orders are cancelled. liquidate:"
                      + " the same, and everything is closed")
          @Nullable String action) {}

  static UnwindHeartbeat of(Heartbeat heartbeat) {
    return new UnwindHeartbeat(
        heartbeat.account().value(),
        heartbeat.origin().actor(),
        heartbeat.timeout().toString(),
        word(heartbeat.action()),
        heartbeat.beatenAt(),
        heartbeat.dueAt(),
        heartbeat.missedAt(),
        heartbeat.act());
  }

  static Heartbeat.Action action(@Nullable String word) {
    for (Heartbeat.Action action : Heartbeat.Action.values()) {
      if (word(action).equals(word)) {
        return action;
      }
    }
    throw UnwindBodies.malformed("action must be closeOnly, halt or liquidate");
  }

  private static String word(Heartbeat.Action action) {
    return switch (action) {
      case CLOSE_ONLY -> "closeOnly";
      case HALT -> "halt";
      case LIQUIDATE -> "liquidate";
    };
  }
}
