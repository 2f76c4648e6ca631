// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An execution as it goes over the wire. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    name = "UpvestOrderExecution",
    requiredProperties = {
      "id",
      "order_id",
      "cash_amount",
      "share_quantity",
      "price",
      "transaction_time",
      "taxes",
      "status",
      "side",
      "currency"
    })
public record UpvestExecution(
    @Schema(format = "uuid") String id,
    @JsonProperty("order_id") @Schema(format = "uuid") String orderId,
    @JsonProperty("cash_amount") @Schema(description = "Before taxes") String cashAmount,
    @JsonProperty("share_quantity") String shareQuantity,
    String price,
    @JsonProperty("transaction_time") @Schema(format = "date-time") String transactionTime,
    List<Tax> taxes,
    @Schema(enumeration = {"FILLED", "SETTLED", "CANCELLED"}) String status,
    @Schema(enumeration = {"BUY", "SELL"}) String side,
    String currency,
    @JsonProperty("settlement_date") @Schema(format = "date") @Nullable String settlementDate) {

  /** A tax; the simulator charges none. */
  @RegisterForReflection
  @Schema(
      name = "UpvestOrderExecutionTax",
      requiredProperties = {"type", "amount"})
  record Tax(@Schema(enumeration = "TOTAL") String type, String amount) {}
}
