// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.administration;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An account to be opened, as a book document describes one. Unknown keys are refused. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    requiredProperties = {"name", "currency"},
    additionalProperties = Schema.False.class)
public record UnwindNewAccount(
    @Nullable String name,
    @Schema(description = "As of what it is to trade: USD, USDT") @Nullable String currency,
    @Schema(enumeration = {"TRADING", "PORTFOLIO"}) @Nullable String type,
    @Schema(enumeration = {"NETTING", "HEDGING"}) @Nullable String positionMode,
    @Schema(description = "Decimal; 0 by default") @Nullable String cash,
    @Schema(description = "Whether executions settle later; of a PORTFOLIO by default")
        @Nullable Boolean settles,
    @Schema(description = "Where its orders go; simulator by default") @Nullable String venue) {

  /** A book document with nothing else in it. */
  @RegisterForReflection
  record Document(List<UnwindNewAccount> accounts) {}
}
