// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

/** Bodies shown in the documentation. */
final class NeuratradeExamples {
  private static final String POSITION_FIELDS =
      """
      "position_id":"pos-20260302150000-41","order_id":"ord-20260302150000-41","exchange":"binance",
      "symbol":"BTC/USDT","side":"BUY","size":"0.5","entry_price":"50000",
      "opened_at":"2026-03-02T15:00:00.120034Z","updated_at":"2026-03-02T15:00:00.131Z",
      """;

  static final String OPEN_POSITION = "{" + POSITION_FIELDS + "\"status\":\"OPEN\"}";
  static final String LIQUIDATED_POSITION = "{" + POSITION_FIELDS + "\"status\":\"LIQUIDATED\"}";

  private static final String ORDER_FIELDS =
      """
      "order_id":"ord-20260302150000-41","position_id":"pos-20260302150000-41","exchange":"binance",
      "symbol":"BTC/USDT","side":"BUY","type":"LIMIT","amount":"0.5","price":"50000",
      "created_at":"2026-03-02T15:00:00.120034Z","updated_at":"2026-03-02T15:00:00.131Z",
      """;

  private static final String SUCCESS = "{\"status\":\"success\",\"data\":";

  static final String PLACED =
      SUCCESS
          + "{\"order\":{"
          + ORDER_FIELDS
          + "\"status\":\"OPEN\"},\"position\":"
          + OPEN_POSITION
          + "}}";
  static final String CANCELED = SUCCESS + "{" + ORDER_FIELDS + "\"status\":\"CANCELED\"}}";
  static final String LIQUIDATED = SUCCESS + LIQUIDATED_POSITION + "}";
  static final String POSITION = SUCCESS + OPEN_POSITION + "}";
  static final String LIQUIDATED_ALL =
      SUCCESS + "{\"count\":1,\"positions\":[" + LIQUIDATED_POSITION + "]}}";
  static final String POSITIONS = SUCCESS + "{\"count\":1,\"positions\":[" + OPEN_POSITION + "]}}";
  static final String SNAPSHOT =
      SUCCESS
          + "{\"snapshot_id\":\"snap-1772463600131000000\",\"timestamp\":\"2026-03-02T15:00:00.131Z\","
          + "\"total_positions\":1,\"open_positions\":1,\"closed_positions\":0,\"positions\":["
          + OPEN_POSITION
          + "]}}";

  private static final String ERROR = "{\"status\":\"error\",\"error\":\"";
  private static final String END = "\"}";

  static final String BAD_REQUEST = ERROR + "amount must be greater than zero" + END;
  static final String BAD_PAYLOAD = ERROR + "invalid request payload" + END;
  static final String BAD_TARGET = ERROR + "position_id or symbol is required" + END;
  static final String BAD_PAGE = ERROR + "limit must be between 1 and 10000" + END;
  static final String BAD_ID = ERROR + "position_id is required" + END;
  static final String BAD_ACCOUNT = ERROR + "name the account in the header Unwind-Account" + END;
  static final String NO_ACCOUNT = ERROR + "account not found" + END;
  static final String NO_ORDER = ERROR + "order not found" + END;
  static final String NO_OPEN_POSITION = ERROR + "open position not found" + END;
  static final String NO_POSITION = ERROR + "position not found" + END;
  static final String ORDER_NOT_OPEN = ERROR + "order is not open" + END;
  static final String KEY_REUSED = ERROR + "Idempotency-Key was used with another payload" + END;
  static final String PLACE_FAILED =
      ERROR
          + "failed to persist trading records: order ord-20260302150000-41 was accepted and goes on,"
          + " but was not filled in time"
          + END;
  static final String CANCEL_FAILED =
      ERROR + "failed to cancel order: the cancel was sent but not confirmed in time" + END;
  static final String LIQUIDATE_FAILED =
      ERROR
          + "failed to liquidate position: liquidation 6f1c8a52-3d0f-4a7e-9d21-2b9f6a1c0e77 was"
          + " accepted and goes on"
          + END;
  static final String LIQUIDATE_ALL_FAILED =
      ERROR
          + "failed to liquidate positions: liquidation 6f1c8a52-3d0f-4a7e-9d21-2b9f6a1c0e77 was"
          + " accepted and goes on"
          + END;
  static final String LIST_FAILED = ERROR + "failed to list positions" + END;
  static final String SNAPSHOT_FAILED = ERROR + "failed to get positions for snapshot" + END;
  static final String GET_FAILED = ERROR + "failed to get position" + END;

  private NeuratradeExamples() {}
}
