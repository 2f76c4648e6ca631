// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import io.vertx.mutiny.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Rows of the simulator's tables as values. */
public final class BookRows {
  private BookRows() {}

  public static VenueOrderRef ref(Row row, String account, String key) {
    return new VenueOrderRef(new AccountId(row.getLong(account)), row.getUUID(key));
  }

  static BookOrder order(Row row) {
    VenueOrder terms =
        new VenueOrder(
            new AccountId(row.getLong("account_id")),
            row.getUUID("key"),
            new InstrumentId(row.getLong("instrument_id")),
            Side.valueOf(row.getString("side")),
            OrderType.valueOf(row.getString("type")),
            TimeInForce.valueOf(row.getString("time_in_force")),
            new Quantity(row.getBigDecimal("qty")),
            price(row, "limit_price"),
            price(row, "stop_price"),
            trail(row),
            instant(row, "expires_at"),
            row.getLong("pair"));
    return new BookOrder(
        row.getLong("order_no"),
        terms,
        BookStatus.valueOf(row.getString("status")),
        row.getBoolean("triggered"),
        new Quantity(row.getBigDecimal("cum_qty")),
        Quantity.ZERO,
        instant(row, "traded_quote_at"),
        row.getInteger("reports"),
        row.getLong("replaces"));
  }

  static BookReport report(Row row) {
    BigDecimal qty = row.getBigDecimal("qty");
    return new BookReport(
        row.getLong("order_no"),
        row.getInteger("seq"),
        new AccountId(row.getLong("account_id")),
        row.getUUID("order_key"),
        ReportKind.valueOf(row.getString("kind")),
        row.getBoolean("announces"),
        row.getUUID("exec_id"),
        qty == null ? null : new Quantity(qty),
        price(row, "price"),
        new Quantity(row.getBigDecimal("cum_qty")),
        row.getUUID("new_key"),
        row.getString("text"),
        row.getOffsetDateTime("at").toInstant(),
        instant(row, "due_at"));
  }

  static Quote quote(Row row) {
    return new Quote(
        new InstrumentId(row.getLong("instrument_id")),
        new Price(row.getBigDecimal("last")),
        price(row, "bid"),
        price(row, "ask"),
        price(row, "previous_close"),
        row.getOffsetDateTime("at").toInstant());
  }

  private static @Nullable Trail trail(Row row) {
    Price offset = price(row, "trail_price");
    BigDecimal percent = row.getBigDecimal("trail_percent");
    return offset == null && percent == null
        ? null
        : new Trail(
            offset,
            percent,
            price(row, "trail_begins"),
            price(row, "trail_step"),
            price(row, "mark"),
            price(row, "mark_stop"));
  }

  private static @Nullable Price price(Row row, String column) {
    BigDecimal value = row.getBigDecimal(column);
    return value == null ? null : new Price(value);
  }

  static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime value = row.getOffsetDateTime(column);
    return value == null ? null : value.toInstant();
  }
}
