// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;

/**
 * A pair as the simulator's book has it.
 *
 * @param traded what its orders have traded together
 * @param ended whether one of them is complete or has ended otherwise, so that none works any more
 */
public record BookPair(Ref ref, Quantity traded, boolean ended) {
  /** A pair's name: the number that the sender chose, unique in the account. */
  public record Ref(AccountId account, long pair) {
    public static Ref of(VenueOrder order) {
      Long pair = order.pair();
      if (pair == null) {
        throw new IllegalArgumentException("not in a pair: " + order.key());
      }
      return new Ref(order.account(), pair);
    }
  }
}
