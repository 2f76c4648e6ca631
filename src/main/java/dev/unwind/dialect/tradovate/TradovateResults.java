// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrderStrategy;
import dev.unwind.dialect.tradovate.ReferenceEntities.TradovateContract;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Answers to commands. They come with status 200; clients look inside. A result has either ids or a
 * {@code failureReason}, never both; nothing is ever null.
 */
@RegisterForReflection(ignoreNested = false)
public final class TradovateResults {
  private TradovateResults() {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PlaceOrderResult(
      @Nullable TradovateFailureReason failureReason,
      @Nullable String failureText,
      @Nullable Long orderId) {
    public static PlaceOrderResult of(long orderId) {
      return new PlaceOrderResult(null, null, orderId);
    }

    public static PlaceOrderResult of(TradovateFailure failure) {
      return new PlaceOrderResult(failure.reason(), failure.text(), null);
    }

    /** Nothing was to be done, and no order of it is known. */
    public static PlaceOrderResult nothing() {
      return new PlaceOrderResult(null, null, null);
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CommandResult(
      @Nullable TradovateFailureReason failureReason,
      @Nullable String failureText,
      @Nullable Long commandId) {
    public static CommandResult of(long commandId) {
      return new CommandResult(null, null, commandId);
    }

    public static CommandResult of(TradovateFailure failure) {
      return new CommandResult(failure.reason(), failure.text(), null);
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PlaceOcoResult(
      @Nullable TradovateFailureReason failureReason,
      @Nullable String failureText,
      @Nullable Long orderId,
      @Nullable Long ocoId) {
    public static PlaceOcoResult of(TradovateFailure failure) {
      return new PlaceOcoResult(failure.reason(), failure.text(), null, null);
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PlaceOsoResult(
      @Nullable TradovateFailureReason failureReason,
      @Nullable String failureText,
      @Nullable Long orderId,
      @Nullable Long oso1Id,
      @Nullable Long oso2Id) {
    public static PlaceOsoResult of(TradovateFailure failure) {
      return new PlaceOsoResult(failure.reason(), failure.text(), null, null, null);
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(requiredProperties = "ok")
  public record SimpleResponse(boolean ok, @Nullable String errorText) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OrderStrategyStatusResponse(
      @Nullable String errorText,
      @Nullable TradovateFailureReason failureReason,
      @Nullable TradovateOrderStrategy orderStrategy) {
    public static OrderStrategyStatusResponse of(TradovateOrderStrategy strategy) {
      return new OrderStrategyStatusResponse(null, null, strategy);
    }

    public static OrderStrategyStatusResponse of(TradovateFailure failure) {
      return new OrderStrategyStatusResponse(failure.text(), failure.reason(), null);
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record DryRunResponse(
      @Nullable String errorText,
      @Nullable TradovateFailureReason rejectReason,
      @Nullable String comment,
      @Nullable RiskEvaluationDetails details,
      @Nullable EstimatedFillFee fees) {}

  /**
   * What the ledger would look like afterwards. Margin figures are zero: the initial margin is
   * looked at when an order comes, and none is kept.
   */
  @Schema(
      requiredProperties = {
        "beforeInitialMarginReq",
        "beforeInitialFullMarginReq",
        "beforeOpenCollateralReq",
        "beforeNetPos",
        "isExitOrder",
        "initialMarginReq",
        "initialFullMarginReq",
        "openCollateralReq",
        "totalCash",
        "futuresOpenPnL",
        "optionsOpenPnL",
        "riskCredit",
        "netLiqValue",
        "futureCommAndFees",
        "totalCashRequired",
        "excess",
        "hypoLongPos",
        "hypoShortPos"
      })
  public record RiskEvaluationDetails(
      BigDecimal beforeInitialMarginReq,
      BigDecimal beforeInitialFullMarginReq,
      BigDecimal beforeOpenCollateralReq,
      int beforeNetPos,
      boolean isExitOrder,
      BigDecimal initialMarginReq,
      BigDecimal initialFullMarginReq,
      BigDecimal openCollateralReq,
      BigDecimal totalCash,
      BigDecimal futuresOpenPnL,
      BigDecimal optionsOpenPnL,
      BigDecimal riskCredit,
      BigDecimal netLiqValue,
      BigDecimal futureCommAndFees,
      BigDecimal totalCashRequired,
      BigDecimal excess,
      int hypoLongPos,
      int hypoShortPos) {}

  public record EstimatedFillFee(BigDecimal commission, long commissionCurrencyId) {}

  /** A token, or why there is none. {@code errorText} is absent exactly when a token is there. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AccessTokenResponse(
      @Nullable String errorText,
      @Nullable String accessToken,
      @Schema(description = "not in the vendor's schema, but clients read it")
          @Nullable String mdAccessToken,
      @Nullable String expirationTime,
      @Schema(
              enumeration = {
                "Active",
                "Closed",
                "Initiated",
                "TemporaryLocked",
                "UnconfirmedEmail"
              })
          @Nullable String userStatus,
      @Nullable Long userId,
      @Nullable String name,
      @Nullable Boolean hasLive,
      @JsonProperty("p-ticket") @Schema(description = "try again later, with this")
          @Nullable String ticket,
      @JsonProperty("p-time") @Schema(description = "after so many seconds") @Nullable Integer time,
      @JsonProperty("p-captcha") @Nullable Boolean captcha) {
    public static AccessTokenResponse error(String text) {
      return new AccessTokenResponse(
          text, null, null, null, null, null, null, null, null, null, null);
    }

    public static AccessTokenResponse penalty(String ticket, int seconds) {
      return new AccessTokenResponse(
          null, null, null, null, null, null, null, null, ticket, seconds, false);
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record MeResponse(
      @Nullable String errorText,
      long userId,
      String name,
      String fullName,
      String email,
      boolean emailVerified,
      boolean isTrial) {}

  /** The service's clock. The vendor's path is not public; inferred. */
  @Schema(requiredProperties = "timestamp")
  public record TimestampResponse(String timestamp) {}

  /** Claims of OpenID Connect about the caller. The vendor's path is not public; inferred. */
  @Schema(requiredProperties = "sub")
  public record UserInfoResponse(
      String sub, String name, @JsonProperty("preferred_username") String preferredUsername) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RollContractResponse(
      @Nullable String errorText, @Nullable TradovateContract contract) {}
}
