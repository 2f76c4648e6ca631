// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.AccountType;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.VenueName;
import dev.unwind.importing.book.BookDocument;
import dev.unwind.importing.book.BookDocument.AccountEntry;
import dev.unwind.importing.book.BookDocument.InstrumentEntry;
import dev.unwind.importing.book.BookDocument.Mention;
import dev.unwind.importing.book.BookDocument.PositionEntry;
import dev.unwind.importing.book.BookDocument.QuoteEntry;
import dev.unwind.importing.book.BookReader;
import dev.unwind.importing.book.Unreadable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What position files leave unsaid: the account they make, and how their instruments trade. */
public final class PositionFileDefaults {
  private static final Quantity NANO = Quantity.of("0.000000001");
  private static final Price CENT = Price.of("0.01");

  /** Shares of a usual option. */
  public static final Quantity OPTION_MULTIPLIER = Quantity.of(100);

  private PositionFileDefaults() {}

  public static BookDocument document(
      @Nullable AccountEntry account,
      List<Mention> mentions,
      List<QuoteEntry> quotes,
      List<PositionEntry> positions,
      Unreadable unreadable) {
    return new BookDocument(
        account == null ? List.of() : List.of(account),
        List.of(),
        List.of(),
        mentions,
        quotes,
        positions,
        List.of(),
        unreadable);
  }

  public static AccountEntry account(String name, String currency) {
    return new AccountEntry(
        "account",
        name,
        AccountType.TRADING,
        currency,
        PositionMode.NETTING,
        Money.ZERO,
        null,
        null,
        null,
        null,
        AccountStatus.ACTIVE,
        TradingState.ACTIVE,
        false,
        VenueName.SIMULATOR);
  }

  /** A mentioned instrument to be made, trading in the usual steps of its class. */
  static InstrumentEntry instrument(
      Mention mention, String symbol, AssetClass assetClass, String currency) {
    boolean option = assetClass == AssetClass.US_OPTION;
    Quantity multiplier = mention.multiplier();
    return new InstrumentEntry(
        mention.path(),
        symbol,
        assetClass,
        mention.exchange(),
        currency,
        switch (assetClass) {
          case US_EQUITY, CRYPTO -> NANO;
          case FUND -> Quantity.of("0.0000000001");
          case US_OPTION, FUTURE -> Quantity.ONE;
        },
        switch (assetClass) {
          case US_EQUITY, US_OPTION, FUTURE -> CENT;
          case CRYPTO -> new Price(NANO.value());
          case FUND -> Price.of("0.0001");
        },
        option ? BookReader.orElse(multiplier, OPTION_MULTIPLIER) : null,
        symbol.equals(mention.symbol()) ? List.of() : List.of(mention.symbol()),
        mention.isin(),
        mention.assetId(),
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
