// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import dev.unwind.application.venue.VenueSettingException;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a market order is sent as.
 *
 * @param beyond hundredths of a percent beyond the far side of the market, where it is a limit
 */
public record CloseAs(Optional<BigDecimal> beyond) {
  private static final Pattern LIMIT =
      Pattern.compile("limit@quote(?:[+\u00b1](\\d{1,4}(?:\\.\\d{1,4})?)(?:bps)?)?");
  private static final BigDecimal WHOLE = BigDecimal.valueOf(10_000);

  /**
   * Reads a setting.
   *
   * @param otherwise what it says where that is no limit
   */
  public static CloseAs of(String setting, String otherwise, String text) {
    if (text.equals(otherwise)) {
      return new CloseAs(Optional.empty());
    }
    Matcher limit = LIMIT.matcher(text);
    if (!limit.matches()) {
      throw new VenueSettingException(
          setting + " is neither " + otherwise + " nor such as limit@quote+25");
    }
    String beyond = limit.group(1);
    BigDecimal bps = beyond == null ? BigDecimal.ZERO : new BigDecimal(beyond);
    if (bps.compareTo(WHOLE) >= 0) {
      throw new VenueSettingException(setting + " is beyond the whole price");
    }
    return new CloseAs(Optional.of(bps));
  }

  public boolean isLimit() {
    return beyond.isPresent();
  }

  /** The limit that trades now, as far as the quote is right; rounded so that it still does. */
  public Price limit(Side side, Quote quote, Price increment) {
    BigDecimal factor = beyond.orElse(BigDecimal.ZERO).divide(WHOLE);
    BigDecimal price =
        quote
            .touch(side)
            .value()
            .multiply(
                side == Side.BUY ? BigDecimal.ONE.add(factor) : BigDecimal.ONE.subtract(factor));
    if (!increment.isPositive()) {
      return new Price(price);
    }
    BigDecimal step = increment.value();
    BigDecimal steps =
        price.divide(step, 0, side == Side.BUY ? RoundingMode.CEILING : RoundingMode.FLOOR);
    return new Price(steps.multiply(step).max(step));
  }
}
