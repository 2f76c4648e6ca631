// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.control;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Halts an account, restricts it to closing, or lifts that again: an authorised human act, written
 * down (I9, I10). Where two are required, the first asks and the second lifts.
 */
@ApplicationScoped
public class LatchAccount {
  private final LiftStore lifts;
  private final LatchConfig config;
  private final InstantSource clock;

  public LatchAccount(LiftStore lifts, LatchConfig config, InstantSource clock) {
    this.lifts = lifts;
    this.config = config;
    this.clock = clock;
  }

  /**
   * What has come of it.
   *
   * @param asked the request that somebody else must confirm; the latch is as it was then
   */
  public record Latched(Account account, @Nullable Lift asked) {}

  /**
   * Once this completes without a request, no replica accepts what the state forbids.
   *
   * @param why free text, kept with the latch
   */
  public Uni<Latched> latch(
      Actor actor, AccountId account, TradingState state, @Nullable String why) {
    return latch(actor, account, state, why, latch -> true);
  }

  /**
   * The same where the latch is as the caller has seen it; fails with BOOK_CHANGED where it is not.
   */
  public Uni<Latched> latch(
      Actor actor,
      AccountId account,
      TradingState state,
      @Nullable String why,
      Predicate<Account.Latch> asSeen) {
    Reason denied = actor.refusalToControl(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    UUID id = UUID.randomUUID();
    return lifts.decide(
        account,
        null,
        DecisionOrigin.of(actor),
        (book, settings, none) -> {
          Account.Latch now = book.account().latch();
          if (!asSeen.test(now)) {
            throw changed("the trading state is not what the caller has seen");
          }
          boolean lifts = state.isLooserThan(now.state());
          if (lifts && (why == null || why.isBlank())) {
            throw new DeniedException(
                Denial.of(Reason.REQUEST_MALFORMED, "a latch is lifted with a reason"));
          }
          boolean second = config.requireSecondPerson() || settings.requireSecondPerson();
          if (!lifts || !second) {
            return new LiftStore.Outcome<>(
                new Latched(book.latch(latch(book, state, why)), null), null);
          }
          Lift asked = ask(actor, book, id, state, String.valueOf(why));
          book.note(EventKind.LIFT_REQUESTED, latch(book, state, why));
          return new LiftStore.Outcome<>(new Latched(book.account(), asked), asked);
        });
  }

  private Lift ask(Actor actor, AccountBook book, UUID id, TradingState state, String why) {
    return new Lift(
        id,
        book.account().id(),
        actor.principal().id(),
        actor.name(),
        state,
        why,
        book.account().latch(),
        Lift.Status.PENDING,
        book.context().now(),
        book.context().now().plus(config.confirmWithin()),
        null,
        null);
  }

  /**
   * Lifts what somebody else has asked for. Fails with SECOND_PERSON_REQUIRED where it is the same
   * principal, by whatever key; with LIFT_ENDED, or with BOOK_CHANGED where the account was latched
   * anew meanwhile.
   */
  public Uni<Lift> confirm(Actor actor, Lift asked) {
    return decide(
        actor,
        asked,
        (book, lift) -> {
          if (lift.caller().equals(actor.principal().id())) {
            throw new DeniedException(Denial.of(Reason.SECOND_PERSON_REQUIRED));
          }
          if (!lift.seen().equals(book.account().latch())) {
            throw changed("the account was latched anew since it was asked for");
          }
          book.latch(
              latch(book, lift.state(), lift.reason() + " (asked for by " + lift.actor() + ")"));
          return Lift.Status.CONFIRMED;
        });
  }

  /** Takes a request back, or refuses it: whoever may control the account. */
  public Uni<Lift> withdraw(Actor actor, Lift asked) {
    return decide(
        actor,
        asked,
        (book, lift) -> {
          book.note(EventKind.LIFT_WITHDRAWN, latch(book, lift.state(), lift.reason()));
          return Lift.Status.WITHDRAWN;
        });
  }

  private interface Step {
    Lift.Status on(AccountBook book, Lift lift);
  }

  private Uni<Lift> decide(Actor actor, Lift asked, Step step) {
    Reason denied = actor.refusalToControl(asked.account());
    return denied != null
        ? Uni.createFrom().failure(new TradingException(denied))
        : lifts.decide(
            asked.account(),
            asked.id(),
            DecisionOrigin.of(actor),
            (book, settings, lift) -> {
              if (lift == null || lift.statusAt(book.context().now()) != Lift.Status.PENDING) {
                throw new DeniedException(Denial.of(Reason.LIFT_ENDED));
              }
              Lift decided = lift.decided(step.on(book, lift), actor.name(), book.context().now());
              return new LiftStore.Outcome<>(decided, decided);
            });
  }

  /** Fails with LIFT_NOT_FOUND; also for what is of an account that the caller has not. */
  public Uni<Lift> find(Actor actor, UUID id) {
    return lifts
        .find(actor.scope(), id)
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.LIFT_NOT_FOUND)));
  }

  public Uni<List<Lift>> list(Actor actor, Lift.@Nullable Status status, int offset, int limit) {
    return lifts.list(actor.scope(), status, clock.instant(), offset, limit);
  }

  private static Account.Latch latch(AccountBook book, TradingState state, @Nullable String why) {
    return new Account.Latch(state, book.context().actor(), why, book.context().now());
  }

  private static DeniedException changed(String text) {
    return new DeniedException(Denial.of(Reason.BOOK_CHANGED, text));
  }
}
