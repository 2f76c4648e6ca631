// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import io.restassured.response.Response;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The contract's wire shapes: every key that an answer must have, none that it must not, and the
 * JSON type and notation of each value.
 */
final class Shapes {
  private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d*[1-9])?");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern TIMESTAMP =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{0,8}[1-9])?Z");

  private static final Set<String> STATUSES =
      words(
          "new partially_filled filled done_for_day canceled expired replaced pending_cancel"
              + " pending_replace accepted pending_new held rejected");

  private Shapes() {}

  static void position(Map<String, Object> shown) {
    Object own = shown.get("unwind_asset_class");
    Shape shape = new Shape(shown);
    shape.uuids("asset_id");
    shape.texts("symbol exchange asset_class side");
    shape.booleans("asset_marginable");
    shape.decimals(
        "qty qty_available avg_entry_price market_value cost_basis unrealized_pl unrealized_plpc"
            + " unrealized_intraday_pl unrealized_intraday_plpc current_price lastday_price"
            + " change_today");
    if (own != null) {
      shape.texts("unwind_asset_class");
    }
    shape.complete();
    assertThat(words("long short")).contains(String.valueOf(shown.get("side")));
    assertThat(words("us_equity us_option crypto"))
        .contains(String.valueOf(shown.get("asset_class")));
  }

  static void order(Map<String, Object> shown) {
    Shape shape = new Shape(shown);
    shape.uuids("id asset_id");
    shape.texts(
        "client_order_id symbol asset_class order_class order_type type side time_in_force status");
    shape.timestamps("created_at updated_at submitted_at");
    shape.optionalTimestamps("filled_at expired_at canceled_at failed_at replaced_at");
    shape.optionalUuids("replaced_by replaces");
    shape.optionalDecimals(
        "notional qty filled_avg_price limit_price stop_price trail_percent trail_price hwm");
    shape.decimals("filled_qty");
    shape.booleans("extended_hours");
    shape.nulls("ratio_qty subtag source");
    if (!"trailing_stop".equals(shown.get("type"))) {
      shape.nulls("trail_percent trail_price hwm");
    }
    shape.seen("legs");
    if (shown.containsKey("expires_at")) {
      shape.timestamps("expires_at");
    }
    if (shown.containsKey("position_intent")) {
      shape.texts("position_intent");
      assertThat(words("buy_to_open buy_to_close sell_to_open sell_to_close"))
          .contains(String.valueOf(shown.get("position_intent")));
    }
    shape.complete();
    assertThat(shown.get("type")).isEqualTo(shown.get("order_type"));
    assertThat(STATUSES).contains(String.valueOf(shown.get("status")));
    assertThat(words("buy sell")).contains(String.valueOf(shown.get("side")));
    assertThat(words("day gtc ioc fok")).contains(String.valueOf(shown.get("time_in_force")));
    assertThat(words("market limit stop stop_limit trailing_stop"))
        .contains(String.valueOf(shown.get("type")));
    Object legs = shown.get("legs");
    if (legs != null) {
      assertThat(legs).isInstanceOf(List.class);
    }
  }

  static void account(Map<String, Object> shown) {
    Shape shape = new Shape(shown);
    shape.uuids("id");
    shape.texts("account_number status crypto_status currency");
    shape.decimals(
        "buying_power regt_buying_power effective_buying_power non_marginable_buying_power"
            + " options_buying_power cash accrued_fees pending_transfer_in pending_transfer_out"
            + " pending_reg_taf_fees portfolio_value equity last_equity long_market_value"
            + " short_market_value position_market_value initial_margin maintenance_margin"
            + " last_maintenance_margin sma multiplier intraday_adjustments");
    shape.booleans(
        "trading_blocked transfers_blocked account_blocked trade_suspended_by_user"
            + " shorting_enabled");
    shape.integers("options_approved_level options_trading_level crypto_tier");
    shape.matching(Pattern.compile("\\d{4}-\\d\\d-\\d\\d"), "balance_asof");
    shape.timestamps("created_at");
    shape.complete();
  }

  static void asset(Map<String, Object> shown) {
    Shape shape = new Shape(shown);
    shape.uuids("id");
    shape.texts("class exchange symbol name status");
    shape.booleans("tradable marginable shortable easy_to_borrow fractionable");
    shape.seen("cusip attributes");
    assertThat(shown.get("attributes")).isInstanceOf(List.class);
    if ("crypto".equals(shown.get("class"))) {
      shape.decimals("min_order_size min_trade_increment price_increment");
    }
    for (String optional : List.of("borrow_status", "unwind_asset_class")) {
      if (shown.containsKey(optional)) {
        shape.texts(optional);
      }
    }
    shape.complete();
  }

  static void fill(Map<String, Object> shown) {
    Shape shape = new Shape(shown);
    shape.matching(Pattern.compile("\\d{17}::" + UUID.pattern()), "id");
    shape.texts("activity_type side symbol order_status type");
    shape.decimals("cum_qty leaves_qty price qty");
    shape.timestamps("transaction_time");
    shape.uuids("order_id");
    shape.complete();
  }

  /** Every answer tells how the key stands, and which request it was. */
  static void headers(Response response) {
    assertThat(response.header("X-Request-ID")).isNotBlank();
    assertThat(response.header("X-RateLimit-Limit")).isEqualTo("200");
    assertThat(response.header("X-RateLimit-Remaining")).matches("\\d+");
    assertThat(response.header("X-RateLimit-Reset")).matches("\\d{10}");
  }

  /** An error with its status, code and exact wording. */
  static Json error(Response response, int status, int code, String message) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
    headers(response);
    assertThat(response.contentType()).startsWith("application/json");
    Json body = Json.of(response);
    assertThat(body.<Object>get("code")).isEqualTo(code);
    assertThat(body.getString("message")).isEqualTo(message);
    return body;
  }

  private static Set<String> words(String names) {
    return Set.copyOf(Arrays.asList(names.split(" ")));
  }

  /** Checks keys by kind, then that there was no other. */
  private static final class Shape {
    private final Map<String, Object> shown;
    private final Set<String> seen = new HashSet<>();

    Shape(Map<String, Object> shown) {
      this.shown = shown;
    }

    void matching(Pattern pattern, String names) {
      for (String name : words(names)) {
        assertThat(value(name)).as(name).isInstanceOf(String.class);
        assertThat(String.valueOf(shown.get(name))).as(name).matches(pattern);
      }
    }

    void texts(String names) {
      for (String name : words(names)) {
        assertThat(value(name)).as(name).isInstanceOf(String.class);
      }
    }

    void decimals(String names) {
      matching(DECIMAL, names);
    }

    void uuids(String names) {
      matching(UUID, names);
    }

    void timestamps(String names) {
      matching(TIMESTAMP, names);
    }

    void optionalDecimals(String names) {
      optional(DECIMAL, names);
    }

    void optionalUuids(String names) {
      optional(UUID, names);
    }

    void optionalTimestamps(String names) {
      optional(TIMESTAMP, names);
    }

    void booleans(String names) {
      for (String name : words(names)) {
        assertThat(value(name)).as(name).isInstanceOf(Boolean.class);
      }
    }

    void integers(String names) {
      for (String name : words(names)) {
        assertThat(value(name)).as(name).isInstanceOf(Integer.class);
      }
    }

    void nulls(String names) {
      for (String name : words(names)) {
        assertThat(value(name)).as(name).isNull();
      }
    }

    void seen(String names) {
      words(names).forEach(this::value);
    }

    void complete() {
      assertThat(shown.keySet()).isEqualTo(seen);
    }

    private void optional(Pattern pattern, String names) {
      for (String name : words(names)) {
        if (value(name) != null) {
          matching(pattern, name);
        }
      }
    }

    private @Nullable Object value(String name) {
      assertThat(shown).containsKey(name);
      seen.add(name);
      return shown.get(name);
    }
  }
}
