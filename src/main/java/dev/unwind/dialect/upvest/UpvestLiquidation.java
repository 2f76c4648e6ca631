// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An account liquidation as it goes over the wire. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
  "id",
  "created_at",
  "updated_at",
  "user_id",
  "account_id",
  "cash_amount",
  "currency",
  "status",
  "orders"
})
@Schema(
    name = "UpvestAccountLiquidation",
    requiredProperties = {
      "id",
      "created_at",
      "updated_at",
      "account_id",
      "cash_amount",
      "currency",
      "status",
      "orders"
    })
public record UpvestLiquidation(
    @Schema(format = "uuid") String id,
    @JsonProperty("created_at") @Schema(format = "date-time") String createdAt,
    @JsonProperty("updated_at") @Schema(format = "date-time") String updatedAt,
    @JsonProperty("user_id") @Schema(format = "uuid") @Nullable String userId,
    @JsonProperty("account_id") @Schema(format = "uuid") String accountId,
    @JsonProperty("cash_amount")
        @Schema(
            description =
                "Sum of the executions' cash amounts, before taxes; empty until the liquidation has ended")
        String cashAmount,
    String currency,
    @Schema(enumeration = {"NEW", "PROCESSING", "FILLED", "CANCELLED", "SETTLED"}) String status,
    List<LiquidationOrder> orders) {

  /** An order of a liquidation. */
  @RegisterForReflection
  @JsonPropertyOrder({"id", "side", "status"})
  @Schema(
      name = "UpvestAccountLiquidationOrder",
      requiredProperties = {"id", "side", "status"})
  record LiquidationOrder(
      @Schema(format = "uuid") String id,
      @Schema(description = "SELL; BUY where a short position was covered") String side,
      @Schema(enumeration = {"NEW", "PROCESSING", "FILLED", "CANCELLED"}) String status) {}

  /** A request for one. */
  @RegisterForReflection
  @Schema(name = "UpvestAccountLiquidationCreateRequest", requiredProperties = "user_id")
  public record CreateRequest(
      @JsonProperty("user_id") @Schema(format = "uuid") @Nullable String userId) {}

  /** A list of them. */
  @RegisterForReflection
  @JsonPropertyOrder({"meta", "data"})
  @Schema(
      name = "UpvestAccountLiquidationsList",
      requiredProperties = {"meta", "data"})
  public record Page(UpvestPaging.Meta meta, List<UpvestLiquidation> data) {}
}
