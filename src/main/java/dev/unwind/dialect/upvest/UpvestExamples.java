// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

/** Examples of the API description. */
final class UpvestExamples {
  private static final String PROBLEM = "{\"type\":\"https://unwind.dev/errors/";

  static final String LIQUIDATION =
      """
      {"id":"92dc3c8c-1a0f-4a32-a2e5-9d9f3e3f4b10","created_at":"2026-03-02T10:00:00.000000Z",\
      "updated_at":"2026-03-02T10:00:00.000000Z","user_id":"2ef01903-3b0f-487c-89d8-303684d2f23c",\
      "account_id":"d7a57c3e-2be9-4c4e-b3ff-48e1e7815659","cash_amount":"","currency":"EUR","status":"NEW","orders":[]}""";

  static final String LIQUIDATION_FILLED =
      """
      {"id":"92dc3c8c-1a0f-4a32-a2e5-9d9f3e3f4b10","created_at":"2026-03-02T10:00:00.000000Z",\
      "updated_at":"2026-03-02T10:00:01.250000Z","user_id":"2ef01903-3b0f-487c-89d8-303684d2f23c",\
      "account_id":"d7a57c3e-2be9-4c4e-b3ff-48e1e7815659","cash_amount":"9800.29","currency":"EUR","status":"FILLED",\
      "orders":[{"id":"1f0c6f0a-6a0e-5f3c-8a55-0f7d9b3c2e11","side":"SELL","status":"FILLED"}]}""";

  static final String META =
      "{\"offset\":0,\"limit\":100,\"count\":1,\"total_count\":1,\"sort\":\"id\",\"order\":\"ASC\"}";

  static final String LIQUIDATIONS =
      "{\"meta\":" + META + ",\"data\":[" + LIQUIDATION_FILLED + "]}";

  static final String ORDER =
      """
      {"id":"9f3c0a0e-4b83-4a8e-bc1d-2a6b4d6dfb11","created_at":"2026-03-02T10:00:00.000000Z",\
      "updated_at":"2026-03-02T10:00:00.000000Z","user_id":"2ef01903-3b0f-487c-89d8-303684d2f23c",\
      "account_id":"d7a57c3e-2be9-4c4e-b3ff-48e1e7815659","cash_amount":"0","currency":"EUR","side":"SELL",\
      "instrument_id":"IE00B4L5Y983","instrument_id_type":"ISIN","order_type":"MARKET","quantity":"10","limit_price":"",\
      "stop_price":"","expiry_date":"2226-03-02","user_instrument_fit_acknowledgement":false,"client_reference":"",\
      "status":"NEW","fee":"0.00","executions":[],"initiation_flow":"API","execution_flow":"STRAIGHT_THROUGH"}""";

  static final String PLACE_ORDER =
      """
      {"user_id":"2ef01903-3b0f-487c-89d8-303684d2f23c","account_id":"d7a57c3e-2be9-4c4e-b3ff-48e1e7815659",\
      "side":"SELL","instrument_id":"IE00B4L5Y983","instrument_id_type":"ISIN","order_type":"MARKET","quantity":"10"}""";

  static final String CANCELED = "{\"id\":\"9f3c0a0e-4b83-4a8e-bc1d-2a6b4d6dfb11\"}";

  static final String ORDERS = "{\"meta\":" + META + ",\"data\":[" + ORDER + "]}";

  static final String EXECUTION =
      """
      {"id":"5a3bb0ae-2a3f-3c86-9a55-7a2f6b1c0d22","order_id":"9f3c0a0e-4b83-4a8e-bc1d-2a6b4d6dfb11",\
      "cash_amount":"1084.51","share_quantity":"10","price":"108.4512","transaction_time":"2026-03-02T10:00:00.100000Z",\
      "taxes":[{"type":"TOTAL","amount":"0.00"}],"status":"FILLED","side":"SELL","currency":"EUR",\
      "settlement_date":"2026-03-04"}""";

  static final String ACCOUNT =
      """
      {"id":"d7a57c3e-2be9-4c4e-b3ff-48e1e7815659","created_at":"2026-03-02T09:00:00.000000Z",\
      "updated_at":"2026-03-02T09:00:00.000000Z","account_group_id":"d7a57c3e-2be9-4c4e-b3ff-48e1e7815659",\
      "type":"PORTFOLIO","users":[{"id":"2ef01903-3b0f-487c-89d8-303684d2f23c","type":"OWNER"}],"account_number":1,\
      "name":"Savings","status":"ACTIVE"}""";

  static final String CREATE_ACCOUNT =
      """
      {"user_id":"2ef01903-3b0f-487c-89d8-303684d2f23c","account_group_id":"0b6a3f0e-0a55-4f6e-9a3c-5d8f2f1f7a01",\
      "type":"PORTFOLIO","name":"Savings"}""";

  static final String ACCOUNTS = "{\"meta\":" + META + ",\"data\":[" + ACCOUNT + "]}";

  static final String POSITION =
      """
      {"account_id":"d7a57c3e-2be9-4c4e-b3ff-48e1e7815659","instrument":{"uuid":"6b0a3d1e-8d5f-4bb2-9c0c-2f9f1c3f5a77",\
      "isin":"IE00B4L5Y983"},"quantity":"41.20773615","locked_for_trading":"0","pending_settlement":"0",\
      "available_for_trading":"41.20773615"}""";

  static final String POSITIONS = "{\"meta\":" + META + ",\"data\":[" + POSITION + "]}";

  static final String VALUATION =
      """
      {"id":"0d3a6c58-7a55-3b0e-8d5c-7f4f6e2c1b33","created_at":"2026-03-02T10:00:00.000000Z",\
      "updated_at":"2026-03-02T10:00:00.000000Z","account_id":"d7a57c3e-2be9-4c4e-b3ff-48e1e7815659",\
      "valuation_time":"2026-03-02T10:00:00.000000Z","price_quality":"EOD",\
      "total_security_value":{"amount":"4454.64","currency":"EUR"},"security_positions":[{"instrument":\
      {"uuid":"6b0a3d1e-8d5f-4bb2-9c0c-2f9f1c3f5a77","isin":"IE00B4L5Y983"},"quantity":"41.20773615",\
      "value":{"amount":"4454.64","currency":"EUR","price_time":"2026-03-02T08:00:00.000000Z"},"weight":"100"}]}""";

  static final String VALUATIONS = "{\"meta\":" + META + ",\"data\":[" + VALUATION + "]}";

  static final String CASH =
      """
      {"account_group_id":"d7a57c3e-2be9-4c4e-b3ff-48e1e7815659","currency":"EUR","balance":"9920.79",\
      "locked_for_trading":"0.00","pending_settlement":"9800.29","available_for_withdrawal":"120.50",\
      "available_for_trading":"9920.79"}""";

  static final String TOKEN =
      """
      {"access_token":"Zm9vYmFy","expires_in":86400,"token_type":"bearer",\
      "scope":"account_liquidations:admin orders:read"}""";

  static final String WEBHOOK =
      """
      {"id":"3f1d8f2e-1f0b-4a52-8d0e-6f3a1c2b4d55","created_at":"2026-03-02T09:00:00.000000Z",\
      "updated_at":"2026-03-02T09:00:00.000000Z","title":"Desk","url":"https://hooks.example.com/in",\
      "type":["ALL"],"config":{"delay":"1s","max_package_size":65536},"enabled":false}""";

  static final String CREATE_WEBHOOK =
      """
      {"title":"Desk","url":"https://hooks.example.com/in","type":["ACCOUNT_LIQUIDATION","ORDER"],\
      "config":{"delay":"1s","max_package_size":65536}}""";

  static final String WEBHOOKS = "{\"meta\":" + META + ",\"data\":[" + WEBHOOK + "]}";

  static final String VERIFY_KEYS =
      """
      {"keys":[{"kty":"EC","crv":"P-521","kid":"8d4997a8-cf7a-3e51-adbb-401656a3e5c2",\
      "x":"AK7sZPL1DyhEV2WvTxKICI7IcF8l1PvinrqgKP6iEBPoisKAG0ftsPuAaKeRYi01Fk1_sAffRY9Q4TBoTHznXq6L",\
      "y":"AeZm3fvkId1XTuXIJ7noeYt8_HAGBipHmMrkid7jdZaK_aSLnVhCY3F3k9Vv0t7zbO1VkUbqAlvtF_WVEJcCYCmi"}]}""";

  static final String INVALID =
      PROBLEM
          + "invalid_request\",\"status\":400,\"title\":\"Invalid request\",\"detail\":\"user_id must be a UUID\","
          + "\"details\":\"user_id must be a UUID\",\"request_id\":\"7d2f0c6b5a9e4f0f8e1b3c4d5e6f7a8b\"}";

  static final String NOT_FOUND =
      PROBLEM
          + "not_found\",\"status\":404,\"title\":\"Not found\",\"detail\":\"the account does not exist\","
          + "\"details\":\"the account does not exist\",\"request_id\":\"7d2f0c6b5a9e4f0f8e1b3c4d5e6f7a8b\"}";

  static final String CONFLICT =
      PROBLEM
          + "conflict\",\"status\":409,\"title\":\"Conflict\",\"detail\":\"liquidation"
          + " 92dc3c8c-1a0f-4a32-a2e5-9d9f3e3f4b10 of the account is in progress\","
          + "\"details\":\"liquidation 92dc3c8c-1a0f-4a32-a2e5-9d9f3e3f4b10 of the account is in progress\","
          + "\"request_id\":\"7d2f0c6b5a9e4f0f8e1b3c4d5e6f7a8b\"}";

  static final String UNPROCESSABLE =
      PROBLEM
          + "unprocessable_entity\",\"status\":422,\"title\":\"Unprocessable entity\",\"detail\":\"not offered for this"
          + " type of account\",\"details\":\"not offered for this type of account\","
          + "\"request_id\":\"7d2f0c6b5a9e4f0f8e1b3c4d5e6f7a8b\"}";

  private UpvestExamples() {}
}
