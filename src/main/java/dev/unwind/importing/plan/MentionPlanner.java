// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.importing.book.BookDocument.Mention;
import dev.unwind.importing.book.BookReader;
import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.book.Unreadable;
import dev.unwind.importing.plan.BookPlan.NewAlias;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds the instruments that a file of another system means, whatever it calls them, and makes
 * those that the ledger does not have. A file that contradicts the ledger is refused, and so is a
 * name that nothing is known of: a misspelt symbol must not become an instrument that nobody
 * quotes.
 */
final class MentionPlanner {
  private final InstrumentPlanner instruments;
  private final Unreadable unreadable;
  private final Mistakes mistakes;
  private final List<NewAlias> aliases = new ArrayList<>();

  MentionPlanner(InstrumentPlanner instruments, Unreadable unreadable, Mistakes mistakes) {
    this.instruments = instruments;
    this.unreadable = unreadable;
    this.mistakes = mistakes;
  }

  void plan(List<Mention> mentions) {
    for (Mention mention : mentions) {
      int before = mistakes.count();
      Instrument known = find(mention);
      if (mistakes.count() == before) {
        if (known == null) {
          make(mention);
        } else {
          requireNoContradiction(mention, known);
          instruments.alsoSpelt(mention.symbol(), known);
          keep(mention.assetId(), known);
        }
      }
      if (mistakes.count() > before) {
        unreadable.symbols().add(mention.symbol());
      }
    }
  }

  /** Ids of another system by which instruments of the ledger will be found, too. */
  List<NewAlias> aliases() {
    return List.copyOf(aliases);
  }

  private @Nullable Instrument find(Mention mention) {
    Instrument byName = byName(mention);
    Instrument byId = byId(mention);
    if (byName != null && byId != null && !byName.id().equals(byId.id())) {
      mistake(
          mention,
          "asset_id",
          Mistakes.quoted(String.valueOf(mention.assetId()))
              + " is "
              + byId.symbol()
              + " here, but symbol says "
              + byName.symbol());
    }
    if (byName == null && byId != null) {
      mistake(
          mention,
          "symbol",
          "no instrument "
              + mention.symbol()
              + ", but asset_id is that of "
              + byId.symbol()
              + " here; write that symbol if it is meant");
    }
    return byName;
  }

  private @Nullable Instrument byId(Mention mention) {
    UUID id = mention.assetId();
    if (id == null) {
      return null;
    }
    Instrument own = instruments.byUid(id);
    return own != null ? own : instruments.bySpelling(id.toString());
  }

  private @Nullable Instrument byName(Mention mention) {
    Instrument exact = instruments.bySpelling(mention.symbol());
    if (exact != null) {
      return exact;
    }
    Set<Instrument> found = new LinkedHashSet<>();
    for (String spelling : Spellings.of(mention.symbol())) {
      Instrument instrument = instruments.bySpelling(spelling);
      if (instrument != null) {
        found.add(instrument);
      }
    }
    if (found.isEmpty() && mention.isin() != null) {
      return instruments.byIsin(mention.isin());
    }
    if (found.size() > 1) {
      mistake(
          mention,
          "symbol",
          Mistakes.quoted(mention.symbol())
              + " could be any of "
              + String.join(", ", found.stream().map(Instrument::symbol).toList())
              + "; write the one that is meant");
    }
    return found.isEmpty() ? null : found.iterator().next();
  }

  private void requireNoContradiction(Mention mention, Instrument known) {
    AssetClass said = mention.assetClass();
    AssetClass assumed = mention.assumedClass();
    boolean otherClass =
        said != null
            ? said != known.assetClass()
            : assumed != null && family(assumed) != family(known.assetClass());
    if (otherClass) {
      contradiction(
          mention, "asset_class", word(String.valueOf(mention.madeAs())), known, word(known));
    }
    if (mention.currency() != null && !mention.currency().equals(known.currency())) {
      contradiction(mention, "currency", mention.currency(), known, known.currency());
    }
    String exchange = mention.exchange();
    if (exchange != null
        && !known.exchange().isEmpty()
        && !market(exchange).equals(market(known.exchange()))
        && !known.uid().equals(mention.assetId())) {
      contradiction(mention, "exchange", exchange, known, known.exchange());
    }
    if (mention.multiplier() != null && !mention.multiplier().equals(known.multiplier())) {
      contradiction(
          mention,
          "multiplier",
          mention.multiplier().toString(),
          known,
          known.multiplier().toString());
    }
    if (mention.isin() != null && known.isin() != null && !mention.isin().equals(known.isin())) {
      contradiction(mention, "isin", mention.isin(), known, known.isin());
    }
  }

  private void contradiction(
      Mention mention, String key, String said, Instrument known, String value) {
    mistake(
        mention,
        key,
        Mistakes.quoted(said)
            + " contradicts the instrument "
            + known.symbol()
            + ", which has "
            + value
            + "; correct the file, or leave the row out if it is another instrument");
  }

  private void keep(@Nullable UUID assetId, Instrument known) {
    if (assetId != null
        && !assetId.equals(known.uid())
        && instruments.bySpelling(assetId.toString()) == null) {
      aliases.add(new NewAlias(known.id(), assetId.toString()));
      instruments.alsoSpelt(assetId.toString(), known);
    }
  }

  private void make(Mention mention) {
    AssetClass assetClass = mention.madeAs();
    String given = mention.symbol();
    String hint = RowKind.hint(given);
    if (hint != null) {
      mistake(mention, "symbol", "no instrument " + given + "; " + hint);
      return;
    }
    if (assetClass == null) {
      mistake(
          mention,
          "symbol",
          "no instrument "
              + given
              + "; say its asset_class (a column, or --asset-class for the whole file) and it is"
              + " made, or load it by a book document before");
      return;
    }
    if (assetClass == AssetClass.FUTURE) {
      mistake(
          mention,
          "symbol",
          "no instrument "
              + given
              + "; a future needs a book document before, which tells its multiplier and tick");
      return;
    }
    String canonical = Spellings.canonical(given, assetClass, mention.accountCurrency());
    if (canonical == null) {
      String upper =
          Spellings.canonical(
              given.toUpperCase(Locale.ROOT), assetClass, mention.accountCurrency());
      mistake(
          mention,
          "symbol",
          "no instrument "
              + given
              + "; symbols of the class "
              + word(assetClass.name())
              + " are spelt in "
              + Spellings.form(assetClass)
              + (upper == null ? "" : ": write " + upper + " if it is meant"));
      return;
    }
    String currency = currency(mention, assetClass, canonical);
    if (currency != null) {
      instruments.make(
          PositionFileDefaults.instrument(mention, canonical, assetClass, currency),
          Set.of(),
          Set.of());
      Instrument made = instruments.bySpelling(canonical);
      if (made != null) {
        instruments.alsoSpelt(given, made);
      }
    }
  }

  /** A pair is in the currency behind its slash, whatever else is said. */
  private @Nullable String currency(Mention mention, AssetClass assetClass, String canonical) {
    String said = mention.currency();
    if (assetClass != AssetClass.CRYPTO) {
      return BookReader.orElse(said, mention.accountCurrency());
    }
    String quote = canonical.substring(canonical.indexOf('/') + 1);
    if (said != null && !said.equals(quote)) {
      mistake(mention, "currency", Mistakes.quoted(said) + " is not that of the pair " + canonical);
      return null;
    }
    return quote;
  }

  private void mistake(Mention mention, String key, String message) {
    mistakes.add(mention.path() + "." + key, message);
  }

  /** Brokers call exchange-traded funds shares, and some shares funds. */
  private static AssetClass family(AssetClass assetClass) {
    return assetClass == AssetClass.FUND ? AssetClass.US_EQUITY : assetClass;
  }

  /** Alpaca has two names for one market. */
  private static String market(String exchange) {
    String upper = exchange.toUpperCase(Locale.ROOT);
    return upper.equals("NYSEARCA") ? "ARCA" : upper;
  }

  private static String word(Instrument instrument) {
    return word(instrument.assetClass().name());
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
