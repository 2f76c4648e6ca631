// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** One entity of each kind, as the sample book shows them, for the API description. */
final class TradovateExamples {
  private static final String ENTITIES =
      """
      {
        "account": {"id": 2001, "name": "futures-1", "userId": 1000000002, "accountType": "Customer", "active": true,
          "clearingHouseId": 1, "riskCategoryId": 1, "autoLiqProfileId": 1, "marginAccountType": "Speculator",
          "legalStatus": "Individual", "timestamp": "2026-11-20T15:45:53.815Z"},
        "cashBalance": {"id": 2001, "accountId": 2001, "timestamp": "2026-11-20T15:45:59.497Z",
          "tradeDate": {"year": 2026, "month": 11, "day": 20}, "currencyId": 1, "amount": 150348.75},
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

  private TradovateExamples() {}

  /**
   * The example of an entity.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Object of(String entity) {
    try {
      Object example = new ObjectMapper().readValue(ENTITIES, Map.class).get(entity);
      if (example == null) {
        throw new IllegalArgumentException("no example of " + entity);
      }
      return example;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the examples are not JSON", e);
    }
  }
}
