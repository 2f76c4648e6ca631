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
      "createdAt"
    })
public record UnwindAccount(
    long id,
    UUID uid,
    String name,
    @Schema(enumeration = {"TRADING", "PORTFOLIO"}) String type,
    @Schema(enumeration = {"ACTIVE", "CLOSING", "LOCKED", "CLOSED"}) String status,
    String currency,
    @Schema(enumeration = {"NETTING", "HEDGING"}) String positionMode,
    boolean settles,
    String cash,
    TradingState tradingState,
    Instant createdAt) {

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
