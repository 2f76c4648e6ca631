// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.domain.value.VenueName;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Port: what venues must know of the ledger, whose tables they do not see. */
public interface VenueLedger {
  /** The names that accounts are bound to. */
  Uni<List<VenueName>> bound();

  /** The accounts that are bound to a venue, ascending. */
  Uni<List<AccountId>> accounts(VenueName venue, int limit);

  /**
   * Keys under which a venue may work something for an account, or may have traded what is not
   * booked yet: of its open orders and of replacements of which the end is not known, but not of
   * orders that are still to be sent for the first time. In the order of their orders, of which the
   * first is this one or comes after it.
   */
  Uni<List<Live>> live(AccountId account, OrderId from, int limit);

  /**
   * An order, and a key under which the venue may work it.
   *
   * @param isInDoubt whether it was sent and nobody knows yet whether it has arrived: it is being
   *     asked for by its key, or is to be sent again
   */
  record Live(OrderId order, UUID key, boolean isInDoubt) {}

  /** Those of these orders that take something off a position; any of the others may add to one. */
  Uni<List<Reduction>> reductions(AccountId account, Set<UUID> keys);

  /**
   * An order that takes something off a position.
   *
   * @param held what the ledger says is held, short below zero
   * @param live what the account's other orders of the same side may still take off it, whether
   *     they work at the venue or are only on their way there; the legs of a pair count once
   * @param isBehind whether orders have traded there what is not booked yet, so that what is held
   *     is not what the venue holds
   * @param isInDoubt whether it is not known of one of those other orders whether it has arrived,
   *     and so neither what it has traded
   * @param givenAt when the ledger took it
   */
  record Reduction(
      UUID key,
      Side side,
      Quantity held,
      Quantity live,
      boolean isBehind,
      boolean isInDoubt,
      Instant givenAt) {}
}
