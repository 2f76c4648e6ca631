// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application;

import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Work on many accounts of which each may be locked, or refuse, or be unreadable: it takes its own
 * place and its own time, and nobody else's.
 */
public final class AccountTurns {
  private static final Logger LOG = Logger.getLogger(AccountTurns.class);

  /** Of more that fail the first are forgotten, and told of anew. */
  private static final int FAILING_MAX = 10_000;

  /** An account that is locked is not for long; this often in a row, somebody should look. */
  private static final int ROUNDS_IN_VAIN = 10;

  private final String step;
  private final Map<Subject, Failing> failing = new LinkedHashMap<>();

  /**
   * @param step of a round that comes again and again, for the log
   */
  public AccountTurns(String step) {
    this.step = step;
  }

  private record Subject(AccountId account, Object item) {}

  /** In how many rounds in a row, and whether that was told of. */
  private record Failing(int rounds, boolean isTold) {}

  /**
   * As {@link #each}, in rounds that come again and again. What fails by itself does so in every
   * one of them until somebody looks: it is a warning once, and again after it has succeeded.
   *
   * @param subject by which an item is known in every round
   */
  public <T> Uni<Map<AccountId, Throwable>> round(
      List<T> items,
      Function<T, AccountId> account,
      Function<T, ?> subject,
      int atOnce,
      Function<T, Uni<?>> work) {
    return each(
        items,
        account,
        atOnce,
        item -> {
          Subject of = new Subject(account.apply(item), subject.apply(item));
          return Uni.createFrom()
              .deferred(() -> work.apply(item).replaceWithVoid())
              .invoke(() -> succeeded(of))
              .onFailure()
              .invoke(failure -> failed(of, failure));
        });
  }

  /** The same, where an account has one item at a time, and is what it is known by. */
  public <T> Uni<Map<AccountId, Throwable>> round(
      List<T> items, Function<T, AccountId> account, int atOnce, Function<T, Uni<?>> work) {
    return round(items, account, account, atOnce, work);
  }

  /** The same, where all that there is of an account is worked on together. */
  public <T, P> Uni<Map<AccountId, Throwable>> together(
      List<T> items,
      Function<T, AccountId> account,
      Function<T, P> part,
      int atOnce,
      BiFunction<AccountId, List<P>, Uni<?>> work) {
    Map<AccountId, List<P>> byAccount =
        items.stream()
            .collect(
                Collectors.groupingBy(
                    account, LinkedHashMap::new, Collectors.mapping(part, Collectors.toList())));
    return round(
        List.copyOf(byAccount.entrySet()),
        Map.Entry::getKey,
        atOnce,
        of -> work.apply(of.getKey(), of.getValue()));
  }

  private void succeeded(Subject of) {
    synchronized (failing) {
      failing.remove(of);
    }
  }

  private void failed(Subject of, Throwable failure) {
    if (isNews(of, TradingException.isOfTheStore(failure))) {
      LOG.warnf(
          failure instanceof TradingException ? null : failure,
          "step=\"%s\" accountId=%s of=%s fails, and is tried again: %s",
          step,
          of.account(),
          of.item(),
          failure);
    } else {
      LOG.debugf(
          "step=\"%s\" accountId=%s of=%s fails: %s", step, of.account(), of.item(), failure);
    }
  }

  private boolean isNews(Subject of, boolean passes) {
    synchronized (failing) {
      Failing before = failing.getOrDefault(of, new Failing(0, false));
      int rounds = before.rounds() + 1;
      boolean isNews = !before.isTold() && (!passes || rounds >= ROUNDS_IN_VAIN);
      failing.put(of, new Failing(rounds, before.isTold() || isNews));
      if (failing.size() > FAILING_MAX) {
        failing.remove(failing.keySet().iterator().next());
      }
      return isNews;
    }
  }

  /**
   * Does the work of all items: some accounts at once, and of an account one item after another.
   * Where it is locked, or the store is away, those behind are left: they would wait for the same.
   * Whatever else fails is of its item alone.
   *
   * @param atOnce accounts that are worked on at once
   * @return why, of each account of which something failed; it never fails itself
   */
  public static <T> Uni<Map<AccountId, Throwable>> each(
      List<T> items, Function<T, AccountId> account, int atOnce, Function<T, Uni<?>> work) {
    Map<AccountId, List<T>> byAccount = items.stream().collect(Collectors.groupingBy(account));
    List<AccountId> inTurn = items.stream().map(account).distinct().toList();
    Map<AccountId, Throwable> failed = new ConcurrentHashMap<>();
    return Multi.createFrom()
        .iterable(inTurn)
        .onItem()
        .transformToUni(
            of ->
                OneByOne.until(
                    TradingException::isOfTheStore,
                    byAccount.getOrDefault(of, List.of()),
                    work,
                    (item, failure) -> failed.putIfAbsent(of, failure)))
        .merge(atOnce)
        .collect()
        .last()
        .replaceWith(failed);
  }
}
