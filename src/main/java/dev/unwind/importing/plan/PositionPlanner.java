// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionBuilder;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.importing.book.BookDocument.PositionEntry;
import dev.unwind.importing.book.BookReader;
import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.book.Unreadable;
import dev.unwind.importing.plan.LedgerContents.Holding;
import dev.unwind.importing.plan.LedgerContents.OfAccount;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a document's positions. */
final class PositionPlanner {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

  private final LedgerContents ledger;
  private final Map<String, Account> accounts;
  private final Unreadable unreadable;
  private final InstrumentPlanner instruments;
  private final ImportedValues range;
  private final Instant now;
  private final Mistakes mistakes;
  private final Set<OfAccount> externalIds;
  private final Map<Holding, Integer> netting = new HashMap<>();
  private final List<Position> planned = new ArrayList<>();

  PositionPlanner(
      LedgerContents ledger,
      Map<String, Account> accounts,
      Unreadable unreadable,
      InstrumentPlanner instruments,
      ImportedValues range,
      Instant now,
      Mistakes mistakes) {
    this.ledger = ledger;
    this.accounts = accounts;
    this.unreadable = unreadable;
    this.instruments = instruments;
    this.range = range;
    this.now = now;
    this.mistakes = mistakes;
    externalIds = new HashSet<>(ledger.positionIds());
  }

  void plan(List<PositionEntry> entries) {
    entries.forEach(this::plan);
  }

  /** In the order of the document, with the reservations noted so far. */
  List<Position> planned() {
    return List.copyOf(planned);
  }

  /** The document's own netting position, if it has one. */
  @Nullable Position find(Holding holding) {
    Integer at = netting.get(holding);
    return at == null ? null : planned.get(at);
  }

  void hold(Holding holding, Quantity held) {
    Integer at = netting.get(holding);
    if (at != null) {
      planned.set(at, planned.get(at).withHeld(held));
    }
  }

  /** The position that a working order of a hedging account will open. */
  PositionId open(Account account, Instrument instrument, Side side, Quantity qty, OrderId order) {
    Quantity signed = side == Side.BUY ? qty : qty.negate();
    PositionId id = new PositionId(ledger.ids().position());
    Price none = new Price(BigDecimal.ZERO);
    planned.add(
        position(
            id,
            account,
            instrument,
            externalId(id, now),
            null,
            order,
            Quantity.ZERO,
            signed,
            none,
            now));
    return id;
  }

  private void plan(PositionEntry entry) {
    Account account = account(accounts, unreadable, entry.account(), entry.path(), mistakes);
    Instrument instrument = instruments.find(entry.symbol(), entry.path());
    if (account == null || instrument == null) {
      return;
    }
    requireCurrency(account, instrument, entry.path(), mistakes);
    if (!entry.qty().isMultipleOf(instrument.quantityIncrement())) {
      mistakes.add(
          entry.path() + ".qty",
          entry.qty()
              + " is not a multiple of the increment "
              + instrument.quantityIncrement()
              + " of "
              + instrument.symbol());
    }
    range.add(account, instrument, entry.qty(), entry.avgEntryPrice(), entry.path());
    boolean hedging = account.positionMode() == PositionMode.HEDGING;
    PositionId id = new PositionId(ledger.ids().position());
    Instant openedAt = BookReader.orElse(entry.openedAt(), now);
    String externalId = entry.positionId();
    if (externalId != null && !externalIds.add(new OfAccount(account.id(), externalId))) {
      mistakes.add(entry.path() + ".positionId", "the account has another position of this id");
    }
    if (externalId == null && hedging) {
      externalId = externalId(id, openedAt);
    }
    if (!hedging) {
      Holding holding = new Holding(account.id(), instrument.id());
      if (ledger.positions().contains(holding)) {
        mistakes.add(
            entry.path(),
            "account "
                + account.name()
                + " has a position in it already: "
                + "an import adds, it does not change");
      } else if (netting.putIfAbsent(holding, planned.size()) != null) {
        mistakes.add(entry.path() + ".symbol", "stands twice for account " + account.name());
      }
    }
    planned.add(
        position(
            id,
            account,
            instrument,
            externalId,
            entry.exchange(),
            null,
            entry.qty(),
            entry.qty(),
            entry.avgEntryPrice(),
            openedAt));
  }

  private Position position(
      PositionId id,
      Account account,
      Instrument instrument,
      @Nullable String externalId,
      @Nullable String exchange,
      @Nullable OrderId openingOrder,
      Quantity qty,
      Quantity openedQty,
      Price entryPrice,
      Instant openedAt) {
    return PositionBuilder.builder()
        .id(id)
        .uid(ledger.ids().uid())
        .accountId(account.id())
        .instrumentId(instrument.id())
        .netting(account.positionMode() == PositionMode.NETTING)
        .externalId(externalId)
        .exchange(exchange)
        .openingOrderId(openingOrder)
        .qty(qty)
        .held(Quantity.ZERO)
        .cost(qty.at(entryPrice))
        .realizedPl(Money.ZERO)
        .openedQty(openedQty)
        .entryPrice(entryPrice)
        .openedAt(openedAt)
        .updatedAt(now)
        .day(DayTotals.none(qty))
        .version(0)
        .build();
  }

  /** In the form that NeuraTrade's clients know. */
  private static String externalId(PositionId id, Instant openedAt) {
    return "pos-" + STAMP.format(openedAt) + "-" + id;
  }

  static @Nullable Account account(
      Map<String, Account> accounts,
      Unreadable unreadable,
      String name,
      String path,
      Mistakes mistakes) {
    Account account = accounts.get(name);
    if (account == null && !unreadable.accounts().contains(name)) {
      mistakes.add(path + ".account", "no account " + name);
    }
    return account;
  }

  static void requireCurrency(
      Account account, Instrument instrument, String path, Mistakes mistakes) {
    if (!account.currency().equals(instrument.currency())) {
      mistakes.add(
          path + ".symbol",
          instrument.symbol()
              + " is in "
              + instrument.currency()
              + ", account "
              + account.name()
              + " in "
              + account.currency());
    }
  }
}
