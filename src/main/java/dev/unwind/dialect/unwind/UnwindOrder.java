// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An order as events and liquidations show it. Quantities are unsigned. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    requiredProperties = {
      "id",
      "uid",
      "clientOrderId",
      "symbol",
      "side",
      "type",
      "timeInForce",
      "status",
      "quantity",
      "filledQuantity",
      "actor",
      "dialect",
      "submittedAt",
      "updatedAt"
    })
public record UnwindOrder(
    long id,
    UUID uid,
    String clientOrderId,
    String symbol,
    @Schema(enumeration = {"BUY", "SELL"}) String side,
    @Schema(enumeration = {"MARKET", "LIMIT", "STOP", "STOP_LIMIT", "TRAILING_STOP"}) String type,
    @Schema(enumeration = {"DAY", "GTC", "IOC", "FOK", "GTD"}) String timeInForce,
    @Schema(
            enumeration = {
              "HELD",
              "ACCEPTED",
              "PENDING_NEW",
              "NEW",
              "PARTIALLY_FILLED",
              "FILLED",
              "PENDING_CANCEL",
              "CANCELED",
              "PENDING_REPLACE",
              "REJECTED",
              "EXPIRED"
            })
        String status,
    String quantity,
    String filledQuantity,
    @Nullable String averagePrice,
    @Nullable String limitPrice,
    @Schema(description = "of a trailing stop: where it has come to") @Nullable String stopPrice,
    @Schema(description = "the distance at which a stop trails, as a price")
        @Nullable String trailPrice,
    @Schema(description = "or as a percentage of the best price") @Nullable String trailPercent,
    @Schema(description = "the best price since a trailing stop works") @Nullable String bestPrice,
    @Nullable String reason,
    @Nullable String message,
    String actor,
    @Schema(
            description =
                "the API through which it came; venue where somebody else has entered it there")
        String dialect,
    Instant submittedAt,
    Instant updatedAt) {}
