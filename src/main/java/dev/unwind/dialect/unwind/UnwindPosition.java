// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A position. Quantities are signed where the position is meant (negative: short), {@code held} and
 * {@code available} are not. Market figures are absent without a quote; in the log there are none.
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    requiredProperties = {
      "id",
      "uid",
      "symbol",
      "side",
      "quantity",
      "held",
      "available",
      "averageEntryPrice",
      "cost",
      "realizedPl",
      "openedAt",
      "updatedAt"
    })
public record UnwindPosition(
    long id,
    UUID uid,
    String symbol,
    @Schema(enumeration = {"LONG", "SHORT", "FLAT"}) String side,
    String quantity,
    @Schema(description = "What working orders reserve") String held,
    @Schema(description = "What is free to be closed") String available,
    String averageEntryPrice,
    @Schema(description = "Signed quantity times price of what is open, without the multiplier")
        String cost,
    String realizedPl,
    @Nullable String lastPrice,
    @Nullable String marketValue,
    @Nullable String unrealizedPl,
    @Schema(description = "The item of the liquidation that is closing it")
        @Nullable Long liquidationItemId,
    @Nullable String externalId,
    Instant openedAt,
    Instant updatedAt,
    @Nullable Instant closedAt,
    @Schema(enumeration = {"LIQUIDATION", "ORDER", "CANCEL"}) @Nullable String closedBy,
    @Schema(description = "true: the contract has expired; it is closed, or settled by risk")
        @Nullable Boolean expired) {

  /** Positions ascending by opening time. */
  @RegisterForReflection
  @Schema(
      name = "UnwindPositionPage",
      requiredProperties = {"positions", "limit", "offset"})
  public record Page(List<UnwindPosition> positions, int limit, int offset) {}
}
