// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A trade. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    requiredProperties = {
      "id",
      "uid",
      "orderId",
      "positionId",
      "symbol",
      "side",
      "quantity",
      "price",
      "cashEffect",
      "realizedPl",
      "positionQuantity",
      "late",
      "venue",
      "executionId",
      "executedAt",
      "bookedAt"
    })
public record UnwindFill(
    long id,
    UUID uid,
    long orderId,
    long positionId,
    String symbol,
    @Schema(enumeration = {"BUY", "SELL"}) String side,
    String quantity,
    String price,
    @Schema(description = "Change of the account's cash") String cashEffect,
    String realizedPl,
    @Schema(description = "Signed quantity of the position after it") String positionQuantity,
    @Schema(description = "Its order was final already when it was booked") boolean late,
    String venue,
    String executionId,
    Instant executedAt,
    Instant bookedAt,
    @Nullable Instant settledAt) {}
