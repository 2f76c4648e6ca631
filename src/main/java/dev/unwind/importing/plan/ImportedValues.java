// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LedgerRange;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.importing.book.Mistakes;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what could leave the ledger's range: the value of a position or of an order, and the sum
 * of an account's with its cash. What passes can be valued, and traded at these prices.
 */
final class ImportedValues {
  private final Map<InstrumentId, Price> quotes;
  private final Mistakes mistakes;
  private final Map<AccountId, BigDecimal> sums = new HashMap<>();

  /**
   * @param quotes last prices of what the document trades
   */
  ImportedValues(Map<InstrumentId, Price> quotes, Mistakes mistakes) {
    this.quotes = quotes;
    this.mistakes = mistakes;
  }

  /**
   * Adds one position or order.
   *
   * @param price its own, besides the quote
   */
  void add(
      Account account, Instrument instrument, Quantity qty, @Nullable Price price, String path) {
    BigDecimal value = BigDecimal.ZERO;
    boolean admitted = true;
    for (Price at : new @Nullable Price[] {price, quotes.get(instrument.id())}) {
      if (at != null) {
        admitted &= LedgerRange.admits(qty.value(), at.value(), instrument.multiplier());
        value = value.max(value(instrument, qty, at));
      }
    }
    BigDecimal before = sums.getOrDefault(account.id(), account.cash().value().abs());
    BigDecimal sum = before.add(value);
    sums.put(account.id(), sum);
    if (!admitted) {
      mistakes.add(
          path + ".qty",
          qty
              + " of "
              + instrument.symbol()
              + " times its price and multiplier "
              + instrument.multiplier()
              + " is out of the ledger's range");
    } else if (before.compareTo(LedgerRange.CASH_MAX) <= 0
        && sum.compareTo(LedgerRange.CASH_MAX) > 0) {
      mistakes.add(
          path + ".qty",
          "with its cash and what stands before, account "
              + account.name()
              + " is worth more than the ledger's range of "
              + LedgerRange.CASH_MAX);
    }
  }

  private static BigDecimal value(Instrument instrument, Quantity qty, Price price) {
    return qty.value().abs().multiply(price.value()).multiply(instrument.multiplier().value());
  }
}
