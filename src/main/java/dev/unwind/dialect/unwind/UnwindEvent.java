// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An entry of an account's event log, with the state after it of what it concerns. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"accountId", "seq", "id", "at", "kind", "actor", "dialect"})
public record UnwindEvent(
    long accountId,
    @Schema(description = "1 for an account's first event, without gaps") long seq,
    @Schema(description = "Unique in the ledger, not ordered") long id,
    Instant at,
    @Schema(
            enumeration = {
              "ORDER_HELD",
              "ORDER_ACCEPTED",
              "ORDER_PENDING_NEW",
              "ORDER_NEW",
              "ORDER_PENDING_CANCEL",
              "ORDER_CANCELED",
              "ORDER_CANCEL_REJECTED",
              "ORDER_PENDING_REPLACE",
              "ORDER_REPLACED",
              "ORDER_REPLACE_REJECTED",
              "ORDER_ADJUSTED",
              "ORDER_REJECTED",
              "ORDER_EXPIRED",
              "FILL",
              "FILL_SETTLED",
              "LIQUIDATION_NEW",
              "LIQUIDATION_PROCESSING",
              "LIQUIDATION_ENDED",
              "LIQUIDATION_SETTLED",
              "POSITION_CHANGED",
              "ACCOUNT_LATCHED",
              "ACCOUNT_CONFIGURED",
              "ACCOUNT_OPENED",
              "ACCOUNT_RENAMED",
              "ACCOUNT_CLOSING",
              "ACCOUNT_CLOSED"
            })
        String kind,
    String actor,
    String dialect,
    @Nullable String requestId,
    @Nullable UnwindOrder order,
    @Nullable UnwindFill fill,
    @Nullable UnwindPosition position,
    @Nullable UnwindLiquidation liquidation,
    @Schema(description = "The account's cash, where it moved") @Nullable String cash,
    UnwindAccount.@Nullable TradingState tradingState,
    @Schema(description = "The account's status, where it or the title moved")
        @Nullable String accountStatus) {

  /** Events ascending by {@code seq}. */
  @RegisterForReflection
  @Schema(
      name = "UnwindEventPage",
      requiredProperties = {"events", "next"})
  public record Page(
      List<UnwindEvent> events,
      @Schema(description = "Value of after for the next page") long next) {}
}
