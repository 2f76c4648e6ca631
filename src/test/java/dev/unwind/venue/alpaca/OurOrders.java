// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static java.util.stream.Collectors.toSet;

import dev.unwind.application.reconciliation.LedgerOrders;
import dev.unwind.application.reconciliation.NewInstruments;
import io.smallrye.mutiny.Uni;
import java.util.Set;
import java.util.UUID;

/** A ledger that has sent every order that there is. */
final class OurOrders {
  static final LedgerOrders ALL =
      (account, keys, names) -> Uni.createFrom().item(new LedgerOrders.Found(keys, Set.of()));
  static final NewInstruments NO_INSTRUMENTS = assets -> Uni.createFrom().voidItem();

  private OurOrders() {}

  /** One that has sent all but these, by the broker's ids and keys. */
  static LedgerOrders but(Set<UUID> strangers) {
    return (account, keys, names) ->
        Uni.createFrom()
            .item(
                new LedgerOrders.Found(
                    keys.stream().filter(key -> !strangers.contains(key)).collect(toSet()),
                    Set.of()));
  }
}
