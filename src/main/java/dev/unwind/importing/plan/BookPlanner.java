// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountBuilder;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.importing.book.BookDocument;
import dev.unwind.importing.book.BookDocument.AccountEntry;
import dev.unwind.importing.book.BookDocument.InstrumentEntry;
import dev.unwind.importing.book.BookDocument.Mention;
import dev.unwind.importing.book.BookDocument.PrincipalEntry;
import dev.unwind.importing.book.BookDocument.QuoteEntry;
import dev.unwind.importing.book.BookReader;
import dev.unwind.importing.book.ImportRefusedException;
import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.book.Unreadable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** Decides what rows a document becomes, against what the ledger holds already. Pure. */
public final class BookPlanner {
  private final BookDocument document;
  private final Mistakes mistakes;

  public BookPlanner(BookDocument document, Mistakes mistakes) {
    this.document = document;
    this.mistakes = mistakes;
  }

  /** What must be looked up before {@link #plan}. */
  public LedgerNames names() {
    Set<String> accounts = new TreeSet<>();
    Set<Long> accountIds = new HashSet<>();
    Set<UUID> accountUids = new HashSet<>();
    for (AccountEntry entry : document.accounts()) {
      accounts.add(entry.name());
      if (entry.id() != null) {
        accountIds.add(entry.id());
      }
      if (entry.uid() != null) {
        accountUids.add(entry.uid());
      }
    }
    Set<String> spellings = new HashSet<>();
    Set<Long> instrumentIds = new HashSet<>();
    Set<UUID> instrumentUids = new HashSet<>();
    Set<String> isins = new HashSet<>();
    for (InstrumentEntry entry : document.instruments()) {
      spellings.add(entry.symbol());
      spellings.addAll(InstrumentDefaults.aliases(entry));
      if (entry.id() != null) {
        instrumentIds.add(entry.id());
      }
      if (entry.uid() != null) {
        instrumentUids.add(entry.uid());
      }
      if (entry.isin() != null) {
        isins.add(entry.isin());
      }
    }
    for (Mention mention : document.mentions()) {
      spellings.addAll(Spellings.of(mention.symbol()));
      if (mention.isin() != null) {
        isins.add(mention.isin());
      }
      if (mention.assetId() != null) {
        instrumentUids.add(mention.assetId());
        spellings.add(mention.assetId().toString());
      }
    }
    document.quotes().forEach(entry -> spellings.addAll(Spellings.of(entry.symbol())));
    Set<String> principals = new HashSet<>();
    Set<String> keyIds = new HashSet<>();
    Set<String> tokenHashes = new HashSet<>();
    for (PrincipalEntry entry : document.principals()) {
      principals.add(entry.name());
      accounts.addAll(entry.accounts());
      entry.apiKeys().forEach(key -> keyIds.add(key.id()));
      entry.tokens().forEach(token -> tokenHashes.add(PrincipalPlanner.tokenHash(token)));
    }
    Set<String> positionIds = new HashSet<>();
    document
        .positions()
        .forEach(
            entry -> {
              accounts.add(entry.account());
              spellings.addAll(Spellings.of(entry.symbol()));
              if (entry.positionId() != null) {
                positionIds.add(entry.positionId());
              }
            });
    Set<String> clientOrderIds = new HashSet<>();
    document
        .orders()
        .forEach(
            entry -> {
              accounts.add(entry.account());
              spellings.addAll(Spellings.of(entry.symbol()));
              if (entry.clientOrderId() != null) {
                clientOrderIds.add(entry.clientOrderId());
              }
            });
    FreshIds.Needs needs =
        new FreshIds.Needs(
            document.accounts().size() + accountIds.size(),
            document.instruments().size() + document.mentions().size() + instrumentIds.size(),
            document.principals().size(),
            document.positions().size() + document.orders().size(),
            document.orders().size());
    return new LedgerNames(
        accounts,
        accountIds,
        accountUids,
        spellings,
        instrumentIds,
        instrumentUids,
        isins,
        principals,
        keyIds,
        tokenHashes,
        positionIds,
        clientOrderIds,
        needs);
  }

  /**
   * The rows.
   *
   * @param passwordHashes by the principal's name
   * @throws ImportRefusedException with everything that is wrong
   */
  public BookPlan plan(
      LedgerContents ledger, Map<String, String> passwordHashes, Sessions sessions, Instant now) {
    Unreadable unreadable = document.unreadable();
    List<Account> newAccounts = accounts(ledger, now);
    Map<String, Account> accounts = new HashMap<>(ledger.accounts());
    newAccounts.forEach(account -> accounts.putIfAbsent(account.name(), account));
    InstrumentPlanner instruments = new InstrumentPlanner(ledger, unreadable, mistakes);
    instruments.plan(document.instruments());
    MentionPlanner mentions = new MentionPlanner(instruments, unreadable, mistakes);
    mentions.plan(document.mentions());
    List<Quote> quotes = quotes(ledger, instruments, now);
    List<BookPlan.NewPrincipal> principals =
        new PrincipalPlanner(ledger, accounts, unreadable, passwordHashes, now, mistakes)
            .plan(document.principals());
    ImportedValues range = new ImportedValues(lastPrices(ledger, quotes), mistakes);
    PositionPlanner positions =
        new PositionPlanner(ledger, accounts, unreadable, instruments, range, now, mistakes);
    positions.plan(document.positions());
    List<Order> orders =
        new OrderPlanner(
                ledger,
                accounts,
                unreadable,
                instruments,
                positions,
                range,
                sessions,
                now,
                mistakes)
            .plan(document.orders());
    mistakes.refuseIfAny();
    return new BookPlan(
        newAccounts,
        instruments.made(),
        mentions.aliases(),
        quotes,
        principals,
        positions.planned(),
        orders,
        events(ledger, orders, now),
        unquoted(ledger, quotes, positions.planned(), instruments));
  }

  private List<Account> accounts(LedgerContents ledger, Instant now) {
    Set<Long> given =
        document.accounts().stream()
            .map(AccountEntry::id)
            .filter(id -> id != null)
            .collect(Collectors.toSet());
    Set<String> names = new HashSet<>();
    Set<Long> ids = new HashSet<>(ledger.accountIds());
    Set<UUID> uids = new HashSet<>(ledger.accountUids());
    List<Account> planned = new ArrayList<>();
    for (AccountEntry entry : document.accounts()) {
      if (!names.add(entry.name())) {
        mistakes.add(entry.path() + ".name", "stands twice in the document");
      } else if (ledger.accounts().containsKey(entry.name())) {
        mistakes.add(
            entry.path() + ".name",
            "the account exists already: an import adds, it does not change");
      }
      if (entry.id() != null && !ids.add(entry.id())) {
        mistakes.add(entry.path() + ".id", "another account has it");
      }
      if (entry.uid() != null && !uids.add(entry.uid())) {
        mistakes.add(entry.path() + ".uid", "another account has it");
      }
      planned.add(account(entry, ledger.ids(), given, now));
    }
    return planned;
  }

  private static Account account(AccountEntry entry, FreshIds ids, Set<Long> given, Instant now) {
    Account.Latch latch =
        entry.tradingState() == TradingState.ACTIVE
            ? Account.Latch.OPEN
            : new Account.Latch(entry.tradingState(), OrderPlanner.ACTOR, null, now);
    return AccountBuilder.builder()
        .id(new AccountId(entry.id() == null ? ids.account(given) : entry.id()))
        .uid(entry.uid() == null ? ids.uid() : entry.uid())
        .name(entry.name())
        .type(entry.type())
        .status(entry.status())
        .currency(entry.currency())
        .positionMode(entry.positionMode())
        .settles(entry.settles())
        .cash(entry.cash())
        .owner(entry.owner())
        .groupUid(entry.groupUid())
        .latch(latch)
        .preferences(Account.Preferences.NONE)
        .venue(entry.venue())
        .onDifference(OnDifference.REPORT)
        .createdAt(now)
        .build();
  }

  /** A quote that the ledger has already is newer than any document, so it stays. */
  private List<Quote> quotes(LedgerContents ledger, InstrumentPlanner instruments, Instant now) {
    Set<InstrumentId> seen = new HashSet<>();
    List<Quote> planned = new ArrayList<>();
    for (QuoteEntry entry : document.quotes()) {
      Instrument instrument = instruments.find(entry.symbol(), entry.path());
      if (instrument == null) {
        continue;
      }
      if (!seen.add(instrument.id())) {
        mistakes.add(entry.path() + ".symbol", "stands twice in the document");
      } else if (!ledger.quoted().containsKey(instrument.id())) {
        planned.add(
            new Quote(
                instrument.id(),
                entry.last(),
                entry.bid(),
                entry.ask(),
                entry.previousClose(),
                BookReader.orElse(entry.at(), now)));
      }
    }
    return planned;
  }

  private static Map<InstrumentId, Price> lastPrices(LedgerContents ledger, List<Quote> quotes) {
    Map<InstrumentId, Price> prices = new HashMap<>(ledger.quoted());
    quotes.forEach(quote -> prices.put(quote.instrument(), quote.last()));
    return prices;
  }

  /** Symbols of the positions that a market order could not close, for nobody has a quote. */
  private static List<String> unquoted(
      LedgerContents ledger,
      List<Quote> quotes,
      List<Position> positions,
      InstrumentPlanner instruments) {
    Set<InstrumentId> quoted = new HashSet<>(ledger.quoted().keySet());
    quotes.forEach(quote -> quoted.add(quote.instrument()));
    return positions.stream()
        .map(Position::instrumentId)
        .filter(quoted::add)
        .map(instruments::symbol)
        .toList();
  }

  /** The log entry of every order, whose id is the order's command. */
  private static List<LedgerEvent> events(LedgerContents ledger, List<Order> orders, Instant now) {
    Map<AccountId, LedgerContents.LogEnd> ends = new HashMap<>(ledger.logs());
    List<LedgerEvent> events = new ArrayList<>();
    for (Order order : orders) {
      LedgerContents.LogEnd end =
          ends.getOrDefault(order.accountId(), new LedgerContents.LogEnd(0, Instant.EPOCH));
      Instant next = end.at().plus(1, ChronoUnit.MICROS);
      Instant at = next.isAfter(now) ? next : now;
      ends.put(order.accountId(), new LedgerContents.LogEnd(end.seq() + 1, at));
      events.add(
          new LedgerEvent(
              order.accountId(),
              end.seq() + 1,
              order.commandId(),
              at,
              order.status() == OrderStatus.HELD
                  ? EventKind.ORDER_HELD
                  : EventKind.ORDER_PENDING_NEW,
              order,
              null,
              null,
              null,
              null,
              null,
              null,
              OrderPlanner.ACTOR,
              OrderPlanner.DIALECT,
              null));
    }
    return events;
  }
}
