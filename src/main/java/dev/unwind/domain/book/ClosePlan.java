// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.Sizing;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionArithmetic;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a close has decided on a book: read from the book after {@link AccountBook#close}, so that a
 * preview and the execution tell of one decision.
 *
 * @param lines one for each position, in the order of the positions' ids, or in that in which they
 *     are to be closed
 * @param canceled orders whose cancel it asks for
 * @param digest of all that it does; two plans have the same one when they do the same to the same
 *     positions and orders
 */
public record ClosePlan(
    Liquidation liquidation, List<Line> lines, List<Cancel> canceled, String digest) {

  public ClosePlan {
    lines = List.copyOf(lines);
    canceled = List.copyOf(canceled);
  }

  /**
   * What it does with one position.
   *
   * @param order the closing order; null where cancels come first, or there is none
   * @param qty what is to be closed, unsigned, by that order and by those after it; where cancels
   *     come first, if they change nothing
   * @param atBid change of the cash if all of it traded at the bid, without fees; null without one
   * @param atAsk the same at the ask
   */
  public record Line(
      LiquidationItem item,
      Instrument instrument,
      @Nullable Order order,
      Quantity qty,
      @Nullable Money atBid,
      @Nullable Money atAsk) {}

  /**
   * An order whose cancel is asked for.
   *
   * @param order as it is after that
   */
  public record Cancel(Order order, Instrument instrument) {}

  /** Of a liquidation that was just made on this book. */
  public static ClosePlan of(AccountBook book, Liquidation made) {
    BookChanges changes = book.changes();
    Map<Long, Order> placed = new HashMap<>();
    changes.newOrders().stream()
        .filter(order -> made.id().equals(order.liquidationId()))
        .forEach(
            order -> {
              if (order.itemId() != null) {
                placed.put(order.itemId().value(), order);
              }
            });
    List<Line> lines =
        book.items(made.id()).stream()
            .sorted(inOrder(made))
            .map(item -> line(book, made, item, placed.get(item.id().value())))
            .toList();
    List<Order> canceled =
        changes.orders().stream()
            .filter(ClosePlan::isCanceled)
            .sorted(Comparator.comparing(order -> order.id().value()))
            .toList();
    return new ClosePlan(
        made,
        lines,
        canceled.stream()
            .map(order -> new Cancel(order, book.context().instrument(order.instrumentId())))
            .toList(),
        digest(made, lines, canceled));
  }

  /** As they were opened, where that is what was asked for. */
  private static Comparator<LiquidationItem> inOrder(Liquidation made) {
    return made.conduct().equals(Conduct.AT_ONCE)
        ? Comparator.comparing(item -> item.positionId().value())
        : (one, other) -> 0;
  }

  private static boolean isCanceled(Order order) {
    return order.status() == OrderStatus.PENDING_CANCEL || order.status() == OrderStatus.CANCELED;
  }

  private static Line line(
      AccountBook book, Liquidation made, LiquidationItem item, @Nullable Order order) {
    Instrument instrument = book.context().instrument(item.instrumentId());
    Quantity qty =
        order != null
            ? item.qty()
            : item.hasEnded()
                ? Quantity.ZERO
                : Sizing.requested(made.amount(), item.positionQty().abs(), instrument);
    Quote quote = book.context().quotes().get(item.instrumentId());
    Position position = book.state.position(item.positionId());
    Account account = book.account();
    return new Line(
        item,
        instrument,
        order,
        qty,
        cash(book, account, position, instrument, qty, quote == null ? null : quote.bid()),
        cash(book, account, position, instrument, qty, quote == null ? null : quote.ask()));
  }

  private static @Nullable Money cash(
      AccountBook book,
      Account account,
      Position position,
      Instrument instrument,
      Quantity qty,
      @Nullable Price price) {
    if (qty.isZero() || position.isFlat()) {
      return Money.ZERO;
    }
    return price == null
        ? null
        : PositionArithmetic.apply(
                position,
                instrument,
                account.currencyUnit(),
                Side.closing(position.qty().signum()),
                qty,
                price,
                book.context().now().atOffset(ZoneOffset.UTC).toLocalDate(),
                book.context().now())
            .cashEffect();
  }

  /**
   * Ids that a decision draws afresh, times, and limits, which follow the quote, are not part of
   * it.
   */
  private static String digest(Liquidation made, List<Line> lines, List<Order> canceled) {
    StringBuilder text = new StringBuilder();
    if (!made.conduct().equals(Conduct.AT_ONCE)) {
      text.append(made.conduct()).append('\n');
    }
    for (Line line : lines) {
      LiquidationItem item = line.item();
      LiquidationItem.Blocked blocked = item.blocked();
      text.append(
          "position %s of %s: %s %s closes %s"
              .formatted(
                  item.positionId().value(),
                  item.positionQty(),
                  item.status(),
                  item.reason(),
                  line.qty()));
      Order order = line.order();
      if (order != null) {
        text.append(" by %s %s".formatted(order.side(), order.status()));
        if (!order.qty().equals(line.qty())) {
          text.append(" of ").append(order.qty());
        }
      }
      if (item.isPaused() && item.progress() != null) {
        text.append(" waits for ").append(item.progress().pause());
      }
      if (blocked != null) {
        text.append(" held %s by %s".formatted(blocked.held(), blocked.orders()));
      }
      text.append('\n');
    }
    for (Order order : canceled) {
      text.append(
          "cancels %s version %d with %s of %s: %s\n"
              .formatted(
                  order.id(),
                  order.terms().version(),
                  order.filledQty(),
                  order.qty(),
                  order.status()));
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
