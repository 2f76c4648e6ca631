// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.command;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Request bodies as the document describes them. They are read field by field ({@link
 * TradovateBody}), so that every mistake is told by its name.
 */
final class TradovateRequests {
  private TradovateRequests() {}

  @Schema(requiredProperties = {"name", "password"})
  record AccessTokenRequest(
      @Schema(maxLength = 64) String name,
      @Schema(maxLength = 256) String password,
      @Nullable String appId,
      @Nullable String appVersion,
      @Nullable String deviceId,
      @Schema(description = "a number or a text") @Nullable String cid,
      @Nullable String sec,
      @JsonProperty("p-ticket") @Nullable String ticket) {}

  /** The terms of an order or of one leg of it. */
  @Schema(requiredProperties = {"action", "orderType"})
  record RestrainedOrderVersion(
      @Schema(enumeration = {"Buy", "Sell"}) String action,
      @Nullable String clOrdId,
      @Schema(enumeration = {"Limit", "Market", "Stop", "StopLimit", "TrailingStop"})
          String orderType,
      @Schema(description = "the trigger of a Stop may stand here too") @Nullable BigDecimal price,
      @Schema(description = "TrailingStop: where it starts, if not at the distance")
          @Nullable BigDecimal stopPrice,
      @Schema(description = "TrailingStop: the distance in points; its sign does not count")
          @Nullable BigDecimal pegDifference,
      @Schema(enumeration = {"Day", "FOK", "GTC", "GTD", "IOC"}) @Nullable String timeInForce,
      @Nullable String expireTime,
      @Schema(maxLength = 64) @Nullable String text) {}

  @Schema(requiredProperties = {"action", "symbol", "orderQty", "orderType"})
  record PlaceOrder(
      @Nullable String accountSpec,
      @Nullable Long accountId,
      @Nullable String clOrdId,
      @Schema(enumeration = {"Buy", "Sell"}) String action,
      String symbol,
      @Schema(minimum = "1") int orderQty,
      @Schema(enumeration = {"Limit", "Market", "Stop", "StopLimit", "TrailingStop"})
          String orderType,
      @Nullable BigDecimal price,
      @Schema(description = "TrailingStop: where it starts, if not at the distance")
          @Nullable BigDecimal stopPrice,
      @Schema(description = "TrailingStop: the distance in points; its sign does not count")
          @Nullable BigDecimal pegDifference,
      @Schema(enumeration = {"Day", "FOK", "GTC", "GTD", "IOC"}) @Nullable String timeInForce,
      @Nullable String expireTime,
      @Schema(maxLength = 64) @Nullable String text,
      @Schema(maxLength = 64) @Nullable String customTag50,
      @Nullable Boolean isAutomated,
      @Schema(description = "placeoco: the other leg; of the same quantity")
          @Nullable RestrainedOrderVersion other,
      @Schema(description = "placeoso: waits for the order's fill")
          @Nullable RestrainedOrderVersion bracket1,
      @Schema(description = "placeoso: makes an OCO pair with bracket1")
          @Nullable RestrainedOrderVersion bracket2) {}

  @Schema(requiredProperties = {"orderId", "orderQty", "orderType"})
  record ModifyOrder(
      long orderId,
      @Schema(minimum = "1") int orderQty,
      @Schema(enumeration = {"Limit", "Market", "Stop", "StopLimit", "TrailingStop"})
          String orderType,
      @Nullable BigDecimal price,
      @Schema(description = "TrailingStop: where it starts, if not at the distance")
          @Nullable BigDecimal stopPrice,
      @Schema(description = "TrailingStop: the distance in points; its sign does not count")
          @Nullable BigDecimal pegDifference,
      @Nullable String timeInForce,
      @Nullable String expireTime) {}

  @Schema(requiredProperties = "orderId")
  record CancelOrder(long orderId) {}

  @Schema(requiredProperties = {"admin"})
  record LiquidatePosition(
      @Schema(description = "or accountSpec") @Nullable Long accountId,
      @Schema(description = "extension: the account's name") @Nullable String accountSpec,
      @Schema(description = "or symbol") @Nullable Long contractId,
      @Schema(description = "extension: the contract's name") @Nullable String symbol,
      @Schema(description = "taken from anybody; recorded for the role admin only") boolean admin,
      @Schema(maxLength = 64) @Nullable String customTag50,
      @Nullable Boolean isAutomated) {}

  @Schema(requiredProperties = {"positions", "admin"})
  record LiquidatePositions(
      @Schema(minItems = 1, maxItems = 100) List<Long> positions,
      boolean admin,
      @Schema(maxLength = 64) @Nullable String customTag50,
      @Nullable Boolean isAutomated) {}

  @Schema(requiredProperties = {"contractId", "action", "orderQty", "orderType"})
  record DryRunOrder(
      long contractId,
      String action,
      int orderQty,
      String orderType,
      @Nullable BigDecimal price,
      @Nullable BigDecimal stopPrice) {}

  @Schema(requiredProperties = {"accountId", "orders"})
  record DryRun(
      long accountId,
      @Schema(minItems = 1, maxItems = 4) List<DryRunOrder> orders,
      @Nullable Map<String, Object> extraPreTradeRisk) {}

  @Schema(requiredProperties = {"symbol", "orderStrategyTypeId", "action"})
  record StartOrderStrategy(
      @Nullable Long accountId,
      @Nullable String accountSpec,
      String symbol,
      @Schema(description = "2, multi-bracket") int orderStrategyTypeId,
      @Schema(enumeration = {"Buy", "Sell"}) String action,
      @Schema(
              description =
                  "a JSON text: {entryVersion: {orderQty, orderType, price?, stopPrice?, timeInForce?},"
                      + " brackets: [{qty, profitTarget?, stopLoss?, trailingStop?, autoTrail?: {stopLoss,"
                      + " trigger, freq?}}]}; distances in points, their signs do not count",
              maxLength = 8192)
          @Nullable String params,
      @Nullable String uuid,
      @Nullable String customTag50,
      @Nullable Boolean isAutomated) {}

  @Schema(requiredProperties = {"orderStrategyId", "command"})
  record ModifyOrderStrategy(
      long orderStrategyId,
      @Schema(
              description =
                  "a JSON text: {brackets: [{profitTarget?, stopLoss?, trailingStop?}]} in the order of the start",
              maxLength = 1024)
          String command) {}

  @Schema(requiredProperties = "orderStrategyId")
  record InterruptOrderStrategy(long orderStrategyId) {}

  @Schema(requiredProperties = "accountId")
  record GetCashBalanceSnapshot(long accountId) {}

  @Schema(requiredProperties = {"name", "forward"})
  record RollContract(String name, boolean forward, @Nullable Boolean ifExpired) {}
}
