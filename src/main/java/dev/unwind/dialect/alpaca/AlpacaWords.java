// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The dialect's words for the ledger's values. Only words of the published enumerations are ever
 * sent, for strict clients die of any other.
 */
public final class AlpacaWords {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  private static final Set<String> EXCHANGES =
      Set.of("AMEX", "ARCA", "BATS", "NYSE", "NASDAQ", "NYSEARCA", "OTC", "CRYPTO");

  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendOffset("+HH:MM", "Z")
          .toFormatter(Locale.ROOT);

  private AlpacaWords() {}

  /** RFC 3339 in UTC, without trailing zeros of the fraction. */
  public static String timestamp(Instant at) {
    return TIMESTAMP.format(at.atOffset(ZoneOffset.UTC));
  }

  static @Nullable String timestampOrNull(@Nullable Instant at) {
    return at == null ? null : timestamp(at);
  }

  /** The same with New York's offset. */
  public static String newYorkTimestamp(Instant at) {
    return TIMESTAMP.format(at.atZone(NEW_YORK));
  }

  /** Futures and funds pass as equities; see {@link #ownAssetClass}. */
  public static String assetClass(Instrument instrument) {
    return switch (instrument.assetClass()) {
      case US_EQUITY, FUTURE, FUND -> "us_equity";
      case US_OPTION -> "us_option";
      case CRYPTO -> "crypto";
    };
  }

  static @Nullable String ownAssetClass(Instrument instrument) {
    return switch (instrument.assetClass()) {
      case FUTURE -> "future";
      case FUND -> "fund";
      case US_EQUITY, US_OPTION, CRYPTO -> null;
    };
  }

  static String exchange(Instrument instrument) {
    if (instrument.assetClass() == AssetClass.CRYPTO) {
      return "CRYPTO";
    }
    boolean known =
        instrument.assetClass() == AssetClass.US_EQUITY
            && EXCHANGES.contains(instrument.exchange());
    return known ? instrument.exchange() : "";
  }

  /** Whether the vendor's asset list could say it: of its classes, and of an exchange it knows. */
  public static boolean isAsset(Instrument instrument) {
    return ownAssetClass(instrument) == null && !exchange(instrument).isEmpty();
  }

  /** Positions and multi-status envelopes name crypto pairs without the slash. */
  public static String positionSymbol(Instrument instrument) {
    return instrument.assetClass() == AssetClass.CRYPTO
        ? instrument.symbol().replace("/", "")
        : instrument.symbol();
  }

  public static String side(Side side) {
    return side == Side.BUY ? "buy" : "sell";
  }

  public static String type(OrderType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** Orders with a date of expiry, which other dialects know, pass as good till cancelled. */
  static String timeInForce(TimeInForce timeInForce) {
    return switch (timeInForce) {
      case DAY -> "day";
      case GTC, GTD -> "gtc";
      case IOC -> "ioc";
      case FOK -> "fok";
    };
  }

  static String status(OrderStatus status) {
    return switch (status) {
      case HELD -> "held";
      case ACCEPTED -> "accepted";
      case PENDING_NEW -> "pending_new";
      case NEW -> "new";
      case PARTIALLY_FILLED -> "partially_filled";
      case FILLED -> "filled";
      case PENDING_CANCEL -> "pending_cancel";
      case CANCELED -> "canceled";
      case PENDING_REPLACE -> "pending_replace";
      case REJECTED -> "rejected";
      case EXPIRED -> "expired";
    };
  }
}
