// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import dev.unwind.dialect.unwind.UnwindConduct;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Accounts that are to stop. Unknown keys are refused. */
@RegisterForReflection
@Schema(
    requiredProperties = {"accounts", "reason"},
    additionalProperties = Schema.False.class)
public record UnwindHaltRequest(
    @Schema(description = "Names, uids or ids, or the one name *: all that the caller is granted")
        @Nullable List<String> accounts,
    @Schema(
            enumeration = {"HALTED", "CLOSE_ONLY"},
            defaultValue = "HALTED")
        @Nullable String state,
    @Schema(description = "Why; kept with the latch", minLength = 1, maxLength = 500)
        @Nullable String reason,
    @Schema(description = "The caller's name for it", maxLength = 128)
        @Nullable String clientReference,
    @Schema(description = "Cancel working orders", defaultValue = "true")
        @Nullable Boolean cancelOrders,
    @Schema(
            description =
                "Close every position as well; with select or target, those that it means")
        @Nullable Close liquidate) {

  /** What is closed once the account is blocked; an empty object closes everything. */
  @RegisterForReflection
  @Schema(name = "UnwindHaltClose", additionalProperties = Schema.False.class)
  public record Close(
      @Nullable UnwindSelection select,
      @Nullable String quantity,
      @Nullable String percentage,
      @Nullable String target,
      @Schema(
              enumeration = {"REFUSE", "CLOSE_AVAILABLE", "CLOSE_AS_FREED"},
              defaultValue = "REFUSE")
          @Nullable String heldPolicy,
      @Schema(description = "As of a liquidation; at once by the market where absent")
          UnwindConduct.@Nullable Style style,
      @Schema(
              enumeration = {"listed", "shortsFirst", "largestFirst"},
              defaultValue = "listed")
          @Nullable String order,
      @Schema(minimum = "1", maximum = "10000", description = "As of a liquidation")
          @Nullable Integer maxConcurrent,
      @Schema(description = "As of a liquidation, such as 10m") @Nullable String deadline,
      @Schema(
              enumeration = {"report", "market"},
              defaultValue = "report")
          @Nullable String onDeadline) {}
}
