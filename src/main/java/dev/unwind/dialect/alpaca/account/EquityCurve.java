// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.account;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an account was worth at moments of the past: its cash and positions are what they are now
 * less all that was traded since, which the ledger knows exactly. Quotes of the past are not kept,
 * so a position is valued at the last price that the ledger knows of that time: a trade of the
 * account, the close of the day before, the present quote; before the first, at the first.
 */
final class EquityCurve {
  /** One instrument's holding, as it was at the moment that has been reached. */
  private static final class Holding {
    private final Instrument instrument;
    private final TreeMap<Instant, BigDecimal> prices = new TreeMap<>();
    private BigDecimal qty = BigDecimal.ZERO;
    private BigDecimal cost = BigDecimal.ZERO;

    Holding(Instrument instrument) {
      this.instrument = instrument;
    }

    BigDecimal worth(Instant at) {
      if (qty.signum() == 0 || prices.isEmpty()) {
        return BigDecimal.ZERO;
      }
      Map.Entry<Instant, BigDecimal> known = prices.floorEntry(at);
      BigDecimal price = known == null ? prices.firstEntry().getValue() : known.getValue();
      BigDecimal value = qty.multiply(price);
      return (instrument.isFuture() ? value.subtract(cost) : value)
          .multiply(instrument.multiplier().value());
    }

    void undo(Fill fill) {
      BigDecimal traded =
          fill.side() == Side.BUY ? fill.qty().value() : fill.qty().value().negate();
      qty = qty.subtract(traded);
      BigDecimal realized =
          fill.realizedPl()
              .value()
              .divide(instrument.multiplier().value(), 18, RoundingMode.HALF_EVEN);
      cost = cost.subtract(traded.multiply(fill.price().value())).subtract(realized);
    }
  }

  private final Map<InstrumentId, Holding> holdings = new HashMap<>();
  private final List<Fill> latestFirst;
  private final Instant opened;
  private BigDecimal cash;
  private int undone;

  /**
   * @param fills those since the earliest moment that is asked for
   * @param lastClose when the quotes' previous close was
   */
  EquityCurve(
      Account account,
      List<Position> positions,
      List<Fill> fills,
      Map<InstrumentId, Instrument> instruments,
      Map<InstrumentId, Quote> quotes,
      Instant lastClose) {
    cash = account.cash().value();
    opened = account.createdAt();
    latestFirst = new ArrayList<>(fills);
    latestFirst.sort(Comparator.comparing(Fill::bookedAt).thenComparing(Fill::id).reversed());
    instruments.forEach((id, instrument) -> holdings.put(id, new Holding(instrument)));
    for (Position position : positions) {
      Holding holding = holdings.get(position.instrumentId());
      if (holding != null) {
        holding.qty = holding.qty.add(position.qty().value());
        holding.cost = holding.cost.add(position.cost().value());
      }
    }
    holdings.forEach((id, holding) -> price(holding, quotes.get(id), lastClose));
    for (Fill fill : fills) {
      Holding holding = holdings.get(fill.instrumentId());
      if (holding != null) {
        holding.prices.put(fill.bookedAt(), fill.price().value());
      }
    }
  }

  private static void price(Holding holding, @Nullable Quote quote, Instant lastClose) {
    if (quote == null) {
      return;
    }
    if (quote.previousClose() != null) {
      holding.prices.put(lastClose, quote.previousClose().value());
    }
    holding.prices.put(
        quote.at().isAfter(lastClose) ? quote.at() : lastClose, quote.last().value());
  }

  /** The worth at some moments, ascending; nothing before the account was opened. */
  List<BigDecimal> at(List<Instant> moments) {
    BigDecimal[] worth = new BigDecimal[moments.size()];
    for (int i = moments.size() - 1; i >= 0; i--) {
      Instant moment = moments.get(i);
      undoAfter(moment);
      BigDecimal sum = cash;
      for (Holding holding : holdings.values()) {
        sum = sum.add(holding.worth(moment));
      }
      worth[i] =
          moment.isBefore(opened) ? BigDecimal.ZERO : sum.setScale(2, RoundingMode.HALF_EVEN);
    }
    return List.of(worth);
  }

  private void undoAfter(Instant moment) {
    while (undone < latestFirst.size() && latestFirst.get(undone).bookedAt().isAfter(moment)) {
      Fill fill = latestFirst.get(undone++);
      cash = cash.subtract(fill.cashEffect().value());
      Holding holding = holdings.get(fill.instrumentId());
      if (holding != null) {
        holding.undo(fill);
      }
    }
  }
}
