// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.reconciliation;

import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Difference.Subject;
import dev.unwind.domain.value.CurrencyUnit;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which figures a venue states otherwise than the ledger. What is under way explains a difference
 * up to what it may trade; what has moved meanwhile is not compared, and is as different as before.
 */
public final class Comparison {
  private final Statement statement;
  private final Seen seen;
  private final Ledger ledger;
  private final Map<OrderId, Order> live;
  private final List<Difference> found = new ArrayList<>();
  private boolean settled;

  private Comparison(Statement statement, Seen seen, Ledger ledger) {
    this.statement = statement;
    this.seen = seen;
    this.ledger = ledger;
    live = live();
    settled = live.isEmpty() && seen.cash().equals(ledger.cash());
  }

  /**
   * What the ledger says now.
   *
   * @param symbols of the instruments that are compared
   * @param positions those of them that there are
   * @param orders open ones
   * @param keys those under which these were sent
   * @param known what differed before
   */
  public record Ledger(
      Map<InstrumentId, String> symbols,
      Map<InstrumentId, Position> positions,
      Map<OrderId, Order> orders,
      Set<UUID> keys,
      Money cash,
      CurrencyUnit currency,
      List<Difference> known,
      Instant now) {}

  /** What may have been traded that is not booked, by the way in which it moves a position. */
  private record UnderWay(Quantity bought, Quantity sold) {
    private static final UnderWay NONE = new UnderWay(Quantity.ZERO, Quantity.ZERO);

    private static UnderWay of(Order order) {
      return order.side().sign() > 0
          ? new UnderWay(order.reserved(), Quantity.ZERO)
          : new UnderWay(Quantity.ZERO, order.reserved());
    }

    private UnderWay with(UnderWay other) {
      return new UnderWay(bought.plus(other.bought), sold.plus(other.sold));
    }

    private boolean explains(Quantity amount) {
      return !amount.isMoreThan(bought) && !amount.negate().isMoreThan(sold);
    }
  }

  /**
   * What was found.
   *
   * @param settled whether nothing was under way, so that all that is stated was compared
   */
  public record Result(List<Difference> differences, boolean settled) {}

  public static Result of(Statement statement, Seen seen, Ledger ledger) {
    return new Comparison(statement, seen, ledger).result();
  }

  private Result result() {
    List<Statement.Holding> positions = statement.positions();
    if (positions != null) {
      positions(positions);
    }
    List<Statement.Working> orders = statement.orders();
    if (orders != null) {
      for (Statement.Working order : orders) {
        UUID key = order.key();
        if ((key == null || !ledger.keys().contains(key)) && !order.left().isZero()) {
          add(difference(Subject.ORDER, order.id(), null, Quantity.ZERO, order.left()));
        }
      }
    }
    Money cash = statement.cash();
    if (cash != null) {
      cash(cash.roundedTo(ledger.currency()));
    }
    return new Result(List.copyOf(found), settled);
  }

  private void cash(Money there) {
    Difference difference =
        difference(
            Subject.CASH,
            ledger.currency().code(),
            null,
            new Quantity(ledger.cash().value()),
            new Quantity(there.value()));
    if (!live.isEmpty() || !seen.cash().equals(ledger.cash())) {
      known(difference).ifPresent(found::add);
    } else if (!difference.amount().isZero()) {
      add(difference);
    }
  }

  private void positions(List<Statement.Holding> stated) {
    Map<InstrumentId, Quantity> there = new LinkedHashMap<>();
    for (Statement.Holding holding : stated) {
      InstrumentId id = holding.instrument();
      if (id != null) {
        there.merge(id, holding.qty(), Quantity::plus);
      } else if (!holding.qty().isZero()) {
        add(difference(Subject.POSITION, holding.symbol(), null, Quantity.ZERO, holding.qty()));
      }
    }
    Map<InstrumentId, UnderWay> underWay = new HashMap<>();
    for (Order order : live.values()) {
      underWay.merge(order.instrumentId(), UnderWay.of(order), UnderWay::with);
    }
    ledger
        .symbols()
        .forEach(
            (id, symbol) ->
                position(
                    id,
                    symbol,
                    there.getOrDefault(id, Quantity.ZERO),
                    underWay.getOrDefault(id, UnderWay.NONE)));
  }

  private void position(InstrumentId id, String symbol, Quantity there, UnderWay underWay) {
    Position position = ledger.positions().get(id);
    Quantity here = position == null ? Quantity.ZERO : position.qty();
    Long before = seen.versions().get(id);
    boolean moved =
        before == null ? !here.isZero() : position == null || position.version() != before;
    Difference difference = difference(Subject.POSITION, symbol, id, here, there);
    settled &= !moved;
    boolean isCertain = !moved && !underWay.explains(difference.amount());
    if (isCertain) {
      add(difference);
    } else if (moved || !difference.amount().isZero()) {
      known(difference).ifPresent(found::add);
    }
  }

  /** One that was there before is as old as it was. */
  private void add(Difference difference) {
    found.add(
        known(difference)
            .filter(difference::isSameAs)
            .map(known -> difference.seen(known.since()))
            .orElse(difference));
  }

  private Optional<Difference> known(Difference like) {
    return ledger.known().stream().filter(like::isOfSame).findFirst();
  }

  private Difference difference(
      Subject subject,
      String name,
      @Nullable InstrumentId instrument,
      Quantity here,
      Quantity there) {
    return new Difference(subject, name, instrument, here, there, ledger.now());
  }

  /** Orders that may have traded what is not booked, unless the venue says that they have not. */
  private Map<OrderId, Order> live() {
    Map<OrderId, Order> may = new LinkedHashMap<>();
    for (Order order : seen.orders()) {
      Order now = ledger.orders().get(order.id());
      // What has ended since and is booked has changed the position, which then is not compared.
      if (mayTrade(order) && now != null && mayTrade(now)) {
        may.put(order.id(), order);
      }
    }
    for (Order order : ledger.orders().values()) {
      if (mayTrade(order)) {
        may.putIfAbsent(order.id(), order);
      }
    }
    Map<UUID, Quantity> filled = new HashMap<>();
    List<Statement.Working> orders = statement.orders();
    if (orders != null) {
      for (Statement.Working order : orders) {
        UUID key = order.key();
        if (key != null) {
          filled.put(key, order.filled());
        }
      }
    }
    may.values().removeIf(o -> o.filledQty().equals(filled.get(o.terms().uid())));
    return may;
  }

  private static boolean mayTrade(Order order) {
    return order.maybeAtVenue()
        && order.status() != OrderStatus.HELD
        && order.status() != OrderStatus.ACCEPTED
        && order.reserved().isPositive();
  }
}
