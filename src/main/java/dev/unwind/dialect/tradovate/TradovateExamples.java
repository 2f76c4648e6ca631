// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/**
 * Examples for the API description: one entity of each kind, as the sample book shows them, and of
 * every other operation its request and its answers.
 */
final class TradovateExamples {
  private static final String ENTITIES =
      """
      {
        "account": {"id": 2001, "name": "futures-1", "userId": 1000000002, "accountType": "Customer", "active": true,
          "clearingHouseId": 1, "riskCategoryId": 1, "autoLiqProfileId": 1, "marginAccountType": "Speculator",
          "legalStatus": "Individual", "timestamp": "2026-11-20T15:45:53.815Z"},
        "cashBalance": {"id": 2001, "accountId": 2001, "timestamp": "2026-11-20T15:45:59.497Z",
          "tradeDate": {"year": 2026, "month": 11, "day": 20}, "currencyId": 1, "amount": 150348.75},
        "accountRiskStatus": {"id": 2001, "adminAction": "Normal"},
        "marginSnapshot": {"id": 2001, "timestamp": "2026-11-20T15:45:59.497Z", "riskTimePeriodId": 1,
          "initialMargin": 0, "maintenanceMargin": 0, "autoLiqLevel": 0, "liqOnlyLevel": 0,
          "totalUsedMargin": 0, "fullInitialMargin": 0},
        "user": {"id": 1000000001, "name": "desk-bot", "timestamp": "1970-01-01T00:00:00.000Z", "email": "",
          "status": "Active", "professional": false},
        "userAccountAutoLiq": {"id": 2001, "changesLocked": false},
        "command": {"id": 1000000011, "orderId": 1000000005, "timestamp": "2026-11-20T15:45:58.400Z",
          "commandType": "New", "commandStatus": "AtExecution"},
        "commandReport": {"id": 1000000012, "commandId": 1000000011, "timestamp": "2026-11-20T15:45:58.421Z",
          "commandStatus": "AtExecution", "ordStatus": "Working"},
        "contract": {"id": 50001, "name": "MESZ6", "contractMaturityId": 1734567},
        "contractGroup": {"id": 17086169011279, "name": "Futures"},
        "contractMaturity": {"id": 1734567, "productId": 198185156252744, "expirationMonth": 202612,
          "expirationDate": "2026-12-18T14:30:00.000Z", "archived": false, "isFront": true},
        "currency": {"id": 1, "name": "USD", "symbol": "USD"},
        "exchange": {"id": 231415629657480, "name": "CME"},
        "executionReport": {"id": 1000000013, "commandId": 1000000011, "name": "1000000013", "accountId": 2001,
          "contractId": 50001, "timestamp": "2026-11-20T15:45:58.421Z",
          "tradeDate": {"year": 2026, "month": 11, "day": 20}, "orderId": 1000000005, "execType": "New",
          "ordStatus": "Working", "action": "Sell", "cumQty": 0,
          "exchangeOrderId": "7905161b-ff3e-4f69-9db4-725076ba80bf"},
        "fill": {"id": 1000000000, "orderId": 1000000005, "contractId": 50001, "timestamp": "2026-11-20T15:45:58.428Z",
          "tradeDate": {"year": 2026, "month": 11, "day": 20}, "action": "Sell", "qty": 3, "price": 6712,
          "active": true, "finallyPaired": 3},
        "fillFee": {"id": 1000000000, "commission": 0, "commissionCurrencyId": 1},
        "fillPair": {"id": 1000000021, "positionId": 1000000006, "buyFillId": 1000000001, "sellFillId": 1000000000,
          "qty": 3, "buyPrice": 6688.75, "sellPrice": 6712, "active": true},
        "order": {"id": 1000000005, "accountId": 2001, "contractId": 50001, "timestamp": "2026-11-20T15:45:58.400Z",
          "action": "Sell", "ordStatus": "Filled", "admin": false},
        "orderStrategy": {"id": 1000000031, "accountId": 2001, "contractId": 50001,
          "timestamp": "2026-11-20T15:45:58.400Z", "orderStrategyTypeId": 2, "initiatorId": 1000000002,
          "action": "Buy", "status": "ActiveStrategy"},
        "orderStrategyLink": {"id": 1000000032, "orderStrategyId": 1000000031, "orderId": 1000000033, "label": "entry"},
        "orderStrategyType": {"id": 2, "name": "multibracket", "enabled": true},
        "orderVersion": {"id": 1000000005, "orderId": 1000000005, "orderQty": 3, "orderType": "Market",
          "timeInForce": "Day"},
        "position": {"id": 1000000006, "accountId": 2001, "contractId": 50001,
          "timestamp": "2026-11-20T15:45:58.474Z", "tradeDate": {"year": 2026, "month": 11, "day": 20}, "netPos": 0,
          "bought": 0, "boughtValue": 0, "sold": 3, "soldValue": 20136, "prevPos": 3},
        "product": {"id": 198185156252744, "name": "MES", "currencyId": 1, "productType": "Futures",
          "description": "Micro E-mini S&P 500", "exchangeId": 231415629657480, "contractGroupId": 17086169011279,
          "status": "Verified", "valuePerPoint": 5, "priceFormatType": "Decimal", "priceFormat": -2,
          "tickSize": 0.25},
        "userProperty": {"id": 1, "userId": 1000000002, "propertyId": 1}
      }
      """;

  private static final String OPERATIONS =
      """
      {
        "accessTokenRequest": {
          "request": {"name": "desk", "password": "secret", "appId": "Sample App", "appVersion": "1.0"},
          "signedIn": {"accessToken": "...", "mdAccessToken": "...",
            "expirationTime": "2026-11-20T16:24:05.123Z", "userStatus": "Active", "userId": 9001,
            "name": "desk", "hasLive": true},
          "refused": {"errorText": "Incorrect username or password. Please try again, noting that passwords are case-sensitive."},
          "penalty": {"p-ticket": "5b0c2f4e", "p-time": 15, "p-captcha": false}},
        "renewAccessToken": {
          "renewed": {"accessToken": "...", "mdAccessToken": "...",
            "expirationTime": "2026-11-20T16:24:05.123Z", "userStatus": "Active", "userId": 9001,
            "name": "desk", "hasLive": true}},
        "renewAccessTokenByPost": {
          "renewed": {"accessToken": "...", "mdAccessToken": "...",
            "expirationTime": "2026-11-20T16:24:05.123Z", "userStatus": "Active", "userId": 9001,
            "name": "desk", "hasLive": true}},
        "me": {
          "me": {"userId": 9001, "name": "desk", "fullName": "desk", "email": "", "emailVerified": false,
            "isTrial": false}},
        "timestamp": {
          "now": {"timestamp": "2026-11-20T15:04:05.123Z"}},
        "userInfo": {
          "claims": {"sub": "9001", "name": "desk", "preferred_username": "desk"}},
        "placeOrder": {
          "request": {"accountId": 7001, "action": "Buy", "symbol": "MESZ6", "orderQty": 2,
            "orderType": "Limit", "price": 5000.25},
          "placed": {"orderId": 1000000001},
          "refused": {"failureReason": "InvalidContract",
            "failureText": "no instrument has that symbol or id"}},
        "placeOco": {
          "request": {"accountId": 7001, "action": "Sell", "symbol": "MESZ6", "orderQty": 2,
            "orderType": "Limit", "price": 5100, "other": {"action": "Sell", "orderType": "Stop",
            "stopPrice": 4900}},
          "placed": {"orderId": 1000000001, "ocoId": 1000000002},
          "refused": {"failureReason": "InvalidContract",
            "failureText": "no instrument has that symbol or id"}},
        "placeOso": {
          "request": {"accountId": 7001, "action": "Buy", "symbol": "MESZ6", "orderQty": 2,
            "orderType": "Market", "bracket1": {"action": "Sell", "orderType": "Limit", "price": 5100},
            "bracket2": {"action": "Sell", "orderType": "Stop", "stopPrice": 4900}},
          "placed": {"orderId": 1000000001, "oso1Id": 1000000002, "oso2Id": 1000000003},
          "refused": {"failureReason": "InvalidContract",
            "failureText": "no instrument has that symbol or id"}},
        "modifyOrder": {
          "request": {"orderId": 1000000001, "orderQty": 3, "orderType": "Limit", "price": 5000.5},
          "asked": {"commandId": 1000000011},
          "late": {"failureReason": "TooLate", "failureText": "the order is final"}},
        "cancelOrder": {
          "request": {"orderId": 1000000001},
          "asked": {"commandId": 1000000012},
          "late": {"failureReason": "TooLate", "failureText": "the order is final"}},
        "liquidatePosition": {
          "request": {"accountId": 7001, "contractId": 3001, "admin": false},
          "closing": {"orderId": 1000000021},
          "flat": {},
          "halted": {"failureReason": "AccountClosed", "failureText": "the account is closed"}},
        "liquidatePositions": {
          "request": {"positions": [8001, 8002], "admin": false},
          "closing": {"ok": true},
          "some": {"ok": false, "errorText": "position 99: not found"}},
        "dryRun": {
          "request": {"accountId": 7001, "orders": [{"contractId": 3001, "action": "Buy", "orderQty": 1,
            "orderType": "Market"}]},
          "refused": {"rejectReason": "InvalidPrice",
            "comment": "not a multiple of the price increment"}},
        "startOrderStrategy": {
          "request": {"accountId": 7001, "symbol": "MESZ6", "orderStrategyTypeId": 2, "action": "Buy",
            "params": "{\\"entryVersion\\":{\\"orderQty\\":1,\\"orderType\\":\\"Market\\"},\\"brackets\\":[{\\"qty\\":1,\\"profitTarget\\":10,\\"stopLoss\\":-5}]}"},
          "started": {"orderStrategy": {"id": 1000000031, "accountId": 7001,
            "timestamp": "2026-11-20T15:04:05.123Z", "contractId": 3001, "orderStrategyTypeId": 2,
            "action": "Buy", "status": "ActiveStrategy"}},
          "refused": {"errorText": "the order is final", "failureReason": "TooLate"}},
        "modifyOrderStrategy": {
          "request": {"orderStrategyId": 1000000031,
            "command": "{\\"brackets\\":[{\\"profitTarget\\":12}]}"},
          "changed": {"orderStrategy": {"id": 1000000031, "accountId": 7001,
            "timestamp": "2026-11-20T15:04:05.123Z", "contractId": 3001, "orderStrategyTypeId": 2,
            "action": "Buy", "status": "ActiveStrategy"}},
          "refused": {"errorText": "the order is final", "failureReason": "TooLate"}},
        "interruptOrderStrategy": {
          "request": {"orderStrategyId": 1000000031},
          "interrupted": {"orderStrategy": {"id": 1000000031, "accountId": 7001,
            "timestamp": "2026-11-20T15:04:05.123Z", "contractId": 3001, "orderStrategyTypeId": 2,
            "action": "Buy", "status": "ExecutionInterrupted"}},
          "refused": {"errorText": "the order is final", "failureReason": "TooLate"}},
        "getCashBalanceSnapshot": {
          "request": {"accountId": 7001},
          "worth": {"totalCashValue": 150000, "totalPnL": 425.75, "initialMargin": 0,
            "maintenanceMargin": 0, "netLiq": 150425.75, "openPnL": 425.75, "realizedPnL": 0},
          "unknown": {"errorText": "the account does not exist, or the caller has no grant on it"}},
        "rollContract": {
          "request": {"name": "MESZ6", "forward": true},
          "rolled": {"contract": {"id": 3002, "name": "MESH7", "contractMaturityId": 3002,
            "timestamp": "1970-01-01T00:00:00.000Z"}},
          "none": {"errorText": "No other contract of MES"}}
      }
      """;

  private TradovateExamples() {}

  /**
   * The example of an entity.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Object of(String entity) {
    return find(ENTITIES, entity);
  }

  /**
   * The examples of an operation by their names; that of its body is the {@code request}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Map<?, ?> ofOperation(String operation) {
    return (Map<?, ?>) find(OPERATIONS, operation);
  }

  private static Object find(String examples, String name) {
    try {
      Object example = new ObjectMapper().readValue(examples, Map.class).get(name);
      if (example == null) {
        throw new IllegalArgumentException("no example of " + name);
      }
      return example;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the examples are not JSON", e);
    }
  }
}
