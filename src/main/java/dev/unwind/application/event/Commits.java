// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.event;

import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells who waits on an account that its log has grown. A hint only: what has happened is read from
 * the log, so a hint too many or too few loses nothing.
 */
@ApplicationScoped
public class Commits {
  private final Map<AccountId, Set<MultiEmitter<? super AccountId>>> waiting =
      new ConcurrentHashMap<>();

  /** Called after every commit that wrote events of this account. Returns at once. */
  public void committed(AccountId account) {
    Set<MultiEmitter<? super AccountId>> emitters = waiting.get(account);
    if (emitters != null) {
      emitters.forEach(emitter -> emitter.emit(account));
    }
  }

  /** Commits of this account from now on; while one is pending, further ones are the same. */
  public Multi<AccountId> of(AccountId account) {
    return Multi.createFrom()
        .emitter(emitter -> register(account, emitter), BackPressureStrategy.LATEST);
  }

  /**
   * The same with one at once, for whoever begins by reading the log: what is committed while it
   * reads is owed to it.
   */
  public Multi<AccountId> nowAndOf(AccountId account) {
    return Multi.createFrom()
        .emitter(
            emitter -> {
              register(account, emitter);
              emitter.emit(account);
            },
            BackPressureStrategy.LATEST);
  }

  /** Accounts that somebody waits on. */
  public Set<AccountId> followed() {
    return Set.copyOf(waiting.keySet());
  }

  private void register(AccountId account, MultiEmitter<? super AccountId> emitter) {
    waiting.compute(
        account,
        (key, present) -> {
          Set<MultiEmitter<? super AccountId>> emitters =
              present == null ? ConcurrentHashMap.newKeySet() : present;
          emitters.add(emitter);
          return emitters;
        });
    emitter.onTermination(
        () ->
            waiting.computeIfPresent(
                account,
                (key, emitters) -> {
                  emitters.remove(emitter);
                  return emitters.isEmpty() ? null : emitters;
                }));
  }
}
