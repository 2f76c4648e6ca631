// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.importing.book.BookDocument.InstrumentEntry;
import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.book.Unreadable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a document's instruments and finds them by their spellings. One that the ledger has
 * already, with nothing that contradicts it, is the same instrument; documents may repeat what they
 * refer to.
 */
final class InstrumentPlanner {
  private final LedgerContents ledger;
  private final Unreadable unreadable;
  private final Mistakes mistakes;
  private final Map<String, Instrument> bySpelling = new HashMap<>();
  private final Map<UUID, Instrument> byUid = new HashMap<>();
  private final Map<String, Instrument> byIsin = new HashMap<>();
  private final Map<Long, Instrument> byId = new HashMap<>();
  private final Map<InstrumentId, Instrument> made = new LinkedHashMap<>();

  InstrumentPlanner(LedgerContents ledger, Unreadable unreadable, Mistakes mistakes) {
    this.ledger = ledger;
    this.unreadable = unreadable;
    this.mistakes = mistakes;
    ledger.instruments().forEach(this::index);
  }

  /** Makes those that the ledger does not have. */
  void plan(List<InstrumentEntry> entries) {
    Set<Long> given = new HashSet<>();
    Set<String> symbols = new HashSet<>();
    for (InstrumentEntry entry : entries) {
      if (entry.id() != null) {
        given.add(entry.id());
      }
      symbols.add(entry.symbol());
      symbols.addAll(entry.aliases());
    }
    Set<String> seen = new HashSet<>();
    for (InstrumentEntry entry : entries) {
      if (!seen.add(entry.symbol())) {
        mistakes.add(entry.path() + ".symbol", "stands twice in the document");
        continue;
      }
      Instrument known = bySpelling.get(entry.symbol());
      if (known != null && !made.containsKey(known.id()) && known.symbol().equals(entry.symbol())) {
        requireSame(entry, known);
      } else {
        make(entry, given, symbols);
      }
    }
  }

  /** The instruments that the ledger did not have, in the order of the document. */
  List<Instrument> made() {
    return List.copyOf(made.values());
  }

  /** The instrument of a symbol or alias; null, with a mistake noted, where there is none. */
  @Nullable Instrument find(String spelling, String path) {
    Instrument found = bySpelling.get(spelling);
    if (found == null && !unreadable.symbols().contains(spelling)) {
      Instrument close =
          Spellings.of(spelling).stream()
              .map(bySpelling::get)
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
      mistakes.add(
          path + ".symbol",
          "no instrument " + spelling + (close == null ? "" : "; there is one " + close.symbol()));
    }
    return found;
  }

  String symbol(InstrumentId id) {
    Instrument known = byId.get(id.value());
    return known == null ? id.toString() : known.symbol();
  }

  @Nullable Instrument bySpelling(String spelling) {
    return bySpelling.get(spelling);
  }

  @Nullable Instrument byUid(UUID uid) {
    return byUid.get(uid);
  }

  @Nullable Instrument byIsin(String isin) {
    return byIsin.get(isin);
  }

  /** Notes a further spelling under which the rest of the document names an instrument. */
  void alsoSpelt(String spelling, Instrument instrument) {
    bySpelling.putIfAbsent(spelling, instrument);
  }

  void make(InstrumentEntry entry, Set<Long> given, Set<String> symbols) {
    String path = entry.path();
    boolean clash = isTaken(bySpelling.get(entry.symbol()), path + ".symbol");
    List<String> aliases = new ArrayList<>();
    for (String alias : InstrumentDefaults.aliases(entry)) {
      boolean asked = entry.aliases().contains(alias);
      if (asked) {
        int at = entry.aliases().indexOf(alias);
        clash |= isTaken(bySpelling.get(alias), path + ".aliases[" + at + "]");
        aliases.add(alias);
      } else if (!bySpelling.containsKey(alias) && !symbols.contains(alias)) {
        aliases.add(alias);
      }
    }
    if (entry.uid() != null) {
      clash |= isTaken(byUid.get(entry.uid()), path + ".uid");
    }
    if (entry.isin() != null) {
      clash |= isTaken(byIsin.get(entry.isin()), path + ".isin");
    }
    if (entry.id() != null) {
      clash |= isTaken(byId.get(entry.id()), path + ".id");
    }
    if (clash) {
      return;
    }
    long id = entry.id() == null ? ledger.ids().instrument(given) : entry.id();
    UUID uid = entry.uid() == null ? ledger.ids().uid() : entry.uid();
    Instrument instrument = InstrumentDefaults.complete(entry, new InstrumentId(id), uid, aliases);
    made.put(instrument.id(), instrument);
    index(instrument);
  }

  private boolean isTaken(@Nullable Instrument by, String path) {
    if (by == null) {
      return false;
    }
    mistakes.add(path, "belongs to instrument " + by.symbol() + " already");
    return true;
  }

  private void requireSame(InstrumentEntry entry, Instrument known) {
    String path = entry.path();
    same(path, "assetClass", entry.assetClass(), known.assetClass());
    same(path, "exchange", entry.exchange(), known.exchange());
    same(path, "currency", entry.currency(), known.currency());
    same(path, "quantityIncrement", entry.quantityIncrement(), known.quantityIncrement());
    same(path, "priceIncrement", entry.priceIncrement(), known.priceIncrement());
    same(path, "multiplier", entry.multiplier(), known.multiplier());
    same(path, "isin", entry.isin(), known.isin());
    same(path, "uid", entry.uid(), known.uid());
    same(path, "id", entry.id(), known.id().value());
    same(path, "fractionable", entry.fractionable(), known.fractionable());
    same(path, "shortable", entry.shortable(), known.shortable());
    same(path, "marginable", entry.marginable(), known.marginable());
    same(path, "session", entry.session(), known.session());
    same(path, "contract", entry.contract(), known.contract());
    same(path, "initialMargin", entry.initialMargin(), known.initialMargin());
    for (int i = 0; i < entry.aliases().size(); i++) {
      String alias = entry.aliases().get(i);
      boolean has = alias.equals(known.symbol()) || known.aliases().contains(alias);
      if (!has) {
        mistakes.add(
            path + ".aliases[" + i + "]", "instrument " + known.symbol() + " exists without it");
      }
    }
  }

  private void same(String path, String key, @Nullable Object given, @Nullable Object known) {
    if (given != null && !Objects.equals(given, known)) {
      mistakes.add(path + "." + key, "the instrument exists with another value");
    }
  }

  private void index(Instrument instrument) {
    bySpelling.put(instrument.symbol(), instrument);
    for (String alias : instrument.aliases()) {
      bySpelling.put(alias, instrument);
    }
    byUid.put(instrument.uid(), instrument);
    byId.put(instrument.id().value(), instrument);
    String isin = instrument.isin();
    if (isin != null) {
      byIsin.put(isin, instrument);
    }
  }
}
