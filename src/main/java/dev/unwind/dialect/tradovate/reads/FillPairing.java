// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.dialect.tradovate.BookEntities.TradovateFillPair;
import dev.unwind.dialect.tradovate.StableIds;
import dev.unwind.dialect.tradovate.TradovateMapping;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Matches purchases with sales of one position, first in first out. What was open before the first
 * fill known here (an imported position) is matched without a pair, for it has no fill.
 */
public final class FillPairing {
  private final List<TradovateFillPair> pairs = new ArrayList<>();
  private final Map<Long, List<TradovateFillPair>> closed = new HashMap<>();
  private final Map<Long, Quantity> paired = new HashMap<>();
  private final Deque<Lot> lots = new ArrayDeque<>();

  private record Lot(@Nullable Fill fill, Quantity signed) {}

  private final AccountId account;

  private FillPairing(AccountId account) {
    this.account = account;
  }

  /**
   * @param fills of one position, in the order of booking; at least one
   */
  static FillPairing of(List<Fill> fills) {
    Fill first = fills.get(0);
    FillPairing pairing = new FillPairing(first.accountId());
    Quantity before = first.positionQty().minus(signed(first));
    if (!before.isZero()) {
      pairing.lots.add(new Lot(null, before));
    }
    fills.forEach(pairing::add);
    return pairing;
  }

  AccountId account() {
    return account;
  }

  /** Whether one of these pairs is among them. */
  boolean has(Set<Long> ids) {
    return pairs.stream().anyMatch(pair -> ids.contains(pair.id()));
  }

  /** In the order in which they came about. */
  List<TradovateFillPair> pairs() {
    return List.copyOf(pairs);
  }

  /** The pairs that this fill has closed. */
  public List<TradovateFillPair> closedBy(Fill fill) {
    return List.copyOf(closed.getOrDefault(fill.id(), List.of()));
  }

  /** How much of a fill is matched. */
  int paired(long fillId) {
    return TradovateMapping.units(paired.getOrDefault(fillId, Quantity.ZERO));
  }

  private void add(Fill fill) {
    Quantity left = signed(fill);
    while (!left.isZero()
        && !lots.isEmpty()
        && lots.getFirst().signed().signum() != left.signum()) {
      Lot lot = lots.removeFirst();
      Quantity size = lot.signed().abs().min(left.abs());
      Quantity step = left.signum() > 0 ? size : size.negate();
      left = left.minus(step);
      Quantity rest = lot.signed().plus(step);
      if (!rest.isZero()) {
        lots.addFirst(new Lot(lot.fill(), rest));
      }
      Fill opened = lot.fill();
      paired.merge(fill.id(), size, Quantity::plus);
      if (opened != null) {
        paired.merge(opened.id(), size, Quantity::plus);
        pair(opened, fill, size);
      }
    }
    if (!left.isZero()) {
      lots.addLast(new Lot(fill, left));
    }
  }

  private void pair(Fill opened, Fill closing, Quantity size) {
    Fill buy = closing.side() == Side.BUY ? closing : opened;
    Fill sell = closing.side() == Side.BUY ? opened : closing;
    TradovateFillPair pair =
        new TradovateFillPair(
            StableIds.fillPair(buy.id(), sell.id()),
            closing.positionId().value(),
            buy.id(),
            sell.id(),
            TradovateMapping.units(size),
            TradovateMapping.price(buy.price()),
            TradovateMapping.price(sell.price()),
            true);
    pairs.add(pair);
    closed.computeIfAbsent(closing.id(), k -> new ArrayList<>()).add(pair);
  }

  private static Quantity signed(Fill fill) {
    return fill.side() == Side.BUY ? fill.qty() : fill.qty().negate();
  }
}
