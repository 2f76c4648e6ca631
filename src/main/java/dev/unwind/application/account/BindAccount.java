// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.account;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.reconciliation.SharesAccount;
import dev.unwind.application.reconciliation.StatedInstruments;
import dev.unwind.application.reconciliation.StatesAccount;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.VenueName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends an account's orders to another venue from now on: an administrator's act, while nothing of
 * the account is live, so that no order is ever looked for where it is not. What the venue states
 * of positions and cash is what the ledger holds from then on.
 */
@ApplicationScoped
public class BindAccount {
  private static final int TRIES = 3;

  /** Whatever there is to learn: what has been learnt by then stays. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Books books;
  private final Venues venues;
  private final LedgerReader reader;
  private final StatedInstruments instruments;

  /** What is being bound: who asks again before it is done waits for the same answer. */
  private final Map<Asked, Uni<Account>> underWay = new ConcurrentHashMap<>();

  private record Asked(AccountId account, VenueName venue) {}

  /** What an account has at a venue, and works there. */
  private record Stated(List<ExecutionReport> working, Statement statement) {}

  public BindAccount(
      Books books, Venues venues, LedgerReader reader, StatedInstruments instruments) {
    this.books = books;
    this.venues = venues;
    this.reader = reader;
    this.instruments = instruments;
  }

  /**
   * Fails with NOT_PERMITTED, VENUE_NOT_FOUND, ACCOUNT_TYPE_UNSUPPORTED for an account that keeps a
   * position per order, which no venue but the one built in does, ACCOUNT_IN_USE, and, of a venue
   * that states what it has, VENUE_UNAVAILABLE while it does not, and INSTRUMENT_NOT_FOUND where it
   * holds what the ledger has no instrument for.
   */
  public Uni<Account> bind(Actor actor, AccountId account, String venue) {
    Reason denied = actor.refusalToAdminister(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    if (!VenueName.isName(venue) || venues.find(new VenueName(venue)).isEmpty()) {
      return Uni.createFrom()
          .failure(
              new TradingException(
                  Denial.of(
                      Reason.VENUE_NOT_FOUND,
                      Reason.VENUE_NOT_FOUND.meaning() + "; there are: " + venues.names())));
    }
    VenueName name = new VenueName(venue);
    DecisionOrigin origin = DecisionOrigin.of(actor);
    if (!(venues.get(name) instanceof StatesAccount stating)) {
      return decide(account, name, origin, List.of(), Statement.NOTHING);
    }
    return reader
        .account(actor.scope(), account)
        .chain(
            found ->
                found.filter(known -> isElsewhere(known, name)).isPresent()
                    ? bind(stating, new Asked(account, name), origin)
                    : decide(account, name, origin, List.of(), Statement.NOTHING));
  }

  /** Of a large account many questions, which two who ask the same would take from each other. */
  private Uni<Account> bind(StatesAccount stating, Asked asked, DecisionOrigin origin) {
    return underWay.computeIfAbsent(
        asked,
        k ->
            stated(stating, asked.account(), TRIES)
                .chain(
                    stated ->
                        decide(
                            asked.account(),
                            asked.venue(),
                            origin,
                            stated.working(),
                            stated.statement()))
                .ifNoItem()
                .after(LONGEST)
                .failWith(() -> new TradingException(Reason.VENUE_UNAVAILABLE))
                .onTermination()
                .invoke(() -> underWay.remove(asked))
                .memoize()
                .indefinitely());
  }

  /** Who is there already, or may not be, is not asked about. */
  private static boolean isElsewhere(Account account, VenueName name) {
    return !account.venue().equals(name) && account.positionMode() != PositionMode.HEDGING;
  }

  /**
   * What trades while positions are asked for may be in them, and is told afterwards: it would
   * count twice. So nothing may have; of a large account that is so once its instruments are known.
   */
  private Uni<Stated> stated(StatesAccount stating, AccountId account, int tries) {
    if (!(stating instanceof SharesAccount shared)) {
      return statement(stating, account).map(statement -> new Stated(List.of(), statement));
    }
    return shared
        .takeOver(account)
        .chain(
            before ->
                statement(stating, account)
                    .chain(
                        statement ->
                            shared
                                .takeOver(account)
                                .chain(
                                    after -> {
                                      if (after.isStill(before)) {
                                        return Uni.createFrom()
                                            .item(new Stated(after.reports(), statement));
                                      }
                                      return tries > 1
                                          ? stated(stating, account, tries - 1)
                                          : Uni.createFrom().failure(neverStill());
                                    })));
  }

  private Uni<Statement> statement(StatesAccount stating, AccountId account) {
    return stating.statement(account).chain(statement -> instruments.opened(stating, statement));
  }

  private static TradingException neverStill() {
    return new TradingException(
        Denial.of(
            Reason.VENUE_UNAVAILABLE,
            "orders are entered or trade there while positions are asked for; ask again"));
  }

  private Uni<Account> decide(
      AccountId account,
      VenueName name,
      DecisionOrigin origin,
      List<ExecutionReport> working,
      Statement statement) {
    return books.decide(
        account,
        BookScope.of(working).ofAccount(StatedInstruments.of(statement)),
        origin,
        book -> {
          if (book.account().positionMode() == PositionMode.HEDGING
              && !name.equals(VenueName.SIMULATOR)) {
            throw new DeniedException(Denial.of(Reason.ACCOUNT_TYPE_UNSUPPORTED));
          }
          boolean isElsewhere = !book.account().venue().equals(name);
          book.reconciling().bind(name);
          if (isElsewhere) {
            book.record(working);
            book.reconciling().open(statement, "venue:" + name);
          }
          return book.account();
        });
  }
}
