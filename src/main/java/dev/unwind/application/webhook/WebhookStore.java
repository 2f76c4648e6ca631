// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.webhook;

import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Port: subscriptions, how far each has come, and the packages at the head of their lines. */
public interface WebhookStore {
  /** A page with the number of all. */
  record Page(long total, List<Subscription> subscriptions) {}

  /**
   * A subscription that this replica may work on until its lease ends.
   *
   * @param scope what its owner may see at this moment
   * @param epoch guards every later write of this claim
   * @param pending what must be delivered before anything else
   * @param failures of that package so far
   * @param grown accounts that may have something new; null for any
   */
  record Claim(
      Subscription subscription,
      AccountScope scope,
      long epoch,
      @Nullable Parcel pending,
      int failures,
      @Nullable Set<AccountId> grown) {}

  /**
   * What a subscription is to be told of.
   *
   * @param accounts whose log has grown, with the last event taken
   * @param more whether others may have grown, too
   */
  record Behind(Map<AccountId, Long> accounts, boolean more) {}

  /**
   * A request body, and where each account's log stands once it is delivered.
   *
   * @param reached last event of every account that is in it, or was passed over for it
   */
  record Parcel(byte[] body, Map<AccountId, Long> reached) {}

  /** Keeps a new one, unless the principal has this many already, of whatever dialects. */
  Uni<Boolean> add(Subscription subscription, int perPrincipalMax, DecisionOrigin by);

  /** A principal's subscriptions by age. */
  Uni<Page> page(PrincipalId owner, String dialect, int offset, int limit, boolean oldestFirst);

  Uni<Optional<Subscription>> find(PrincipalId owner, String dialect, UUID id);

  /**
   * Changes one under its lock. Its first enabling begins at the events of that moment. Where it is
   * to be told of less than before, a package that was made before is forgotten, and what it was
   * made of is looked at anew.
   */
  Uni<Optional<Subscription>> change(
      PrincipalId owner,
      String dialect,
      UUID id,
      DecisionOrigin by,
      UnaryOperator<Subscription> change);

  /** Forgets one with all that is still to be delivered. */
  Uni<Boolean> remove(PrincipalId owner, String dialect, UUID id, DecisionOrigin by, Instant now);

  /**
   * Leases subscriptions that are due and have something to be done, the longest waiting first.
   * What cannot be leased now although one of these accounts concerns it is looked at later, by
   * whichever replica.
   *
   * @param grown accounts that have something new; no others are read, but for subscriptions that
   *     are behind already
   * @param all whether all accounts are read instead
   */
  Uni<List<Claim>> claim(
      UUID replica, Instant now, Instant until, int limit, Set<AccountId> grown, boolean all);

  /** Reads what a claimed subscription is to be told of, for each by itself. */
  Uni<Behind> behind(Claim claim);

  /** Keeps the package that is next, before it is sent. False when the lease was lost. */
  Uni<Boolean> keep(Claim claim, Parcel next);

  /**
   * Notes that the pending package was taken, and lets the subscription go.
   *
   * @param more whether there is more to tell than was in it
   */
  Uni<Boolean> delivered(Claim claim, Parcel taken, boolean more, Instant now);

  /** Passes over events that nobody wants to be told of. */
  Uni<Boolean> skipped(Claim claim, Map<AccountId, Long> reached, boolean more, Instant nextAt);

  /**
   * Forgets the pending package, of which nothing is told any more, and lets the subscription go;
   * what it was made of is looked at anew.
   */
  Uni<Boolean> dropped(Claim claim, Instant now);

  /** Notes a failure and when to try again, and lets the subscription go. */
  Uni<Boolean> failed(Claim claim, String error, Instant nextAt);

  /** Lets the subscription go until then. */
  Uni<Boolean> postpone(Claim claim, boolean more, Instant nextAt);

  /**
   * What receivers have not taken.
   *
   * @param failing subscriptions whose last delivery has failed
   * @param behind age of the oldest event that waits for its receiver; zero where none does
   */
  record Backlog(long failing, Duration behind) {}

  Uni<Backlog> backlog(Instant now);

  /** A key pair as it is kept; never printed. */
  record KeptKey(byte[] pkcs8, byte[] x509) {
    @Override
    public String toString() {
      return "KeptKey[...]";
    }
  }

  /** The signing key; the first one offered stays. */
  Uni<KeptKey> signingKey(UUID id, KeptKey offered, Instant now);

  /** The signing key, where there is one already. */
  Uni<Optional<KeptKey>> findSigningKey();
}
