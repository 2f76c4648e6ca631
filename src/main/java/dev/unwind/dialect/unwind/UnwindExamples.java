// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

/** Examples of the OpenAPI document. */
final class UnwindExamples {
  static final String QUOTE_MISSING =
      """
      {"code": "QUOTE_MISSING", "message": "there is no market to price it", "details": {"symbol": "AAPL"}}""";
  static final String NOT_AUTHENTICATED =
      """
      {"code": "NOT_AUTHENTICATED", "message": "no credential was sent"}""";
  static final String NOT_PERMITTED =
      """
      {"code": "NOT_PERMITTED", "message": "the role does not allow it"}""";
  static final String ACCOUNT_NOT_FOUND =
      """
      {"code": "ACCOUNT_NOT_FOUND", "message": "the account does not exist, or the caller has no grant on it"}""";
  static final String LIQUIDATION_NOT_FOUND =
      """
      {"code": "LIQUIDATION_NOT_FOUND", "message": "no such liquidation"}""";
  static final String POSITION_NOT_FOUND =
      """
      {"code": "POSITION_NOT_FOUND", "message": "nothing is held of it", "details": {"symbol": "AAPL"}}""";
  static final String INSTRUMENT_NOT_FOUND =
      """
      {"code": "INSTRUMENT_NOT_FOUND", "message": "no instrument has that symbol or id", "details": {"symbol": "APPL"}}""";
  static final String LIQUIDATION_ENDED =
      """
      {"code": "LIQUIDATION_ENDED", "message": "the liquidation has ended already"}""";
  static final String INSTRUMENT_NOT_EXPIRED =
      """
      {"code": "INSTRUMENT_NOT_EXPIRED", "message": "the contract still trades", "details": {"symbol": "MESZ6"}}""";
  static final String QUANTITY_HELD =
      """
      {"code": "QUANTITY_HELD", "message": "enough is held, but working orders reserve it",
       "details": {"symbol": "AAPL", "requested": "10", "existing": "10", "held": "4", "available": "6",
         "relatedOrders": [{"id": 1000000412, "uid": "7f7a6a0e-8d55-4e0f-9b2a-0f6a2e6f3a11"}]}}""";
  static final String PERCENTAGE_INVALID =
      """
      {"code": "PERCENTAGE_INVALID", "message": "not above 0 and at most 100"}""";
  static final String PRICE_INVALID =
      """
      {"code": "PRICE_INVALID", "message": "last must be a positive plain decimal"}""";
  static final String INTERNAL_ERROR =
      """
      {"code": "INTERNAL_ERROR", "message": "internal error"}""";

  static final String ACCOUNT =
      """
      {"id": 7001, "uid": "4f2c5a58-7f5d-4f0a-8f39-0a5f1c6a9a01", "name": "equities-1", "type": "TRADING",
       "status": "ACTIVE", "currency": "USD", "positionMode": "NETTING", "settles": false, "cash": "100000",
       "tradingState": {"state": "CLOSE_ONLY", "by": "risk-1", "reason": "daily loss limit", "at": "2026-11-20T15:04:05.000001Z"},
       "createdAt": "2026-11-02T09:00:00Z"}""";
  static final String ACCOUNTS =
      """
      {"accounts": [{"id": 7001, "uid": "4f2c5a58-7f5d-4f0a-8f39-0a5f1c6a9a01", "name": "equities-1", "type": "TRADING",
        "status": "ACTIVE", "currency": "USD", "positionMode": "NETTING", "settles": false, "cash": "100000",
        "tradingState": {"state": "ACTIVE"}, "createdAt": "2026-11-02T09:00:00Z"}], "limit": 100, "offset": 0}""";
  static final String POSITIONS =
      """
      {"positions": [{"id": 812, "uid": "0d0a5a6e-0f0c-4a6e-9a51-9f6a7b0f1c02", "symbol": "AAPL", "side": "LONG",
        "quantity": "10", "held": "4", "available": "6", "averageEntryPrice": "182.5", "cost": "1825", "realizedPl": "0",
        "lastPrice": "190.25", "marketValue": "1902.5", "unrealizedPl": "77.5", "openedAt": "2026-11-19T14:31:00Z",
        "updatedAt": "2026-11-19T14:31:00Z"}], "limit": 1000, "offset": 0}""";
  static final String LATCH =
      """
      {"state": "HALTED", "reason": "daily loss limit"}""";
  static final String QUOTE =
      """
      {"symbol": "BTC/USD", "last": "91250.5", "bid": "91250", "ask": "91251", "at": "2026-11-20T15:04:05Z"}""";
  static final String QUOTE_REQUEST =
      """
      {"last": "91250.5", "bid": "91250", "ask": "91251"}""";
  static final String CLOSE_ALL =
      """
      {"account": "equities-1", "scope": "ACCOUNT", "cancelOrders": true}""";
  static final String CLOSE_HALF =
      """
      {"account": "equities-1", "scope": "POSITIONS", "symbols": ["AAPL", "BTC/USD"], "percentage": "50"}""";
  static final String LIQUIDATION =
      """
      {"id": "5b5b1c7e-3f0a-4a39-8f10-6a9c51d2a701", "accountId": 7001, "dialect": "unwind", "actor": "desk-bot",
       "scope": "ACCOUNT", "cancelOrders": true, "heldPolicy": "REFUSE", "status": "PARTIALLY_FILLED",
       "counts": {"total": 2, "open": 0, "filled": 1, "partiallyFilled": 0, "canceled": 0, "failed": 1},
       "executedValue": "1902.5", "proceeds": "1902.5", "cancelRequested": false,
       "createdAt": "2026-11-20T15:04:05.000001Z", "updatedAt": "2026-11-20T15:04:05.214Z",
       "endedAt": "2026-11-20T15:04:05.214Z",
       "items": [
        {"id": 1000000101, "positionId": 812, "symbol": "AAPL", "positionQuantity": "10", "status": "FILLED",
         "requestedQuantity": "10", "filledQuantity": "10", "averagePrice": "190.25", "cashEffect": "1902.5",
         "attempts": 1, "orders": [{"id": 1000000500, "uid": "e3c7dd64-52c3-4f6a-8d4c-0f6a2e6f3a12",
           "clientOrderId": "e3c7dd64-52c3-4f6a-8d4c-0f6a2e6f3a12", "symbol": "AAPL", "side": "SELL", "type": "MARKET",
           "timeInForce": "DAY", "status": "FILLED", "quantity": "10", "filledQuantity": "10", "averagePrice": "190.25",
           "actor": "desk-bot", "dialect": "unwind", "submittedAt": "2026-11-20T15:04:05.000001Z",
           "updatedAt": "2026-11-20T15:04:05.214Z"}],
         "createdAt": "2026-11-20T15:04:05.000001Z", "updatedAt": "2026-11-20T15:04:05.214Z",
         "endedAt": "2026-11-20T15:04:05.214Z"},
        {"id": 1000000102, "positionId": 813, "symbol": "TSLA", "positionQuantity": "5", "status": "FAILED",
         "requestedQuantity": "0", "filledQuantity": "0", "cashEffect": "0", "attempts": 0, "orders": [],
         "reason": "CANCEL_DEADLINE_PASSED", "message": "working orders could not be cancelled in time",
         "blocked": {"existing": "5", "held": "5", "available": "0",
           "orders": [{"id": 1000000412, "uid": "7f7a6a0e-8d55-4e0f-9b2a-0f6a2e6f3a11"}]},
         "createdAt": "2026-11-20T15:04:05.000001Z", "updatedAt": "2026-11-20T15:04:10.001Z",
         "endedAt": "2026-11-20T15:04:10.001Z"}]}""";
  static final String LIQUIDATIONS =
      """
      {"liquidations": [{"id": "5b5b1c7e-3f0a-4a39-8f10-6a9c51d2a701", "accountId": 7001, "dialect": "alpaca",
        "actor": "desk-bot", "scope": "ACCOUNT", "cancelOrders": true, "heldPolicy": "REFUSE", "status": "PROCESSING",
        "counts": {"total": 2, "open": 1, "filled": 1, "partiallyFilled": 0, "canceled": 0, "failed": 0},
        "executedValue": "1902.5", "cancelRequested": false, "createdAt": "2026-11-20T15:04:05.000001Z",
        "updatedAt": "2026-11-20T15:04:05.214Z"}], "total": 1, "limit": 100, "offset": 0}""";
  static final String EVENTS =
      """
      {"events": [{"accountId": 7001, "seq": 42, "id": 1000000900, "at": "2026-11-20T15:04:05.000001Z",
        "kind": "ACCOUNT_LATCHED", "actor": "risk-1", "dialect": "unwind", "requestId": "6b1f",
        "tradingState": {"state": "HALTED", "by": "risk-1", "reason": "daily loss limit",
          "at": "2026-11-20T15:04:05.000001Z"}}], "next": 42}""";
  static final String STREAM =
      """
      id: 42
      event: ACCOUNT_LATCHED
      data: {"accountId":7001,"seq":42,"id":1000000900,"at":"2026-11-20T15:04:05.000001Z","kind":"ACCOUNT_LATCHED"}

      """;

  private UnwindExamples() {}
}
