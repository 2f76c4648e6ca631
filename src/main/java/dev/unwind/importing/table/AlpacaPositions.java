// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.table;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.importing.book.BookDocument;
import dev.unwind.importing.book.BookDocument.AccountEntry;
import dev.unwind.importing.book.BookDocument.Mention;
import dev.unwind.importing.book.BookDocument.PositionEntry;
import dev.unwind.importing.book.BookDocument.QuoteEntry;
import dev.unwind.importing.book.BookReader;
import dev.unwind.importing.book.Fields;
import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.book.Unreadable;
import dev.unwind.importing.plan.PositionFileDefaults;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads positions from what a broker's {@code GET /v2/positions} answered. Prices beyond the
 * ledger's digits are rounded HALF_EVEN; keys that are not used here are ignored, for the file is
 * the broker's and not ours.
 */
public final class AlpacaPositions {
  private static final int SCALE = 18;

  private final String account;
  private final @Nullable AccountEntry newAccount;
  private final String currency;
  private final Mistakes mistakes;
  private final List<Mention> mentions = new ArrayList<>();
  private final Map<String, QuoteEntry> quotes = new LinkedHashMap<>();
  private final List<PositionEntry> positions = new ArrayList<>();
  private final Unreadable unreadable = new Unreadable();

  /** See {@link TablePositions}. */
  public AlpacaPositions(
      String account, @Nullable AccountEntry newAccount, String currency, Mistakes mistakes) {
    this.account = account;
    this.newAccount = newAccount;
    this.currency = currency;
    this.mistakes = mistakes;
  }

  public BookDocument read(@Nullable Object json) {
    if (json instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof Map<?, ?> map) {
          read(new Fields(map, "[" + i + "]", mistakes, true));
        } else {
          mistakes.add("[" + i + "]", "must be an object");
        }
      }
    } else {
      mistakes.add("", "must be a JSON list of positions");
    }
    return PositionFileDefaults.document(
        newAccount, mentions, List.copyOf(quotes.values()), positions, unreadable);
  }

  private void read(Fields in) {
    String given = in.requiredText("symbol");
    UUID assetId = in.uuid("asset_id");
    // Alpaca leaves it empty for options; so do we for what it has no market for.
    String exchange = isEmpty(in, "exchange") ? null : in.text("exchange");
    AssetClass own =
        isEmpty(in, "unwind_asset_class")
            ? null
            : in.word("unwind_asset_class", AssetClass.values(), true);
    AssetClass theirs =
        BookReader.orElse(in.word("asset_class", AssetClass.values(), true), AssetClass.US_EQUITY);
    AssetClass assetClass = BookReader.orElse(own, theirs);
    Quantity qty = qty(in);
    Price entry = in.required("avg_entry_price", rounded(in, "avg_entry_price"));
    if (entry != null && entry.value().signum() < 0) {
      in.mistake("avg_entry_price", "must not be negative");
    }
    Price current = rounded(in, "current_price");
    Price lastDay = rounded(in, "lastday_price");
    if (given == null || qty == null || entry == null) {
      unreadable.symbols().add(String.valueOf(given));
      return;
    }
    if (!BookReader.isValuable(qty, entry)) {
      in.mistake("qty", "times avg_entry_price is out of range");
      return;
    }
    mentions.add(
        new Mention(
            in.path(),
            given,
            assetClass,
            null,
            assetClass == AssetClass.CRYPTO ? null : exchange,
            null,
            currency,
            null,
            null,
            assetId));
    if (current != null && current.isPositive()) {
      Price close = lastDay != null && lastDay.isPositive() ? lastDay : null;
      quotes.putIfAbsent(given, new QuoteEntry(in.path(), given, current, null, null, close, null));
    }
    positions.add(new PositionEntry(in.path(), account, given, qty, entry, null, null, null));
  }

  private static boolean isEmpty(Fields in, String key) {
    return in.isText(key, "");
  }

  /** The quantity with the sign of the side; what contradicts it is refused. */
  private static @Nullable Quantity qty(Fields in) {
    Quantity qty = in.required("qty", in.quantity("qty"));
    String side = in.text("side");
    if (qty == null) {
      return null;
    }
    if (qty.isZero()) {
      in.mistake("qty", "must not be zero");
      return null;
    }
    BigDecimal signed = Sides.signed(qty.value(), BookReader.orElse(side, ""));
    if (signed == null) {
      in.mistake("side", Sides.contradiction(String.valueOf(side), qty.toString()));
      return null;
    }
    for (String key : List.of("market_value", "cost_basis")) {
      BigDecimal value = in.decimal(key);
      if (value != null && value.signum() < 0 && signed.signum() > 0) {
        in.mistake(
            key,
            Mistakes.quoted(value.toPlainString())
                + " is negative, but the position is long; correct side, qty or this");
      }
    }
    return new Quantity(signed);
  }

  private static @Nullable Price rounded(Fields in, String key) {
    BigDecimal number = in.decimal(key);
    if (number == null) {
      return null;
    }
    try {
      return new Price(number.setScale(SCALE, RoundingMode.HALF_EVEN));
    } catch (ArithmeticException e) {
      in.mistake(key, "has " + e.getMessage());
      return null;
    }
  }
}
