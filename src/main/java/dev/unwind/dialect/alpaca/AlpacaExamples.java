// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

/** Examples of the OpenAPI document; a test holds them against its schemas. */
final class AlpacaExamples {
  static final String POSITION =
      """
      {"asset_id":"d704f4fd-c735-44f8-a7fa-7a50fef08fe4","symbol":"XLK","exchange":"ARCA",
       "asset_class":"us_equity","asset_marginable":true,"qty":"-24","avg_entry_price":"82.69",
       "side":"short","market_value":"-2011.44","cost_basis":"-1984.56","unrealized_pl":"-26.88",
       "unrealized_plpc":"-0.0135445640343451","unrealized_intraday_pl":"-26.88",
       "unrealized_intraday_plpc":"-0.0135445640343451","current_price":"83.81",
       "lastday_price":"88.91","change_today":"-0.0573613766730402","qty_available":"-24"}""";

  static final String POSITIONS = "[" + POSITION + "]";

  static final String CLOSING_ORDER =
      """
      {"id":"a91ce2b6-2d9f-4e49-b53b-292231823cca",
       "client_order_id":"c11555ae-d56d-4f01-a331-ddcaadb9c2a7",
       "created_at":"2026-03-27T14:28:13.085921Z","updated_at":"2026-03-27T14:28:13.085921Z",
       "submitted_at":"2026-03-27T14:28:13.085921Z","filled_at":null,"expired_at":null,
       "expires_at":"2026-03-27T20:00:00Z","canceled_at":null,"failed_at":null,"replaced_at":null,
       "replaced_by":null,"replaces":null,"asset_id":"4ce9353c-66d1-46c2-898f-fce867ab0247",
       "symbol":"NVDA","asset_class":"us_equity","notional":null,"qty":"4","filled_qty":"0",
       "filled_avg_price":null,"order_class":"","order_type":"market","type":"market",
       "side":"sell","time_in_force":"day","limit_price":null,"stop_price":null,
       "status":"pending_new","extended_hours":false,"legs":null,"trail_percent":null,
       "trail_price":null,"hwm":null,"subtag":null,"source":null,"ratio_qty":null,
       "position_intent":"sell_to_close"}""";

  static final String ORDERS = "[" + CLOSING_ORDER + "]";

  static final String CLOSE_RESULTS =
      "[{\"symbol\":\"NVDA\",\"status\":200,"
          + "\"order_id\":\"a91ce2b6-2d9f-4e49-b53b-292231823cca\",\"body\":"
          + CLOSING_ORDER
          + "},"
          + """
          {"symbol":"SQQQ","status":403,"body":{"available":"0","code":40310000,
           "existing_qty":"1000","held_for_orders":"1000",
           "message":"insufficient qty available for order (requested: 1000, available: 0)",
           "related_orders":["3f1c8a5e-0d0b-4f3c-9b55-6a1d2c7e9f10"],"symbol":"SQQQ",
           "notional":null,"type":"market","time_in_force":"day"}}]""";

  static final String CANCEL_RESULTS =
      """
      [{"id":"3f1c8a5e-0d0b-4f3c-9b55-6a1d2c7e9f10","status":200},
       {"id":"904837e3-3b76-47ec-b432-046db621571b","status":422,
        "body":{"code":42210000,"message":"order closes a position: cancel it by its id"}}]""";

  static final String NO_POSITION =
      """
      {"code":40410000,"message":"position does not exist"}""";

  static final String NO_ORDER =
      """
      {"code":40410000,"message":"order not found for 3f1c8a5e-0d0b-4f3c-9b55-6a1d2c7e9f10"}""";

  static final String NO_ASSET =
      """
      {"code":40410000,"message":"asset not found for XYZ"}""";

  static final String BAD_FLAG =
      """
      {"code":40010001,"message":"cancel_orders must be true or false"}""";

  static final String QTY_AND_PERCENTAGE =
      """
      {"code":40010001,"message":"only one of qty or percentage is accepted"}""";

  static final String QTY_MISSING =
      """
      {"code":40010001,"message":"qty or notional is required"}""";

  static final String BAD_FILTER =
      """
      {"code":40010001,"message":"failed to parse after"}""";

  static final String ALREADY_FILLED =
      """
      {"code":42210000,"message":"order is already in \\"filled\\" state"}""";

  static final String BROKEN_BODY =
      """
      {"code":40010000,"message":"failed to decode request body"}""";

  static final String ACCOUNT =
      """
      {"id":"1b3a6f0e-0a55-4f6e-9a3c-5d8f2f1f7a01","account_number":"1001","status":"ACTIVE",
       "crypto_status":"ACTIVE","currency":"USD","buying_power":"250000",
       "regt_buying_power":"250000","effective_buying_power":"250000",
       "non_marginable_buying_power":"250000","options_buying_power":"250000","cash":"250000",
       "accrued_fees":"0","pending_transfer_in":"0","pending_transfer_out":"0",
       "pending_reg_taf_fees":"0","portfolio_value":"250000","equity":"250000",
       "last_equity":"250000","long_market_value":"0","short_market_value":"0",
       "position_market_value":"0","initial_margin":"0","maintenance_margin":"0",
       "last_maintenance_margin":"0","sma":"0","multiplier":"1","intraday_adjustments":"0",
       "trading_blocked":false,"transfers_blocked":false,"account_blocked":false,
       "trade_suspended_by_user":false,"shorting_enabled":true,"options_approved_level":2,
       "options_trading_level":2,"crypto_tier":1,"balance_asof":"2026-11-19",
       "created_at":"2026-03-27T01:28:13Z"}""";

  static final String ASSET =
      """
      {"id":"b0b6dd9d-8b9b-48a9-ba46-b9d54906e415","class":"us_equity","exchange":"NASDAQ",
       "symbol":"AAPL","name":"AAPL","status":"active","tradable":true,"marginable":true,
       "shortable":true,"easy_to_borrow":true,"borrow_status":"easy_to_borrow",
       "fractionable":true,"cusip":"037833100","attributes":[]}""";

  static final String ASSETS = "[" + ASSET + "]";

  static final String CLOCK =
      """
      {"timestamp":"2026-11-20T14:15:22.123456-05:00","is_open":true,
       "next_open":"2026-11-23T09:30:00-05:00","next_close":"2026-11-20T16:00:00-05:00"}""";

  static final String CALENDAR =
      """
      [{"date":"2026-11-27","open":"09:30","close":"13:00","session_open":"0400",
        "session_close":"1700","settlement_date":"2026-11-30"}]""";

  static final String CONFIGURATIONS =
      """
      {"disable_overnight_trading":true,"fractional_trading":true,"max_margin_multiplier":"1",
       "max_options_trading_level":2,"no_shorting":false,"ptp_no_exception_entry":false,
       "suspend_trade":false,"trade_confirm_email":"none"}""";

  static final String HISTORY =
      """
      {"timestamp":[1763773200,1764032400],"equity":[2784.79,2794.79],"profit_loss":[0,10.00],
       "profit_loss_pct":[0,0.0036],"base_value":2784.79,"base_value_asof":"2025-11-20",
       "timeframe":"1D"}""";

  static final String FIXED_CONFIGURATION =
      """
      {"code":40010001,"message":"max_margin_multiplier cannot be changed"}""";

  static final String FILLS =
      """
      [{"id":"20260327142813085::00000399-0000-8000-8000-00003b9aca07","activity_type":"FILL",
        "cum_qty":"4","leaves_qty":"0","price":"180.97","qty":"4","side":"sell","symbol":"NVDA",
        "transaction_time":"2026-03-27T14:28:13.085921Z",
        "order_id":"a91ce2b6-2d9f-4e49-b53b-292231823cca","order_status":"filled",
        "type":"fill"}]""";

  private AlpacaExamples() {}
}
