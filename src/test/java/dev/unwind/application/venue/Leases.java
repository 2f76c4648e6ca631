// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.VenueName;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Renews what is not lost. */
final class Leases implements ClaimStore {
  private static final Instant START = Instant.parse("2026-11-20T15:00:00Z");

  Set<OrderId> lost = Set.of();
  int renewals;
  final List<OrderId> handedBack = new ArrayList<>();

  /** Of which it is noted that the venue was told, and that others may claim. */
  final List<OrderId> released = new ArrayList<>();

  private final Map<OrderId, Instant> until = new HashMap<>();

  Instant until(long order) {
    return until.getOrDefault(new OrderId(order), START);
  }

  @Override
  public Uni<Set<OrderId>> renew(List<Order> orders, UUID replica, Instant leaseUntil) {
    renewals++;
    Set<OrderId> renewed = new HashSet<>();
    orders.forEach(o -> renewed.add(o.id()));
    renewed.removeAll(lost);
    renewed.forEach(id -> until.put(id, leaseUntil));
    return Uni.createFrom().item(renewed);
  }

  @Override
  public Uni<List<Claimed>> claim(
      UUID replica, List<VenueName> venues, Instant now, Instant leaseUntil, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<List<Due>> dueLiquidations(Instant now, Due after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<List<InstrumentId>> parkedInstruments(InstrumentId after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<ParkedPage> parked(
      VenueName venue,
      List<InstrumentId> instruments,
      boolean closesAlone,
      AccountId afterAccount,
      OrderId afterOrder,
      int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<List<Expired>> expiredUnsent(Instant now, Expired after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<Void> release(List<Order> orders, UUID replica, Instant told, Instant claimableFrom) {
    orders.forEach(order -> released.add(order.id()));
    return Uni.createFrom().voidItem();
  }

  @Override
  public Uni<CancelsTold> cancelsTold(AccountId account) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<Void> handBack(List<Order> orders, UUID replica, Instant now) {
    orders.forEach(order -> handedBack.add(order.id()));
    return Uni.createFrom().voidItem();
  }

  @Override
  public Uni<List<Parked>> armed(
      List<InstrumentId> instruments, AccountId afterAccount, OrderId afterOrder, int limit) {
    throw new UnsupportedOperationException();
  }

  /** Whether accounts are; null where nobody answers. */
  @Nullable Boolean restricted = false;

  @Override
  public Uni<Boolean> isRestricted(AccountId account) {
    return restricted == null
        ? Uni.createFrom().failure(new TradingException(Reason.STORE_UNAVAILABLE))
        : Uni.createFrom().item(restricted);
  }

  @Override
  public Uni<Boolean> anythingUnsent(List<VenueName> venues) {
    throw new UnsupportedOperationException();
  }
}
