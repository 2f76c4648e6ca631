// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.rule;

import dev.unwind.domain.calendar.TradingCalendar;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an account is worth at the last prices, as far as they can be believed.
 *
 * @param equity null where a price cannot be
 * @param gross of what can be priced: never more than it is
 * @param largest symbol and worth of the largest position that can be priced
 * @param doubts what is wrong with a price, by symbol
 */
public record Valuation(
    @Nullable Money equity,
    Money gross,
    @Nullable Largest largest,
    SortedMap<String, Doubt> doubts) {

  /** A last price further than by this factor from what it is compared with is absurd. */
  private static final BigDecimal ABSURD = BigDecimal.valueOf(2);

  /** Beyond this, nobody asks how old a quote is. */
  private static final Duration LONG_AGO = Duration.ofDays(14);

  /**
   * Why a price cannot be believed.
   *
   * @param kind missing, stale, crossed or absurd
   */
  public record Doubt(String kind, String figures) {
    @Override
    public String toString() {
      return figures.isEmpty() ? kind : kind + " (" + figures + ")";
    }
  }

  /** The largest position. */
  public record Largest(String symbol, Money notional) {}

  /** A position with what is known of its market. */
  public record Held(Instrument instrument, Quantity qty, Money cost, @Nullable Quote quote) {}

  /**
   * @param quoteAge how old a quote may be, in open time
   */
  public static Valuation of(Money cash, List<Held> positions, Duration quoteAge, Instant now) {
    Money equity = cash;
    Money gross = Money.ZERO;
    Largest largest = null;
    SortedMap<String, Doubt> doubts = new TreeMap<>();
    for (Held held : positions) {
      Instrument instrument = held.instrument();
      Quote quote = held.quote();
      if (quote == null) {
        doubts.put(instrument.symbol(), new Doubt("missing", ""));
        continue;
      }
      Doubt doubt = doubt(instrument, quote, quoteAge, now);
      if (doubt != null) {
        doubts.put(instrument.symbol(), doubt);
        continue;
      }
      Money value = held.qty().at(quote.last()).times(instrument.multiplier());
      Money cost = held.cost().times(instrument.multiplier());
      equity = equity.plus(instrument.isFuture() ? value.minus(cost) : value);
      gross = gross.plus(value.abs());
      if (largest == null || value.abs().compareTo(largest.notional()) > 0) {
        largest = new Largest(instrument.symbol(), value.abs());
      }
    }
    return new Valuation(doubts.isEmpty() ? equity : null, gross, largest, doubts);
  }

  /** Why a price cannot be believed; null where it can. */
  private static @Nullable Doubt doubt(
      Instrument instrument, Quote quote, Duration quoteAge, Instant now) {
    Price bid = quote.bid();
    Price ask = quote.ask();
    if (bid != null && ask != null && bid.compareTo(ask) > 0) {
      return new Doubt("crossed", "bid %s, ask %s".formatted(bid, ask));
    }
    for (Price near : Arrays.asList(bid, ask)) {
      if (near != null && isAbsurd(quote.last(), near)) {
        return new Doubt("absurd", "last %s, bid %s, ask %s".formatted(quote.last(), bid, ask));
      }
    }
    Price before = quote.previousClose();
    boolean leaps = instrument.assetClass() == AssetClass.US_OPTION;
    if (before != null && !leaps && isAbsurd(quote.last(), before)) {
      return new Doubt("absurd", "last %s, previous close %s".formatted(quote.last(), before));
    }
    Instant longAgo = now.minus(LONG_AGO);
    Instant since = quote.at().isBefore(longAgo) ? longAgo : quote.at();
    boolean stale =
        !instrument.hasExpired(now)
            && TradingCalendar.openTime(instrument.session(), since, now).compareTo(quoteAge) > 0;
    return stale ? new Doubt("stale", "since " + quote.at()) : null;
  }

  private static boolean isAbsurd(Price price, Price other) {
    BigDecimal one = price.value();
    BigDecimal two = other.value();
    return one.compareTo(two.multiply(ABSURD)) > 0 || two.compareTo(one.multiply(ABSURD)) > 0;
  }
}
