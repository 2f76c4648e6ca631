// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.rule;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.act.ActTask;
import dev.unwind.application.act.NewAct;
import dev.unwind.application.control.AccountSettings;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.DayStart;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.rule.Judgement;
import dev.unwind.domain.rule.RiskRules;
import dev.unwind.domain.rule.Rule;
import dev.unwind.domain.rule.RuleState;
import dev.unwind.domain.rule.Valuation;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an account may lose and hold: set by risk, judged under the account's lock. */
@ApplicationScoped
public class KeepRules {
  private final RuleStore store;

  public KeepRules(RuleStore store) {
    this.store = store;
  }

  /** The caller has looked at the account. */
  public Uni<Optional<KeptRules>> find(AccountId account) {
    return store.find(account);
  }

  /**
   * Puts rules in the place of those before, and judges by them at once; what they remember begins
   * anew. Fails with BOOK_CHANGED where the rules are not as the caller has seen them.
   *
   * @param asSeen of the rules that there are; null where there are none
   */
  public Uni<KeptRules> put(
      Actor actor, AccountId account, RiskRules rules, Predicate<@Nullable KeptRules> asSeen) {
    Reason denied = actor.refusalToControl(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    DecisionOrigin origin = DecisionOrigin.of(actor);
    UUID act = UUID.randomUUID();
    return store.decide(
        account,
        origin,
        (book, standing) -> {
          KeptRules before = standing.rules();
          requireSeen(asSeen, before);
          int version = before == null ? 1 : before.version() + 1;
          long turn = before == null ? 1 : before.turn() + 1;
          KeptRules next =
              new KeptRules(
                  account,
                  actor.principal().id(),
                  origin,
                  rules,
                  version,
                  turn,
                  RuleState.NONE,
                  null,
                  null);
          book.note(EventKind.RULES_CHANGED, told(book, rules));
          return judge(book, next, standing.settings(), standing.futures(), act);
        });
  }

  /** Lets an account have none; the latch stays as it is. */
  public Uni<Void> remove(Actor actor, AccountId account, Predicate<@Nullable KeptRules> asSeen) {
    Reason denied = actor.refusalToControl(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    return store
        .decide(
            account,
            DecisionOrigin.of(actor),
            (book, standing) -> {
              requireSeen(asSeen, standing.rules());
              if (standing.rules() != null || standing.unreadable()) {
                book.note(
                    EventKind.RULES_CHANGED,
                    Administered.of(book.account().name()).with("rules", "none"));
              }
              return new RuleStore.Outcome<>(true, null, null);
            })
        .replaceWithVoid();
  }

  private static Administered told(AccountBook book, RiskRules rules) {
    Administered told =
        Administered.of(book.account().name())
            .with("action", rules.action())
            .with("onBadPrice", rules.onBadPrice())
            .with("quoteAge", rules.quoteAge());
    for (Map.Entry<Rule, Money> limit : rules.limits().entrySet()) {
      told = told.with(limit.getKey().name(), limit.getValue());
    }
    return told;
  }

  private static void requireSeen(
      Predicate<@Nullable KeptRules> asSeen, @Nullable KeptRules rules) {
    if (!asSeen.test(rules)) {
      throw new DeniedException(
          Denial.of(Reason.BOOK_CHANGED, "the rules are not what the caller has seen"));
    }
  }

  /**
   * Judges by the rules as they are, under the lock; whatever a look without it has shown.
   *
   * @return whether one has fired
   */
  Uni<Boolean> judge(KeptRules seen) {
    UUID act = UUID.randomUUID();
    return store.decide(
        seen.account(),
        seen.origin(),
        (book, standing) -> {
          KeptRules rules = standing.rules();
          if (standing.unreadable()) {
            throw new IllegalStateException("the rules cannot be read any more");
          }
          if (rules == null) {
            return new RuleStore.Outcome<>(false, null, null);
          }
          RuleStore.Outcome<KeptRules> done =
              judge(book, rules, standing.settings(), standing.futures(), act);
          boolean fired = !Objects.equals(done.result().firedAt(), rules.firedAt());
          return new RuleStore.Outcome<>(fired, done.keep(), done.following());
        });
  }

  private static RuleStore.Outcome<KeptRules> judge(
      AccountBook book, KeptRules rules, AccountSettings settings, boolean futures, UUID act) {
    Instant now = book.context().now();
    List<Valuation.Held> held = new ArrayList<>();
    book.positions().stream()
        .filter(position -> !position.isFlat())
        .forEach(
            position -> {
              InstrumentId id = position.instrumentId();
              held.add(
                  new Valuation.Held(
                      book.context().instrument(id),
                      position.qty(),
                      position.cost(),
                      book.context().quotes().get(id)));
            });
    Account account = book.account();
    Valuation valuation = Valuation.of(account.cash(), held, rules.rules().quoteAge(), now);
    Judgement judgement =
        judgement(rules, settings, futures, valuation, account.latch().state(), now);
    String undecided = judgement.undecided();
    if (undecided != null) {
      book.note(
          EventKind.RULE_UNDECIDED,
          new Account.Latch(account.latch().state(), rules.origin().actor(), undecided, now));
    }
    String broken = judgement.broken();
    if (broken == null) {
      KeptRules same =
          judgement.state().equals(rules.state()) ? rules : rules.with(judgement.state());
      return new RuleStore.Outcome<>(same, same, null);
    }
    boolean closes = rules.rules().action() == RiskRules.Action.LIQUIDATE;
    Account.Latch latch =
        new Account.Latch(
            closes ? TradingState.HALTED : TradingState.CLOSE_ONLY,
            rules.origin().actor(),
            broken,
            now);
    book.note(EventKind.RULE_BROKEN, latch);
    book.latch(account.latch().restrictedTo(latch));
    KeptRules fired = rules.fired(judgement.state(), now, closes ? act : null);
    return new RuleStore.Outcome<>(
        fired, fired, closes ? new RuleStore.Following(act, closing(rules, broken)) : null);
  }

  static Judgement judgement(
      KeptRules rules,
      AccountSettings settings,
      boolean futures,
      Valuation valuation,
      TradingState state,
      Instant now) {
    DayStart chosen = settings.dayStart();
    DayStart start = chosen != null ? chosen : futures ? DayStart.FUTURES : DayStart.EQUITIES;
    return Judgement.of(
        rules.rules(), rules.state(), valuation, start.before(now), state != TradingState.ACTIVE);
  }

  /** Under the name of who has set the rules. */
  private static NewAct closing(KeptRules rules, String why) {
    Actor actor =
        new Actor(
            new Principal(
                rules.caller(), rules.origin().actor(), Set.of(), AccountScope.of(rules.account())),
            rules.origin().dialect(),
            rules.origin().requestId());
    ActTask task =
        new ActTask(
            ActTask.Kind.HALT,
            TradingState.HALTED,
            true,
            CloseRequest.all().cancelOrders(true).build());
    return new NewAct(actor, task, List.of(rules.account().toString()), false, why, null, null);
  }
}
