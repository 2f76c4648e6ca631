// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.event.EventFeed;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gets an account flat in one instrument: cancels every working order on it, waits for the cancels,
 * and closes what is then left with one order. Pressed again while it runs, it joins what runs;
 * pressed on a flat position, it only cancels. What an opening order trades while its cancel is on
 * the way is closed too.
 */
@ApplicationScoped
public class FlattenInstrument {
  private static final int RECENT_ORDERS = 100;

  private final LiquidatePositions liquidations;
  private final AwaitLiquidation await;
  private final LedgerReader reader;
  private final EventFeed feed;
  private final InstantSource clock;

  public FlattenInstrument(
      LiquidatePositions liquidations,
      AwaitLiquidation await,
      LedgerReader reader,
      EventFeed feed,
      InstantSource clock) {
    this.liquidations = liquidations;
    this.await = await;
    this.reader = reader;
    this.feed = feed;
    this.clock = clock;
  }

  /**
   * What was done.
   *
   * @param order the closing order; on a flat position the last order cancelled, or the closing
   *     order that had made it flat; null where nothing of the kind is known
   * @param liquidation uid of the liquidation made or joined; null where nothing was to be done
   */
  public record Flattened(@Nullable OrderId order, @Nullable UUID liquidation) {}

  /**
   * Completes once the size to close is known and its order durable; the fill follows.
   *
   * <p>Fails with WAIT_TIMED_OUT when that takes too long: the liquidation goes on. Otherwise with
   * what {@link LiquidatePositions#closeInstrument} fails with, a flat position and a running
   * liquidation excepted, or with the reason for which the position could not be closed.
   *
   * @param tags copied to the closing order
   */
  public Uni<Flattened> flatten(
      Actor actor,
      AccountId account,
      Instrument instrument,
      Map<String, String> tags,
      Duration most) {
    CloseRequest request = CloseRequest.one(instrument.id()).cancelOrders(true).tags(tags).build();
    return new Attempt(actor, account, instrument, request, clock.instant().plus(most)).close();
  }

  /** One press of the button, over all the turns that it takes. */
  private final class Attempt {
    private final Actor actor;
    private final AccountId account;
    private final Instrument instrument;
    private final CloseRequest request;
    private final Instant deadline;
    private final AccountScope scope;

    /** The last liquidation that was accepted, for an answer that can tell no more. */
    private @Nullable UUID accepted;

    private Attempt(
        Actor actor,
        AccountId account,
        Instrument instrument,
        CloseRequest request,
        Instant deadline) {
      this.actor = actor;
      this.account = account;
      this.instrument = instrument;
      this.request = request;
      this.deadline = deadline;
      scope = AccountScope.of(account);
    }

    private Uni<Flattened> close() {
      if (left().isZero()) {
        return timedOut();
      }
      return liquidations
          .closeInstrument(actor, account, instrument, CloseCommand.of(request))
          .onItemOrFailure()
          .transformToUni(
              (accepted, failure) -> {
                if (accepted != null) {
                  this.accepted = accepted.liquidation().uid();
                  return (accepted.items().isEmpty() ? cancelsOnly(accepted) : sized(accepted))
                      .onFailure(TradingException::isOfTheStore)
                      .recoverWithUni(this::timedOut);
                }
                Reason reason = failure instanceof TradingException e ? e.reason() : null;
                if (reason == Reason.POSITION_NOT_FOUND) {
                  return alreadyFlat();
                }
                return reason == Reason.POSITION_BEING_LIQUIDATED
                    ? join()
                    : Uni.createFrom().failure(failure);
              });
    }

    private Uni<Flattened> sized(AcceptedLiquidation accepted) {
      UUID uid = accepted.liquidation().uid();
      return await
          .sized(accepted, left())
          .chain(
              now -> {
                LiquidationItem item = now.items().get(0);
                if (item.orderId() != null) {
                  return done(item.orderId(), uid);
                }
                if (item.isUnsized()) {
                  return timedOut();
                }
                Reason reason = item.reason();
                if (reason == Reason.POSITION_BEING_LIQUIDATED) {
                  return join();
                }
                return item.status() == ItemStatus.FILLED || reason == null
                    ? lastCanceled(accepted).chain(order -> done(order, uid))
                    : Uni.createFrom().failure(new TradingException(reason));
              });
    }

    /** Nothing was held, but orders worked: one of them may have opened something meanwhile. */
    private Uni<Flattened> cancelsOnly(AcceptedLiquidation accepted) {
      return until(
          () ->
              openOrders()
                  .chain(
                      orders ->
                          orders.stream().anyMatch(Attempt::isStillToEnd)
                              ? Uni.createFrom().item(Optional.<Uni<Flattened>>empty())
                              : position()
                                  .map(
                                      position ->
                                          Optional.of(
                                              position.filter(p -> !p.isFlat()).isPresent()
                                                  ? close()
                                                  : lastCanceled(accepted)
                                                      .chain(
                                                          order ->
                                                              done(
                                                                  order,
                                                                  accepted
                                                                      .liquidation()
                                                                      .uid()))))));
    }

    private static boolean isStillToEnd(Order order) {
      return !order.isLiquidation()
          && (order.status() == OrderStatus.PENDING_CANCEL
              || (!order.isOpen() && order.reserved().isPositive()));
    }

    /** Waits for what already closes the position to have its order. */
    private Uni<Flattened> join() {
      return until(
          () ->
              openOrders()
                  .chain(
                      orders -> {
                        Optional<Order> closing =
                            orders.stream().filter(Order::isLiquidation).findFirst();
                        return closing.isPresent()
                            ? Uni.createFrom().item(Optional.of(joined(closing.get())))
                            : position().map(this::afterAnother);
                      }));
    }

    private Optional<Uni<Flattened>> afterAnother(Optional<Position> position) {
      if (position.isPresent() && position.get().liveItem() != null) {
        return Optional.empty();
      }
      return Optional.of(position.filter(p -> !p.isFlat()).isPresent() ? close() : alreadyFlat());
    }

    private Uni<Flattened> joined(Order closing) {
      LiquidationId id = closing.liquidationId();
      if (id == null) {
        return done(closing.id(), null);
      }
      return reader
          .liquidationById(scope, account, id)
          .chain(found -> done(closing.id(), found.map(l -> l.uid()).orElse(null)));
    }

    private Uni<Flattened> alreadyFlat() {
      return position()
          .chain(
              position ->
                  position.filter(p -> p.closedBy() == ClosedBy.LIQUIDATION).isEmpty()
                      ? done(null, null)
                      : recentOrders()
                          .chain(
                              orders -> {
                                Optional<Order> last =
                                    orders.stream().filter(Order::isLiquidation).findFirst();
                                return last.isPresent() ? joined(last.get()) : done(null, null);
                              }));
    }

    private Uni<@Nullable OrderId> lastCanceled(AcceptedLiquidation accepted) {
      Instant since = accepted.liquidation().createdAt();
      return recentOrders()
          .map(
              orders ->
                  orders.stream()
                      .filter(o -> !o.isLiquidation())
                      .filter(o -> !o.times().updatedAt().isBefore(since))
                      .map(Order::id)
                      .findFirst()
                      .orElse(null));
    }

    private Uni<Flattened> until(Supplier<Uni<Optional<Uni<Flattened>>>> look) {
      return feed.wakes(account)
          .onItem()
          .transformToUniAndConcatenate(tick -> look.get())
          .filter(Optional::isPresent)
          .toUni()
          .ifNoItem()
          .after(left().plusMillis(1))
          .recoverWithItem(Optional::empty)
          .chain(next -> next.isPresent() ? next.get() : timedOut());
    }

    private Uni<List<Order>> openOrders() {
      return reader
          .orders(
              scope,
              LedgerQueries.Orders.ofInstrument(
                  account, instrument.id(), LedgerQueries.OrderState.OPEN, RECENT_ORDERS))
          .map(FlattenInstrument::orders);
    }

    private Uni<List<Order>> recentOrders() {
      return reader
          .orders(
              scope,
              LedgerQueries.Orders.ofInstrument(
                  account, instrument.id(), LedgerQueries.OrderState.ANY, RECENT_ORDERS))
          .map(FlattenInstrument::orders);
    }

    private Uni<Optional<Position>> position() {
      Set<InstrumentId> wanted = Set.of(instrument.id());
      return reader
          .positions(
              scope, new LedgerQueries.Positions(account, wanted, Set.of(), false, true, 0, 10))
          .map(found -> found.stream().filter(Position::netting).findFirst());
    }

    private Duration left() {
      Duration left = Duration.between(clock.instant(), deadline);
      return left.isNegative() ? Duration.ZERO : left;
    }

    private Uni<Flattened> done(@Nullable OrderId order, @Nullable UUID liquidation) {
      return Uni.createFrom().item(new Flattened(order, liquidation));
    }

    private Uni<Flattened> timedOut() {
      UUID uid = accepted;
      return Uni.createFrom()
          .failure(
              new TradingException(
                  uid == null
                      ? Denial.of(Reason.WAIT_TIMED_OUT)
                      : Denial.of(Reason.WAIT_TIMED_OUT, "liquidation " + uid)));
    }
  }

  private static List<Order> orders(List<OrderRecord> records) {
    return records.stream().map(OrderRecord::order).toList();
  }
}
