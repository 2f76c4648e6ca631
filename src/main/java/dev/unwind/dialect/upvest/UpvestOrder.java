// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An order as it goes over the wire. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    name = "UpvestOrder",
    requiredProperties = {
      "id",
      "created_at",
      "updated_at",
      "account_id",
      "cash_amount",
      "currency",
      "side",
      "instrument_id",
      "instrument_id_type",
      "order_type",
      "quantity",
      "limit_price",
      "stop_price",
      "expiry_date",
      "user_instrument_fit_acknowledgement",
      "client_reference",
      "status",
      "fee",
      "executions",
      "initiation_flow",
      "execution_flow"
    })
public record UpvestOrder(
    @Schema(format = "uuid") String id,
    @JsonProperty("created_at") @Schema(format = "date-time") String createdAt,
    @JsonProperty("updated_at") @Schema(format = "date-time") String updatedAt,
    @JsonProperty("user_id") @Schema(format = "uuid") @Nullable String userId,
    @JsonProperty("account_id") @Schema(format = "uuid") String accountId,
    @JsonProperty("cash_amount") @Schema(description = "Of a nominal order; else 0")
        String cashAmount,
    String currency,
    @Schema(enumeration = {"BUY", "SELL"}) String side,
    @JsonProperty("instrument_id") String instrumentId,
    @JsonProperty("instrument_id_type") @Schema(enumeration = {"ISIN", "UPVEST"})
        String instrumentIdType,
    @JsonProperty("order_type") @Schema(enumeration = {"MARKET", "LIMIT", "STOP"}) String orderType,
    @Schema(description = "Of a unit order; else 0") String quantity,
    @JsonProperty("limit_price") String limitPrice,
    @JsonProperty("stop_price") String stopPrice,
    @JsonProperty("expiry_date") @Schema(format = "date") String expiryDate,
    @JsonProperty("user_instrument_fit_acknowledgement") boolean userInstrumentFitAcknowledgement,
    @JsonProperty("client_reference")
        @Schema(description = "The caller's; on an order of a liquidation that liquidation's id")
        String clientReference,
    @Schema(enumeration = {"NEW", "PROCESSING", "FILLED", "CANCELLED"}) String status,
    String fee,
    List<UpvestExecution> executions,
    @JsonProperty("initiation_flow") @Schema(enumeration = {"API", "ACCOUNT_LIQUIDATION"})
        String initiationFlow,
    @JsonProperty("execution_flow") @Schema(enumeration = {"STRAIGHT_THROUGH", "BLOCK"})
        String executionFlow,
    @JsonProperty("cancellation_reason")
        @Schema(
            enumeration = {
              "CANCELLED_BY_CLIENT",
              "CANCELLED_BY_UPVEST_OPERATIONS",
              "CANCELLED_BY_TRADING_PARTNER",
              "CANCELLED_BY_UPVEST_PLATFORM"
            })
        @Nullable String cancellationReason) {

  /** A request to place one. */
  @RegisterForReflection
  @Schema(
      name = "UpvestOrderPlaceRequest",
      requiredProperties = {
        "account_id",
        "side",
        "instrument_id",
        "instrument_id_type",
        "order_type"
      })
  public record PlaceRequest(
      @JsonProperty("user_id") @Schema(format = "uuid") @Nullable String userId,
      @JsonProperty("account_id") @Schema(format = "uuid") @Nullable String accountId,
      @Schema(enumeration = {"BUY", "SELL"}) @Nullable String side,
      @JsonProperty("instrument_id") @Nullable String instrumentId,
      @JsonProperty("instrument_id_type") @Schema(enumeration = {"ISIN", "UPVEST"})
          @Nullable String instrumentIdType,
      @JsonProperty("cash_amount") @Schema(pattern = "^[0-9]{1,9}(\\.[0-9]{2})?$")
          @Nullable String cashAmount,
      @Schema(pattern = "^[0-9]{0,63}(\\.[0-9]{1,27})?$") @Nullable String quantity,
      @Nullable String currency,
      @JsonProperty("order_type") @Schema(enumeration = {"MARKET", "LIMIT", "STOP"})
          @Nullable String orderType,
      @JsonProperty("limit_price") @Nullable String limitPrice,
      @JsonProperty("stop_price") @Nullable String stopPrice,
      @JsonProperty("expiry_date") @Schema(format = "date") @Nullable String expiryDate,
      @JsonProperty("user_instrument_fit_acknowledgement")
          @Nullable Boolean userInstrumentFitAcknowledgement,
      @JsonProperty("client_reference") @Schema(maxLength = 100) @Nullable String clientReference,
      @JsonProperty("execution_flow") @Schema(enumeration = {"STRAIGHT_THROUGH", "BLOCK"})
          @Nullable String executionFlow) {}

  /** The answer to a cancel. */
  @RegisterForReflection
  @Schema(name = "UpvestOrderCancel", requiredProperties = "id")
  public record Canceled(@Schema(format = "uuid") String id) {}

  /** A list of them. */
  @RegisterForReflection
  @Schema(
      name = "UpvestOrdersList",
      requiredProperties = {"meta", "data"})
  public record Page(UpvestPaging.Meta meta, List<UpvestOrder> data) {}
}
