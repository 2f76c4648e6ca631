// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The order entities as they go over the wire. Ids are those of the ledger's rows: an order's id, a
 * version's id, and for commands and reports the id of the event that carries them. Moments are
 * ISO-8601 in UTC with three fraction digits.
 */
@RegisterForReflection(ignoreNested = false)
public final class OrderEntities {
  private OrderEntities() {}

  /** A session date of the venue. */
  @Schema(requiredProperties = {"year", "month", "day"})
  public record TradovateTradeDate(int year, int month, int day) {}

  /** An order; its quantity and prices stand in its versions. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(requiredProperties = {"id", "accountId", "timestamp", "action", "ordStatus", "admin"})
  public record TradovateOrder(
      long id,
      long accountId,
      long contractId,
      @Schema(description = "when it was placed") String timestamp,
      @Schema(enumeration = {"Buy", "Sell"}) String action,
      @Schema(
              enumeration = {
                "Canceled",
                "Completed",
                "Expired",
                "Filled",
                "PendingCancel",
                "PendingNew",
                "PendingReplace",
                "Rejected",
                "Suspended",
                "Unknown",
                "Working"
              })
          String ordStatus,
      @Schema(description = "the other leg of an OCO pair") @Nullable Long ocoId,
      @Schema(description = "the order whose fill releases this one") @Nullable Long parentId,
      boolean admin) {}

  /** What an order says; its newest version is in force. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(requiredProperties = {"id", "orderId", "orderQty", "orderType"})
  public record TradovateOrderVersion(
      long id,
      long orderId,
      int orderQty,
      @Schema(enumeration = {"Limit", "Market", "Stop", "StopLimit", "TrailingStop"})
          String orderType,
      @Nullable BigDecimal price,
      @Nullable BigDecimal stopPrice,
      @Nullable BigDecimal pegDifference,
      @Schema(enumeration = {"Day", "FOK", "GTC", "GTD", "IOC"}) @Nullable String timeInForce,
      @Nullable String expireTime,
      @Nullable String text) {}

  /** Something that was asked for an order: to work, to change, to end. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(requiredProperties = {"id", "orderId", "timestamp", "commandType", "commandStatus"})
  public record TradovateCommand(
      long id,
      long orderId,
      String timestamp,
      @Nullable String clOrdId,
      @Schema(enumeration = {"New", "Modify", "Cancel"}) String commandType,
      TradovateCommandStatus commandStatus,
      @Schema(description = "the principal that asked") @Nullable Long senderId,
      @Nullable Long userSessionId,
      @Nullable String customTag50,
      @Nullable Boolean isAutomated) {}

  /** How far a command has come. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(requiredProperties = {"id", "commandId", "timestamp", "commandStatus"})
  public record TradovateCommandReport(
      long id,
      long commandId,
      String timestamp,
      TradovateCommandStatus commandStatus,
      @Nullable TradovateFailureReason rejectReason,
      @Schema(description = "why, in words") @Nullable String text,
      @Nullable String ordStatus) {}

  /** What the venue, or the service for it, reported about an order. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      requiredProperties = {
        "id",
        "commandId",
        "name",
        "accountId",
        "contractId",
        "timestamp",
        "orderId",
        "execType",
        "action"
      })
  public record TradovateExecutionReport(
      long id,
      long commandId,
      String name,
      long accountId,
      long contractId,
      String timestamp,
      @Nullable TradovateTradeDate tradeDate,
      long orderId,
      @Schema(
              enumeration = {
                "Canceled",
                "Completed",
                "DoneForDay",
                "Expired",
                "New",
                "OrderStatus",
                "PendingCancel",
                "PendingNew",
                "PendingReplace",
                "Rejected",
                "Replaced",
                "Stopped",
                "Suspended",
                "Trade",
                "TradeCancel",
                "TradeCorrect"
              })
          String execType,
      @Nullable String execRefId,
      @Nullable String ordStatus,
      String action,
      @Nullable Integer cumQty,
      @Nullable BigDecimal avgPx,
      @Nullable Integer lastQty,
      @Nullable BigDecimal lastPx,
      @Nullable TradovateFailureReason rejectReason,
      @Nullable String text,
      @Nullable String exchangeOrderId) {}

  /**
   * A trade.
   *
   * @param finallyPaired how much of it fill pairs have matched
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      requiredProperties = {
        "id",
        "orderId",
        "contractId",
        "timestamp",
        "tradeDate",
        "action",
        "qty",
        "price",
        "active",
        "finallyPaired"
      })
  public record TradovateFill(
      long id,
      long orderId,
      long contractId,
      String timestamp,
      TradovateTradeDate tradeDate,
      String action,
      int qty,
      BigDecimal price,
      boolean active,
      int finallyPaired) {}

  /** What a fill cost; has the fill's id. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(requiredProperties = {"id"})
  public record TradovateFillFee(long id, BigDecimal commission, long commissionCurrencyId) {}

  /** An entry with its brackets; has the entry order's id. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      requiredProperties = {
        "id",
        "accountId",
        "timestamp",
        "contractId",
        "orderStrategyTypeId",
        "action",
        "status"
      })
  public record TradovateOrderStrategy(
      long id,
      long accountId,
      String timestamp,
      long contractId,
      int orderStrategyTypeId,
      @Nullable Long initiatorId,
      String action,
      @Schema(description = "as it was started, a JSON text") @Nullable String params,
      @Nullable String uuid,
      @Schema(
              enumeration = {
                "ActiveStrategy",
                "ExecutionFailed",
                "ExecutionFinished",
                "ExecutionInterrupted",
                "InactiveStrategy",
                "NotEnoughLiquidity",
                "StoppedByUser"
              })
          String status,
      @Nullable String failureMessage,
      @Nullable Long senderId,
      @Nullable String customTag50,
      @Nullable Long userSessionId) {}

  /** An order of a strategy; has the order's id. */
  @Schema(requiredProperties = {"id", "orderStrategyId", "orderId", "label"})
  public record TradovateOrderStrategyLink(
      long id, long orderStrategyId, long orderId, String label) {}

  /** Where a command stands. */
  public enum TradovateCommandStatus {
    AtExecution,
    ExecutionRejected,
    ExecutionStopped,
    ExecutionSuspended,
    OnHold,
    Pending,
    PendingExecution,
    Replaced,
    RiskPassed,
    RiskRejected
  }
}
