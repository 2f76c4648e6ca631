// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.Stepwise;
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
@Stepwise
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
    @Nullable String text)
    implements DenialBuilder.With {

  public Denial {
    relatedOrders = List.copyOf(relatedOrders);
    relatedUids = List.copyOf(relatedUids);
  }

  public static Denial of(Reason reason) {
    return DenialBuilder.builder()
        .reason(reason)
        .relatedOrders(List.of())
        .relatedUids(List.of())
        .build();
  }

  public static Denial of(Reason reason, String text) {
    return of(reason).withText(text);
  }

  public Denial quantities(Quantity asked, Quantity all, Quantity reserved) {
    return with(denial -> denial.requested(asked).existing(all).held(reserved));
  }

  public Denial related(List<OrderId> orders, List<UUID> uids) {
    return with(denial -> denial.relatedOrders(orders).relatedUids(uids));
  }

  public Denial money(Money available, Money needed) {
    return with(denial -> denial.buyingPower(available).required(needed));
  }

  /** What is free to be closed; zero where nothing is known. */
  public Quantity available() {
    return existing == null || held == null ? Quantity.ZERO : existing.minus(held);
  }
}
