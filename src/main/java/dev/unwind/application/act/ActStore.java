// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import dev.unwind.application.Actor;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: acts, and how far they have come. */
public interface ActStore {
  /** An act that is durable; not fresh where its key had made it before. */
  record Accepted(Act act, boolean fresh) {}

  /**
   * An account whose turn has not come.
   *
   * @param expected digest of what is to be done to it; null: whatever that is
   */
  record Target(int place, AccountId account, @Nullable String expected) {}

  /**
   * An account as a caller names it.
   *
   * @param account null where he has none of that name
   */
  record Named(int place, String named, @Nullable AccountId account, @Nullable String currency) {}

  /**
   * What became of an account.
   *
   * @param liquidation null where nothing was to be closed, or could be
   * @param reason why it was refused, or why a halt could not close
   * @param blocked the latch that the act has left, where it sets one
   */
  record Decided(
      int place,
      @Nullable UUID liquidation,
      @Nullable Reason reason,
      @Nullable String text,
      ActEntry.@Nullable Cancels cancels,
      @Nullable TradingState blocked) {
    static Decided refused(int place, Reason reason, @Nullable String text) {
      return new Decided(place, null, reason, text, null, null);
    }

    static @Nullable String text(Denial denial) {
      String symbol = denial.symbol();
      String text = denial.text();
      return text != null || symbol == null ? text : symbol + ": " + denial.reason().meaning();
    }
  }

  /**
   * Writes an act, its key and its accounts in one transaction. Accounts that the caller has not
   * are refused there; one that is named twice counts once.
   *
   * <p>Fails with REQUEST_TOO_LARGE, or IDEMPOTENCY_KEY_REUSED.
   *
   * @param keysSince older keys are as if they had never been used
   */
  Uni<Accepted> accept(
      NewAct act,
      int accountsMax,
      Instant now,
      Instant keysSince,
      UUID replica,
      Instant leaseUntil);

  /** Whether the key of an act has made one before. */
  Uni<Boolean> made(NewAct act);

  /**
   * The accounts that an act would be over, in their order.
   *
   * @param limit how many at most
   */
  Uni<List<Named>> named(Actor actor, List<String> named, boolean everyAccount, int limit);

  /**
   * Takes over an act that nobody works on; first those that halt.
   *
   * @param lanes of which it may be
   * @param except acts that it must not be
   */
  Uni<Optional<Act>> claim(
      UUID replica, Instant now, Instant leaseUntil, Set<ActLane> lanes, Set<UUID> except);

  /** Whether the act is still this replica's. */
  Uni<Boolean> renew(UUID act, UUID replica, Instant leaseUntil);

  /** Accounts that are to be decided, in their order. */
  Uni<List<Target>> pending(UUID act, int after, int limit);

  /** Writes what became of accounts; what was written before stays. */
  Uni<Void> decided(UUID act, List<Decided> all, Instant now);

  /** Ends an act of which every account is decided; else gives it up to whoever claims it next. */
  Uni<Void> leave(UUID act, UUID replica, Instant now);

  Uni<Optional<Act>> find(UUID act);

  /**
   * Over the accounts within the scope.
   *
   * @param own whether the caller's own act: names of accounts that it has not are shown as well
   */
  Uni<ActSums> sums(AccountScope scope, boolean own, UUID act);

  /** The accounts within the scope, in their order. */
  Uni<List<ActEntry>> entries(AccountScope scope, boolean own, UUID act, int after, int limit);
}
