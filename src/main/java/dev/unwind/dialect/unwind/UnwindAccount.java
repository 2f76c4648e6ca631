// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An account. Decimals are strings. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    requiredProperties = {
      "id",
      "uid",
      "name",
      "type",
      "status",
      "currency",
      "positionMode",
      "settles",
      "cash",
      "tradingState",
      "venue",
      "onDifference",
      "createdAt"
    })
public record UnwindAccount(
    long id,
    UUID uid,
    String name,
    @Schema(description = "What it is called besides, where it is called anything")
        @Nullable String title,
    @Schema(enumeration = {"TRADING", "PORTFOLIO"}) String type,
    @Schema(enumeration = {"ACTIVE", "CLOSING", "LOCKED", "CLOSED"}) String status,
    String currency,
    @Schema(enumeration = {"NETTING", "HEDGING"}) String positionMode,
    boolean settles,
    String cash,
    TradingState tradingState,
    @Schema(
            description =
                "Where its orders go: simulator, or the name of a venue that is configured")
        String venue,
    @Schema(description = "Whether that venue answers; not told with a change of the latch")
        @Nullable VenueState venueState,
    @Schema(
            enumeration = {"REPORT", "HOLD", "ADOPT"},
            description = "What is done where its venue says otherwise than the ledger")
        String onDifference,
    Instant createdAt,
    @Schema(
            description =
                "Of one account: open positions that can only be closed; absent where there are none")
        @Nullable List<CloseOnly> closeOnly,
    @Schema(
            description =
                "Of one account: what a venue has reported and could not be booked; absent where there is none")
        @Nullable List<ParkedReport> parkedReports,
    @Schema(
            description =
                "Of one account: what its venue states otherwise than the ledger, as of the last comparison; absent where that is nothing")
        @Nullable List<UnwindReconciliation.Difference> differences) {

  /** Whether orders can be told to the venue; closes are accepted either way, and told later. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "UnwindVenueState", requiredProperties = "state")
  public record VenueState(
      @Schema(enumeration = {"UP", "DOWN"}) String state,
      @Nullable Instant since,
      @Nullable String reason) {}

  /** What is changed of it. Unknown keys are refused. */
  @RegisterForReflection
  @Schema(
      name = "UnwindAccountChange",
      requiredProperties = "title",
      additionalProperties = Schema.False.class)
  public record Change(@Schema(maxLength = 100) @Nullable String title) {}

  /** A position that no order could open today. */
  @RegisterForReflection
  @Schema(
      name = "UnwindCloseOnlyPosition",
      requiredProperties = {"positionId", "symbol", "quantity", "reason", "message"})
  public record CloseOnly(
      long positionId,
      String symbol,
      String quantity,
      @Schema(enumeration = {"CURRENCY_MISMATCH", "QUANTITY_OFF_INCREMENT", "INSTRUMENT_EXPIRED"})
          String reason,
      String message) {}

  /** A report that could not be booked. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "UnwindParkedReport",
      requiredProperties = {"id", "venue", "kind", "reportedAt", "parkedAt", "why"})
  public record ParkedReport(
      UUID id,
      String venue,
      @Schema(description = "Absent where it is of no order") @Nullable UUID orderUid,
      @Nullable Long orderId,
      @Schema(
              enumeration = {
                "TRADE",
                "WORKING",
                "REJECTED",
                "CANCELED",
                "EXPIRED",
                "CANCEL_REJECTED",
                "REPLACED",
                "REPLACE_REJECTED",
                "CORRECTED",
                "ENTERED",
                "ACTIVITY"
              })
          String kind,
      @Schema(description = "The venue's own id of a trade, or of an ACTIVITY")
          @Nullable String execId,
      @Nullable String quantity,
      @Nullable String price,
      Instant reportedAt,
      Instant parkedAt,
      String why) {}

  /** The latch; without {@code by}, {@code reason} and {@code at} while it was never set. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "UnwindTradingState", requiredProperties = "state")
  public record TradingState(
      @Schema(enumeration = {"ACTIVE", "CLOSE_ONLY", "HALTED"}) String state,
      @Nullable String by,
      @Nullable String reason,
      @Nullable Instant at) {}

  /** Accounts ascending by id. */
  @RegisterForReflection
  @Schema(
      name = "UnwindAccountPage",
      requiredProperties = {"accounts", "limit", "offset"})
  public record Page(List<UnwindAccount> accounts, int limit, int offset) {}
}
