// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why something was refused, with the facts that the caller needs to do better. Quantities are
 * unsigned.
 *
 * @param symbol the instrument concerned
 * @param state the order's state, where that is what forbids it
 * @param relatedOrders orders that stand in the way
 * @param relatedUids their uids, in the same order
 * @param price the price at fault
 * @param buyingPower the money that there is
 */
public record Denial(
    Reason reason,
    @Nullable String symbol,
    @Nullable Quantity requested,
    @Nullable Quantity existing,
    @Nullable Quantity held,
    @Nullable OrderStatus state,
    List<OrderId> relatedOrders,
    List<UUID> relatedUids,
    @Nullable Price price,
    @Nullable Money buyingPower,
    @Nullable Money required,
    @Nullable String text) {

  public static Denial of(Reason reason) {
    return new Denial(
        reason, null, null, null, null, null, List.of(), List.of(), null, null, null, null);
  }

  public static Denial of(Reason reason, String text) {
    return new Denial(
        reason, null, null, null, null, null, List.of(), List.of(), null, null, null, text);
  }

  public Denial symbol(String value) {
    return new Denial(
        reason,
        value,
        requested,
        existing,
        held,
        state,
        relatedOrders,
        relatedUids,
        price,
        buyingPower,
        required,
        text);
  }

  public Denial quantities(Quantity asked, Quantity all, Quantity reserved) {
    return new Denial(
        reason,
        symbol,
        asked,
        all,
        reserved,
        state,
        relatedOrders,
        relatedUids,
        price,
        buyingPower,
        required,
        text);
  }

  public Denial state(OrderStatus value) {
    return new Denial(
        reason,
        symbol,
        requested,
        existing,
        held,
        value,
        relatedOrders,
        relatedUids,
        price,
        buyingPower,
        required,
        text);
  }

  public Denial related(List<OrderId> orders, List<UUID> uids) {
    return new Denial(
        reason,
        symbol,
        requested,
        existing,
        held,
        state,
        List.copyOf(orders),
        List.copyOf(uids),
        price,
        buyingPower,
        required,
        text);
  }

  public Denial price(Price value) {
    return new Denial(
        reason,
        symbol,
        requested,
        existing,
        held,
        state,
        relatedOrders,
        relatedUids,
        value,
        buyingPower,
        required,
        text);
  }

  public Denial money(Money available, Money needed) {
    return new Denial(
        reason,
        symbol,
        requested,
        existing,
        held,
        state,
        relatedOrders,
        relatedUids,
        price,
        available,
        needed,
        text);
  }

  /** What is free to be closed; zero where nothing is known. */
  public Quantity available() {
    return existing == null || held == null ? Quantity.ZERO : existing.minus(held);
  }
}
