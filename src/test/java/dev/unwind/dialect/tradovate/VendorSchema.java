// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The vendor's schemas as the dialect's contract has them: what the generations of 2021 and of 2026
 * require together, and enumerations with the values that both know, for generated clients of the
 * older one throw on anything newer.
 */
public final class VendorSchema {
  private static final String ORDER_STATUS =
      "Canceled|Completed|Expired|Filled|PendingCancel|PendingNew|PendingReplace|Rejected|Suspended"
          + "|Unknown|Working";
  private static final String FAILURE =
      "AccountClosed|AdvancedTrailingStopUnsupported|AnotherCommandPending|BackMonthProhibited"
          + "|ExecutionProviderNotConfigured|ExecutionProviderUnavailable|InvalidContract"
          + "|InvalidPrice|LiquidationOnly|LiquidationOnlyBeforeExpiration"
          + "|MaxOrderQtyIsNotSpecified|MaxOrderQtyLimitReached|MaxPosLimitMisconfigured"
          + "|MaxPosLimitReached|MaxTotalPosLimitReached|MultipleAccountPlanRequired|NoQuote"
          + "|NotEnoughLiquidity|OtherExecutionRelated|ParentRejected|RiskCheckTimeout"
          + "|SessionClosed|TooLate|TradingLocked|TrailingStopNonOrderQtyModify|Unauthorized"
          + "|UnknownReason|Unsupported";
  private static final String COMMAND_STATUS =
      "AtExecution|ExecutionRejected|ExecutionStopped|ExecutionSuspended|OnHold|Pending"
          + "|PendingExecution|Replaced|RiskPassed|RiskRejected";

  /** Entity, then its fields: name, a mark where required, type or values. */
  private static final String TABLE =
      """
      account id! name!text userId!id accountType!Customer|Giveup|House|Omnibus|Wash active!flag \
      clearingHouseId!id riskCategoryId!id autoLiqProfileId!id marginAccountType!Hedger|Speculator \
      legalStatus!Corporation|GP|IRA|Individual|Joint|LLC|LLP|LP|Trust timestamp!time readonly?flag
      user id! name!text timestamp!time email!text status!Active|Closed|Initiated|TemporaryLocked|\
      UnconfirmedEmail professional!flag organizationId?id linkedUserId?id introducingPartnerId?id
      accountRiskStatus id! adminAction?AgreedOnLiqOnlyModeByAutoLiq|AgreedOnLiquidationByAutoLiq|\
      DisableAutoLiq|LiquidateImmediately|LiquidateOnlyModeImmediately|LockTradingImmediately|Normal|\
      PlaceAutoLiqOnHold adminTimestamp?time liquidateOnly?time userTriggeredLiqOnly?flag
      marginSnapshot id! timestamp!time riskTimePeriodId!id initialMargin!number \
      maintenanceMargin!number autoLiqLevel!number liqOnlyLevel!number totalUsedMargin!number \
      fullInitialMargin!number positionMargin?number
      userAccountAutoLiq id! changesLocked?flag dailyLossAutoLiq?number weeklyLossAutoLiq?number
      contract id! name!text contractMaturityId!id timestamp!time
      contractMaturity id! productId!id expirationMonth!int expirationDate!time isFront!flag \
      firstIntentDate?time underlyingId?id
      product id! name!text currencyId!id productType!CommonStock|Continuous|Cryptocurrency|Futures|\
      MarketInternals|Options|Spread description!text exchangeId!id contractGroupId!id \
      status!Inactive|Locked|ReadyForContracts|ReadyToTrade|Verified valuePerPoint!number \
      priceFormatType!Decimal|Fractional priceFormat!int tickSize!number \
      riskDiscountContractGroupId?id months?text isSecured?flag
      position id! accountId!id contractId!id timestamp!time tradeDate!date netPos!int \
      netPrice?number bought!int boughtValue!number sold!int soldValue!number prevPos!int \
      prevPrice?number
      fillPair id! positionId!id buyFillId!id sellFillId!id qty!int buyPrice!number \
      sellPrice!number active!flag
      cashBalance id! accountId!id timestamp!time tradeDate!date currencyId!id amount!number \
      realizedPnL?number weekRealizedPnL?number amountSOD?number
      order id! accountId!id contractId?id spreadDefinitionId?id timestamp!time action!Buy|Sell \
      ordStatus!%STATUS executionProviderId?id ocoId?id parentId?id linkedId?id admin!flag
      orderVersion id! orderId!id orderQty!int orderType!Limit|MIT|Market|QTS|Stop|StopLimit|\
      TrailingStop|TrailingStopLimit price?number stopPrice?number maxShow?int pegDifference?number \
      timeInForce?Day|FOK|GTC|GTD|IOC expireTime?time text?text
      command id! orderId!id timestamp!time clOrdId?text commandType!New|Modify|Cancel \
      commandStatus!%COMMAND senderId?id userSessionId?id activationTime?time customTag50?text \
      isAutomated?flag
      commandReport id! commandId!id timestamp!time commandStatus!%COMMAND rejectReason?%FAILURE \
      text?text ordStatus?%STATUS
      executionReport id! commandId!id name!text accountId!id contractId!id timestamp!time \
      tradeDate?date orderId!id execType!Canceled|Completed|DoneForDay|Expired|New|OrderStatus|\
      PendingCancel|PendingNew|PendingReplace|Rejected|Replaced|Stopped|Suspended|Trade|TradeCancel|\
      TradeCorrect execRefId?text ordStatus?%STATUS action!Buy|Sell cumQty?int avgPx?number \
      lastQty?int lastPx?number rejectReason?%FAILURE text?text exchangeOrderId?text
      fill id! orderId!id contractId!id timestamp!time tradeDate!date action!Buy|Sell qty!int \
      price!number active!flag finallyPaired!int
      fillFee id! clearingFee?number clearingCurrencyId?id exchangeFee?number \
      exchangeCurrencyId?id nfaFee?number nfaCurrencyId?id brokerageFee?number \
      brokerageCurrencyId?id ipFee?number ipCurrencyId?id commission?number \
      commissionCurrencyId?id orderRoutingFee?number orderRoutingCurrencyId?id
      orderStrategy id! accountId!id timestamp!time contractId!id orderStrategyTypeId!id \
      initiatorId?id action!Buy|Sell params?text uuid?text status!ActiveStrategy|ExecutionFailed|\
      ExecutionFinished|ExecutionInterrupted|InactiveStrategy|NotEnoughLiquidity|StoppedByUser \
      failureMessage?text senderId?id customTag50?text userSessionId?id
      orderStrategyLink id! orderStrategyId!id orderId!id label!text
      PlaceOrderResult failureReason?%FAILURE failureText?text orderId?id
      PlaceOcoResult failureReason?%FAILURE failureText?text orderId?id ocoId?id
      PlaceOsoResult failureReason?%FAILURE failureText?text orderId?id oso1Id?id oso2Id?id
      CommandResult failureReason?%FAILURE failureText?text commandId?id
      SimpleResponse ok!flag errorText?text
      CashBalanceSnapshot errorText?text totalCashValue?number totalPnL?number \
      initialMargin?number maintenanceMargin?number netLiq?number openPnL?number \
      realizedPnL?number weekRealizedPnL?number
      """
          .replace("%STATUS", ORDER_STATUS)
          .replace("%COMMAND", COMMAND_STATUS)
          .replace("%FAILURE", FAILURE);

  private record Field(String name, boolean required, String type) {
    static Field of(String text) {
      int mark = Math.max(text.indexOf('!'), text.indexOf('?'));
      String type = text.substring(mark + 1);
      return new Field(
          text.substring(0, mark), text.charAt(mark) == '!', type.isEmpty() ? "id" : type);
    }
  }

  private static final Map<String, Predicate<JsonNode>> TYPES =
      Map.of(
          "id", v -> v.isIntegralNumber() && v.asLong() > 0 && v.asLong() < 1L << 53,
          "int", v -> v.isIntegralNumber() && v.canConvertToInt(),
          "number", JsonNode::isNumber,
          "flag", JsonNode::isBoolean,
          "text", v -> v.isTextual() && v.asText().length() <= 8192,
          "time", v -> v.asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"),
          "date", VendorSchema::isDate);

  private static final Map<String, List<Field>> SCHEMAS = read();

  private VendorSchema() {}

  private static Map<String, List<Field>> read() {
    Map<String, List<Field>> schemas = new HashMap<>();
    TABLE
        .lines()
        .forEach(
            line -> {
              List<String> parts = List.of(line.split(" ", -1));
              schemas.put(
                  parts.get(0),
                  parts.stream().skip(1).filter(p -> !p.isEmpty()).map(Field::of).toList());
            });
    return schemas;
  }

  public static Set<String> names() {
    return SCHEMAS.keySet();
  }

  private static boolean isDate(JsonNode value) {
    return value.size() == 3
        && value.path("year").asInt() > 2000
        && value.path("month").asInt() > 0
        && value.path("day").asInt() > 0;
  }

  /** Every required field is there, and nothing that the schema does not know, and no null. */
  public static void check(String name, JsonNode value) {
    List<Field> fields = Objects.requireNonNull(SCHEMAS.get(name), name);
    Map<String, Field> byName = new HashMap<>();
    for (Field field : fields) {
      byName.put(field.name(), field);
      assertThat(!field.required() || value.has(field.name()))
          .as("%s.%s in %s", name, field.name(), value)
          .isTrue();
    }
    for (Map.Entry<String, JsonNode> present : value.properties()) {
      Field field = byName.get(present.getKey());
      assertThat(field).as("%s.%s in %s", name, present.getKey(), value).isNotNull();
      if (field != null) {
        assertThat(fits(field.type(), present.getValue()))
            .as("%s.%s is %s in %s", name, present.getKey(), field.type(), value)
            .isTrue();
      }
    }
  }

  private static boolean fits(String type, JsonNode value) {
    Predicate<JsonNode> rule = TYPES.get(type);
    return rule != null
        ? rule.test(value)
        : value.isTextual() && Arrays.asList(type.split("\\|", -1)).contains(value.asText());
  }
}
