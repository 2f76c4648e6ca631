// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.position;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.unwind.dialect.alpaca.AlpacaError;
import dev.unwind.dialect.alpaca.AlpacaOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What became of one position in a close of all.
 *
 * @param orderId the closing order, which clients that read only the envelope find here
 * @param body an {@link AlpacaOrder}, or a {@link PaddedError}
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "PositionClosedReponse", description = "What became of one position.")
public record AlpacaCloseResult(
    @Schema(required = true, description = "Crypto pairs without slash") String symbol,
    @Schema(required = true, description = "200 when its closing order is placed", examples = "200")
        int status,
    @Schema(description = "The closing order") @Nullable UUID orderId,
    @Schema(
            required = true,
            anyOf = {AlpacaOrder.class, PaddedError.class})
        Object body) {

  /**
   * An error as the body of a multi-status item. The generated Java client takes every body for an
   * order and loses the whole answer unless it finds these three keys, which no other client minds.
   */
  @RegisterForReflection
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonPropertyOrder(alphabetic = true)
  @Schema(name = "FailedClose", description = "An error, with the keys that clients insist on.")
  public record PaddedError(
      @JsonUnwrapped AlpacaError error,
      @JsonInclude(JsonInclude.Include.ALWAYS) @Schema(required = true, nullable = true)
          @Nullable String notional,
      @Schema(required = true, enumeration = "market") String type,
      @Schema(required = true, enumeration = "day") String timeInForce) {
    public static PaddedError of(AlpacaError error) {
      return new PaddedError(error, null, "market", "day");
    }
  }
}
