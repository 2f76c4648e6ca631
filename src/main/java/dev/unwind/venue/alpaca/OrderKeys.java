// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.reconciliation.LedgerOrders;
import dev.unwind.domain.value.AccountId;
import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Under which key the ledger has an order: ours where we have sent it, which then is in the ledger
 * before the broker can know it; the broker's own id where somebody else has.
 */
final class OrderKeys {
  private final BrokerCalls calls;
  private final LedgerOrders ledger;
  private final KnownOrders known;

  OrderKeys(BrokerCalls calls, LedgerOrders ledger, KnownOrders known) {
    this.calls = calls;
    this.ledger = ledger;
    this.known = known;
  }

  /** By the broker's ids; an order that the ledger does not have is not among them. */
  Uni<Map<UUID, UUID>> of(AccountId account, Collection<BrokerOrder> orders) {
    Map<UUID, UUID> keys = new HashMap<>();
    Set<UUID> asked = new HashSet<>();
    for (BrokerOrder order : orders) {
      Optional<UUID> key = known.key(order.id());
      key.ifPresent(k -> keys.put(order.id(), k));
      if (key.isEmpty()) {
        asked.add(order.id());
        Optional.ofNullable(order.key()).ifPresent(asked::add);
      }
    }
    if (asked.isEmpty()) {
      return Uni.createFrom().item(keys);
    }
    return ledger
        .of(account, asked, Set.of())
        .map(
            found -> {
              for (BrokerOrder order : orders) {
                UUID ours = order.key();
                UUID key = ours != null && found.keys().contains(ours) ? ours : order.id();
                if (found.keys().contains(key)) {
                  known.note(key, order.id());
                  keys.put(order.id(), key);
                }
              }
              return keys;
            });
  }

  Uni<Optional<UUID>> of(AccountId account, BrokerOrder order) {
    return of(account, List.of(order)).map(keys -> Optional.ofNullable(keys.get(order.id())));
  }

  /**
   * Asks the broker for the order that the ledger has under a key; by its own id, if it has told
   * that, where it does not answer by keys.
   */
  Uni<BrokerAnswer> find(UUID key) {
    return find(key, calls);
  }

  /** The same by these calls. */
  Uni<BrokerAnswer> find(UUID key, BrokerCalls calls) {
    if (known.id(key).filter(key::equals).isPresent()) {
      return calls.byId(key);
    }
    return calls
        .byKey(key)
        .chain(
            answer ->
                answer instanceof BrokerAnswer.Answered answered && answered.isAbsent()
                    ? calls.byId(known.id(key).orElse(key))
                    : Uni.createFrom().item(answer));
  }
}
