// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;

/** How an order meets the market. */
public final class Matching {
  private static final BigDecimal HALF_PERCENTAGE = BigDecimal.valueOf(50);

  private Matching() {}

  /**
   * Trades what can be traded now, and ends an immediate order that could not. Market orders pay
   * the far side of the market; limits the same, when that is at the limit or better; stops are
   * reached by the last price, which trailing stops have followed before.
   */
  public static void match(OrderHandling handling, MarketView market) {
    Quote quote = market.quote();
    if (quote == null || !market.open()) {
      endIfImmediate(handling, quote == null ? "there is no market" : "the market is closed");
      return;
    }
    if (!handling.order().triggered()) {
      handling.follow(quote, market.tick());
      if (!isStopReached(handling.order(), quote)) {
        return;
      }
      handling.trigger();
    }
    Quantity qty = tradableQty(handling.order(), quote, market);
    if (handling.order().terms().timeInForce() == TimeInForce.FOK
        && qty.compareTo(handling.order().leaves()) < 0) {
      qty = Quantity.ZERO;
    }
    if (qty.isPositive()) {
      handling.trade(qty, quote);
    }
    endIfImmediate(handling, "not filled at once");
  }

  private static Quantity tradableQty(BookOrder order, Quote quote, MarketView market) {
    if (!isMarketable(order, quote.touch(order.terms().side()))) {
      return Quantity.ZERO;
    }
    return switch (market.fill()) {
      case FULL -> order.leaves();
      case NONE -> Quantity.ZERO;
      case PARTIAL -> {
        if (order.tradedQuoteAt() == null) {
          yield half(order.terms().qty(), market.increment()).min(order.leaves());
        }
        boolean isSameQuote = quote.at().equals(order.tradedQuoteAt());
        yield isSameQuote ? Quantity.ZERO : order.leaves();
      }
    };
  }

  private static Quantity half(Quantity qty, Quantity increment) {
    return qty.percent(HALF_PERCENTAGE).truncateTo(increment).max(increment);
  }

  private static boolean isMarketable(BookOrder order, Price touch) {
    Price limit = order.terms().limitPrice();
    if (limit == null) {
      return true;
    }
    return order.terms().side() == Side.BUY
        ? touch.compareTo(limit) <= 0
        : touch.compareTo(limit) >= 0;
  }

  private static boolean isStopReached(BookOrder order, Quote quote) {
    Price stop = order.stop();
    if (stop == null) {
      return order.terms().trail() == null;
    }
    return order.terms().side() == Side.BUY
        ? quote.last().compareTo(stop) >= 0
        : quote.last().compareTo(stop) <= 0;
  }

  /** An immediate order does not rest; one with a stop waits for it first. */
  private static void endIfImmediate(OrderHandling handling, String text) {
    BookOrder order = handling.order();
    TimeInForce timeInForce = order.terms().timeInForce();
    boolean immediate = timeInForce == TimeInForce.IOC || timeInForce == TimeInForce.FOK;
    if (immediate && order.triggered() && order.isWorking()) {
      handling.cancel(text);
    }
  }
}
