// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.event;

import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Tells who waits on an account that its log has grown. A hint only: what has happened is read from
 * the log, so a hint too many or too few loses nothing.
 */
@ApplicationScoped
public class Commits {
  /** Above this many accounts between two looks, the rest is found by whoever looks at all. */
  private static final int GROWN_MAX = 100_000;

  /** Some 5 MB. */
  private static final int ACKNOWLEDGED_MAX = 16_384;

  private final Map<AccountId, Set<Waiting>> waiting = new ConcurrentHashMap<>();
  private final GrownLogs grown = new GrownLogs(GROWN_MAX);
  private final GrownLogs untold = new GrownLogs(GROWN_MAX);
  private final AcknowledgedCommits acknowledged = new AcknowledgedCommits(ACKNOWLEDGED_MAX);

  /**
   * Somebody who waits.
   *
   * @param read the last event that it has read; below 1 when it does not read the log itself
   */
  private record Waiting(MultiEmitter<? super AccountId> emitter, LongSupplier read) {}

  /** Where somebody stands, to be compared with what the log is found to be afterwards. */
  public static final class Standing {
    private final AccountId account;
    private final long read;
    private final Waiting waiting;

    private Standing(AccountId account, Waiting waiting) {
      this.account = account;
      this.waiting = waiting;
      read = waiting.read().getAsLong();
    }

    public AccountId account() {
      return account;
    }

    /** The last event that was read. */
    public long read() {
      return read;
    }

    /** Ends it with a failure, since the log ends before what it has read. */
    public void cut(long last) {
      waiting.emitter().fail(new LogCutException(account, read, last));
    }
  }

  /** Called after every commit that wrote events of this account. Returns at once. */
  public void committed(AccountId account) {
    grown.note(account);
    untold.note(account);
    grownTo(account, Long.MAX_VALUE);
  }

  /**
   * Called when the log of this account was found to have grown to this event: whoever has read
   * that far is left alone.
   */
  public void grownTo(AccountId account, long seq) {
    for (Waiting one : waiting.getOrDefault(account, Set.of())) {
      if (one.read().getAsLong() < seq) {
        one.emitter().emit(account);
      }
    }
  }

  /** What may be told to whoever has asked for it, to be looked for after a fail-over. */
  public AcknowledgedCommits acknowledged() {
    return acknowledged;
  }

  /** Accounts that have grown here and have not been looked at since, for the log's chain. */
  public GrownLogs grown() {
    return grown;
  }

  /** The same, for the webhooks. */
  public GrownLogs untold() {
    return untold;
  }

  /** Commits of this account from now on; while one is pending, further ones are the same. */
  public Multi<AccountId> of(AccountId account) {
    return Multi.createFrom()
        .emitter(emitter -> register(account, emitter, () -> 0), BackPressureStrategy.LATEST);
  }

  /**
   * The same with one at once, for whoever begins by reading the log: what is committed while it
   * reads is owed to it.
   *
   * @param read the last event that it has read; below 1 when it does not read the log itself
   */
  public Multi<AccountId> nowAndOf(AccountId account, LongSupplier read) {
    return Multi.createFrom()
        .emitter(
            emitter -> {
              register(account, emitter, read);
              emitter.emit(account);
            },
            BackPressureStrategy.LATEST);
  }

  /** Where all stand that read the log and have read something. */
  public List<Standing> standings() {
    List<Standing> standings = new ArrayList<>();
    waiting.forEach(
        (account, all) -> all.forEach(one -> standings.add(new Standing(account, one))));
    standings.removeIf(standing -> standing.read() < 1);
    return standings;
  }

  /** Accounts that somebody waits on. */
  public Set<AccountId> followed() {
    return Set.copyOf(waiting.keySet());
  }

  private void register(
      AccountId account, MultiEmitter<? super AccountId> emitter, LongSupplier read) {
    Waiting one = new Waiting(emitter, read);
    waiting.compute(
        account,
        (key, present) -> {
          Set<Waiting> all = present == null ? ConcurrentHashMap.newKeySet() : present;
          all.add(one);
          return all;
        });
    emitter.onTermination(
        () ->
            waiting.computeIfPresent(
                account,
                (key, all) -> {
                  all.remove(one);
                  return all.isEmpty() ? null : all;
                }));
  }
}
