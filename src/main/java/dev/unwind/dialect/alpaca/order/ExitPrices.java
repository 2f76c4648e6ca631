// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.order;

import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a take-profit and a stop-loss may be: on the two sides of each other, and, of an entry that
 * is still to come, on the two sides of what that is expected to trade at.
 */
final class ExitPrices {
  private static final BigDecimal GAP = new BigDecimal("0.01");

  private ExitPrices() {}

  /** Refuses a target that is not beyond its stop: the market would be at both. */
  static void requireApart(List<NewOrder> exits) {
    Price target = target(exits);
    Price stop = stop(exits);
    if (target == null || stop == null) {
      return;
    }
    boolean sells = exits.get(0).side() == Side.SELL;
    int gap = target.compareTo(stop);
    if (sells ? gap <= 0 : gap >= 0) {
      throw new EnterOrders.RefusedException(AlpacaErrors.exitsCross(sells ? ">" : "<"));
    }
  }

  /**
   * The exits of an entry. Its base price is its own limit, or its stop, or the side of the market
   * that it takes.
   */
  static void requireAwayFromEntry(OrderTicket ticket, @Nullable Quote quote) {
    NewOrder entry = ticket.first();
    Price base = base(entry, quote);
    boolean enters =
        ticket.orderClass() == OrderTicket.OrderClass.BRACKET
            || ticket.orderClass() == OrderTicket.OrderClass.OTO;
    if (base == null || !enters) {
      return;
    }
    boolean sells = entry.side() == Side.BUY;
    require("take_profit.limit_price", target(ticket.others()), sells, base);
    require("stop_loss.stop_price", stop(ticket.others()), !sells, base);
  }

  private static void require(String field, @Nullable Price price, boolean above, Price base) {
    if (price == null) {
      return;
    }
    BigDecimal bound = above ? base.value().add(GAP) : base.value().subtract(GAP);
    int gap = price.value().compareTo(bound);
    if (above ? gap < 0 : gap > 0) {
      String words = above ? ">= base_price + 0.01" : "<= base_price - 0.01";
      throw new EnterOrders.RefusedException(AlpacaErrors.exitAtEntry(field, words, base));
    }
  }

  private static @Nullable Price base(NewOrder entry, @Nullable Quote quote) {
    if (entry.limitPrice() != null) {
      return entry.limitPrice();
    }
    if (entry.stopPrice() != null) {
      return entry.stopPrice();
    }
    return quote == null ? null : quote.touch(entry.side());
  }

  private static @Nullable Price target(List<NewOrder> exits) {
    return exits.stream()
        .filter(o -> !o.type().hasStop())
        .map(NewOrder::limitPrice)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Price stop(List<NewOrder> exits) {
    return exits.stream()
        .filter(o -> o.type().hasStop())
        .map(NewOrder::stopPrice)
        .findFirst()
        .orElse(null);
  }
}
