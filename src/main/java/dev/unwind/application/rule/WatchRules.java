// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.rule;

import dev.unwind.application.AccountTurns;
import dev.unwind.application.OneByOne;
import dev.unwind.application.market.QuoteListener;
import dev.unwind.application.order.BookedListener;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.rule.Judgement;
import dev.unwind.domain.rule.RuleState;
import dev.unwind.domain.rule.Valuation;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Looks at accounts with rules: in turn, and sooner where something was booked or quoted on this
 * replica. A look takes no lock; what it finds is judged again under the account's, so that of
 * several replicas that find the same one carries it out.
 */
@ApplicationScoped
public class WatchRules implements QuoteListener, BookedListener {
  private static final Logger LOG = Logger.getLogger(WatchRules.class);
  private static final AccountId BEFORE_ALL = new AccountId(0);

  /** Beyond this, what is missed here is found in turn. */
  private static final int HINTS_MAX = 10_000;

  private static final int ACCOUNTS_AT_ONCE = 4;

  private final RuleStore store;
  private final KeepRules rules;
  private final RuleConfig config;
  private final InstantSource clock;
  private final AccountTurns judging = new AccountTurns("judge the rules");
  private final Set<AccountId> booked = ConcurrentHashMap.newKeySet();
  private final Set<InstrumentId> quoted = ConcurrentHashMap.newKeySet();

  /**
   * Whether the last turn has found any account with rules: where not, there is nothing to note.
   */
  private volatile boolean any = true;

  /** Accounts whose rules cannot be read, and why, as far as that is in their logs already. */
  private final Map<AccountId, String> told = new ConcurrentHashMap<>();

  private boolean anyInTurn;
  private AccountId last = BEFORE_ALL;

  public WatchRules(RuleStore store, KeepRules rules, RuleConfig config, InstantSource clock) {
    this.store = store;
    this.rules = rules;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public void booked(AccountId account) {
    if (any && booked.size() < HINTS_MAX) {
      booked.add(account);
    }
  }

  @Override
  public Uni<Void> onQuote(Quote quote) {
    if (any && quoted.size() < HINTS_MAX) {
      quoted.add(quote.instrument());
    }
    return Uni.createFrom().voidItem();
  }

  /**
   * One round; never two at a time. What was quoted is judged wherever it is held, page by page;
   * what is booked meanwhile, and whose turn it is, does not wait for the last of them.
   */
  public Uni<Void> sweep() {
    return round(taken(quoted), BEFORE_ALL);
  }

  private Uni<Void> round(Set<InstrumentId> instruments, AccountId after) {
    Uni<List<AccountId>> holders =
        instruments.isEmpty()
            ? Uni.createFrom().item(List.of())
            : store.holding(instruments, after, config.batch());
    return holders.chain(
        page ->
            hinted(page)
                .chain(this::judgeAll)
                .chain(this::turn)
                .chain(this::judgeAll)
                .chain(
                    () ->
                        page.size() < config.batch()
                            ? Uni.createFrom().voidItem()
                            : round(instruments, page.get(page.size() - 1))));
  }

  private Uni<RuleStore.Looked> hinted(List<AccountId> holders) {
    Set<AccountId> accounts = taken(booked);
    accounts.addAll(holders);
    return accounts.isEmpty()
        ? Uni.createFrom().item(RuleStore.Looked.NOTHING)
        : store.among(accounts);
  }

  private <T> Set<T> taken(Set<T> from) {
    Set<T> taken = new HashSet<>();
    Iterator<T> all = from.iterator();
    while (taken.size() < config.batch() && all.hasNext()) {
      taken.add(all.next());
      all.remove();
    }
    return taken;
  }

  private Uni<RuleStore.Looked> turn() {
    return store
        .next(last, config.batch())
        .invoke(
            found -> {
              anyInTurn |= found.count() > 0;
              AccountId end = found.last();
              if (end != null && found.count() == config.batch()) {
                last = end;
              } else {
                last = BEFORE_ALL;
                any = anyInTurn;
                anyInTurn = false;
              }
            });
  }

  private Uni<Void> judgeAll(RuleStore.Looked looked) {
    Map<AccountId, RuleStore.Watched> once = new LinkedHashMap<>();
    looked
        .watched()
        .forEach(
            each -> {
              once.put(each.rules().account(), each);
              told.remove(each.rules().account());
            });
    return tell(looked.unreadable()).chain(() -> judgeAll(once));
  }

  /** Whose rules cannot be read is told of, and keeps nobody else's from being judged. */
  private Uni<Void> tell(Map<AccountId, String> unreadable) {
    return OneByOne.each(
        unreadable.entrySet().stream()
            .filter(each -> !each.getValue().equals(told.get(each.getKey())))
            .toList(),
        each ->
            store
                .tellUnreadable(each.getKey(), each.getValue())
                .invoke(
                    now -> {
                      told.put(each.getKey(), each.getValue());
                      LOG.errorf(
                          "account=%s %s: its rules do not protect it",
                          each.getKey(), each.getValue());
                    }),
        (each, failure) ->
            LOG.warnf(
                "account=%s %s, and that cannot be told: %s",
                each.getKey(), each.getValue(), failure));
  }

  private Uni<Void> judgeAll(Map<AccountId, RuleStore.Watched> once) {
    return judging
        .round(
            List.copyOf(once.values()),
            each -> each.rules().account(),
            ACCOUNTS_AT_ONCE,
            this::look)
        .replaceWithVoid();
  }

  private Uni<Void> look(RuleStore.Watched watched) {
    Instant now = clock.instant();
    KeptRules kept = watched.rules();
    Valuation valuation =
        Valuation.of(watched.cash(), watched.positions(), kept.rules().quoteAge(), now);
    Judgement judgement =
        KeepRules.judgement(
            kept, watched.settings(), watched.futures(), valuation, watched.state(), now);
    if (judgement.broken() != null || judgement.undecided() != null) {
      return rules
          .judge(kept)
          .invoke(
              fired -> {
                if (fired) {
                  LOG.warnf("account=%s rule broken: %s", kept.account(), judgement.broken());
                }
              })
          .replaceWithVoid();
    }
    RuleState next = judgement.state();
    return next.equals(kept.state())
        ? Uni.createFrom().voidItem()
        : store.remember(kept.with(next));
  }
}
