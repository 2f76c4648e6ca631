// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.unwind.domain.value.Price;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An error: a code of eight digits and a message, with details where they help. Keys are sorted, as
 * on the real wire.
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
@Schema(name = "Error", description = "An error; which details there are depends on the code.")
public record AlpacaError(
    @Schema(required = true, examples = "40310000") int code,
    @Schema(required = true) String message,
    @Schema(description = "What is free to be closed") @Nullable String available,
    @Schema(description = "What is held") @Nullable String existingQty,
    @Schema(description = "What working orders reserve of it") @Nullable String heldForOrders,
    @Nullable String symbol,
    @Schema(description = "Orders that stand in the way") @Nullable List<UUID> relatedOrders,
    @Schema(description = "The working order of the opposite side") @Nullable UUID existingOrderId,
    @Nullable String rejectReason,
    @Nullable String buyingPower,
    @Nullable String costBasis,
    @Schema(description = "What an entry is expected to trade at") @Nullable String basePrice,
    @Schema(description = "What is held of a crypto currency") @Nullable String balance) {

  AlpacaError(
      int code,
      String message,
      @Nullable String available,
      @Nullable String existingQty,
      @Nullable String heldForOrders,
      @Nullable String symbol,
      @Nullable List<UUID> relatedOrders,
      @Nullable UUID existingOrderId,
      @Nullable String rejectReason,
      @Nullable String buyingPower,
      @Nullable String costBasis) {
    this(
        code,
        message,
        available,
        existingQty,
        heldForOrders,
        symbol,
        relatedOrders,
        existingOrderId,
        rejectReason,
        buyingPower,
        costBasis,
        null,
        null);
  }

  /** An exit that is on the wrong side of what its entry is expected to trade at. */
  static AlpacaError ofBasePrice(int code, String message, Price base) {
    return new AlpacaError(
        code, message, null, null, null, null, null, null, null, null, null, base.toString(), null);
  }

  /** A balance of a crypto currency that does not reach. */
  static AlpacaError ofBalance(
      int code,
      String message,
      String available,
      String balance,
      String currency,
      @Nullable List<UUID> relatedOrders) {
    return new AlpacaError(
        code,
        message,
        available,
        null,
        null,
        currency,
        relatedOrders,
        null,
        null,
        null,
        null,
        null,
        balance);
  }

  public static AlpacaError of(int code, String message) {
    return new AlpacaError(code, message, null, null, null, null, null, null, null, null, null);
  }
}
