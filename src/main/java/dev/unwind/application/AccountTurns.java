// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application;

import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Work on many accounts of which each may be locked, or refuse, or be unreadable: it takes its own
 * place and its own time, and nobody else's.
 */
public final class AccountTurns {
  private AccountTurns() {}

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
        .transformToUni(of -> inOrder(byAccount.getOrDefault(of, List.of()), work, of, failed))
        .merge(atOnce)
        .collect()
        .last()
        .replaceWith(failed);
  }

  private static <T> Uni<Void> inOrder(
      List<T> items, Function<T, Uni<?>> work, AccountId of, Map<AccountId, Throwable> failed) {
    return Multi.createFrom()
        .iterable(items)
        .onItem()
        .transformToUniAndConcatenate(
            item ->
                Uni.createFrom()
                    .deferred(() -> work.apply(item).replaceWithVoid())
                    .onFailure()
                    .invoke(failure -> failed.putIfAbsent(of, failure))
                    .onFailure(failure -> !TradingException.isOfTheStore(failure))
                    .recoverWithNull())
        .collect()
        .last()
        .replaceWithVoid()
        .onFailure()
        .recoverWithNull();
  }
}
