// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.domain.book.BookChanges.VersionState;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's orders as the dialect shows them: each version is an order of its own, linked by
 * {@code replaces} and {@code replaced_by}. The live version carries every fill, so none is lost on
 * a replacement; a replaced one keeps those that it had.
 */
public final class AlpacaOrders {
  private AlpacaOrders() {}

  /** One version as an order of its own. */
  private record Shown(
      OrderTerms terms,
      String status,
      @Nullable UUID replaces,
      @Nullable UUID replacedBy,
      @Nullable Instant replacedAt,
      @Nullable Instant failedAt,
      Quantity filledQty,
      @Nullable Price averagePrice,
      boolean live) {}

  /** An order that was just placed, or whose earlier versions do not matter. */
  public static AlpacaOrder live(Order order, Instrument instrument) {
    return live(order, instrument, null);
  }

  /**
   * The live version of an order.
   *
   * @param replaces the version whose place it took
   */
  public static AlpacaOrder live(Order order, Instrument instrument, @Nullable UUID replaces) {
    return show(
        order,
        instrument,
        new Shown(
            order.terms(),
            AlpacaWords.status(order.shownStatus()),
            replaces,
            null,
            null,
            order.times().failedAt(),
            order.filledQty(),
            order.averagePrice(),
            true));
  }

  /** The replacement that an order waits for, as the new order that it will be. */
  public static AlpacaOrder pending(Order order, Instrument instrument) {
    OrderTerms pending = order.pending();
    return pending == null
        ? live(order, instrument)
        : show(order, instrument, pending(order, pending));
  }

  /** An order's former version at the moment at which another took its place. */
  public static AlpacaOrder replaced(
      Order order, OrderTerms former, Instrument instrument, Instant replacedAt) {
    return show(
        order,
        instrument,
        new Shown(
            former,
            "replaced",
            null,
            order.terms().uid(),
            replacedAt,
            null,
            order.filledQty(),
            order.averagePrice(),
            false));
  }

  /** Every version of an order, newest first. */
  public static List<AlpacaOrder> all(
      OrderRecord orderRecord, Instrument instrument, List<Fill> fills) {
    List<AlpacaOrder> shown = new ArrayList<>();
    for (OrderRecord.Version version : orderRecord.versions()) {
      shown.add(0, show(orderRecord.order(), instrument, shown(orderRecord, version, fills)));
    }
    return shown;
  }

  /** Whether fills must be read to show all versions: some may belong to a replaced one. */
  public static boolean needsFills(OrderRecord orderRecord) {
    return !orderRecord.order().filledQty().isZero()
        && orderRecord.versions().stream().anyMatch(v -> v.state() == VersionState.REPLACED);
  }

  private static Shown shown(
      OrderRecord orderRecord, OrderRecord.Version version, List<Fill> fills) {
    Order order = orderRecord.order();
    OrderTerms terms = version.terms();
    return switch (version.state()) {
      case LIVE ->
          new Shown(
              order.terms(),
              AlpacaWords.status(order.shownStatus()),
              before(orderRecord, terms),
              null,
              null,
              order.times().failedAt(),
              order.filledQty(),
              order.averagePrice(),
              true);
      case PENDING -> pending(order, terms);
      case REPLACED -> {
        Quantity filled = Quantity.ZERO;
        Money value = Money.ZERO;
        for (Fill fill : fills) {
          if (fill.orderId().equals(order.id()) && fill.version() <= terms.version()) {
            filled = filled.plus(fill.qty());
            value = value.plus(fill.qty().at(fill.price()));
          }
        }
        yield new Shown(
            terms,
            "replaced",
            before(orderRecord, terms),
            after(orderRecord, terms),
            version.replacedAt(),
            null,
            filled,
            filled.isZero() ? null : value.per(filled),
            false);
      }
      case REFUSED ->
          new Shown(
              terms,
              "rejected",
              before(orderRecord, terms),
              null,
              null,
              terms.createdAt(),
              Quantity.ZERO,
              null,
              false);
    };
  }

  private static Shown pending(Order order, OrderTerms terms) {
    return new Shown(
        terms,
        "pending_new",
        order.terms().uid(),
        null,
        null,
        null,
        order.filledQty(),
        order.averagePrice(),
        false);
  }

  /** The version whose place this one took: the last before it that was in force. */
  private static @Nullable UUID before(OrderRecord orderRecord, OrderTerms terms) {
    UUID found = null;
    for (OrderRecord.Version version : orderRecord.versions()) {
      boolean wasInForce =
          version.state() == VersionState.REPLACED || version.state() == VersionState.LIVE;
      if (wasInForce && version.terms().version() < terms.version()) {
        found = version.terms().uid();
      }
    }
    return found;
  }

  private static @Nullable UUID after(OrderRecord orderRecord, OrderTerms terms) {
    for (OrderRecord.Version version : orderRecord.versions()) {
      boolean wasInForce =
          version.state() == VersionState.REPLACED || version.state() == VersionState.LIVE;
      if (wasInForce && version.terms().version() > terms.version()) {
        return version.terms().uid();
      }
    }
    return null;
  }

  /** When a version of an order was submitted, by which lists are sorted and walked. */
  public static Instant submittedAt(Order order, OrderTerms terms) {
    return terms.version() == 1 ? order.times().submittedAt() : terms.createdAt();
  }

  private static AlpacaOrder show(Order order, Instrument instrument, Shown shown) {
    OrderTerms terms = shown.terms();
    String type = AlpacaWords.type(terms.type());
    Instant submitted = submittedAt(order, terms);
    Instant created = terms.version() == 1 ? order.times().createdAt() : terms.createdAt();
    Instant replacedAt = shown.replacedAt();
    Instant updated =
        shown.live()
            ? order.times().updatedAt()
            : replacedAt != null ? replacedAt : terms.createdAt();
    boolean byNotional = terms.notional() != null;
    Price average = shown.averagePrice();
    Trail trail = terms.trail();
    return new AlpacaOrder(
        terms.uid(),
        terms.clientOrderId(),
        AlpacaWords.timestamp(created),
        AlpacaWords.timestamp(updated.isBefore(submitted) ? submitted : updated),
        AlpacaWords.timestamp(submitted),
        shown.live() ? since(submitted, order.times().filledAt()) : null,
        shown.live() ? since(submitted, order.times().expiredAt()) : null,
        AlpacaWords.timestampOrNull(terms.expiresAt()),
        shown.live() ? since(submitted, order.times().canceledAt()) : null,
        since(submitted, shown.failedAt()),
        AlpacaWords.timestampOrNull(replacedAt),
        shown.replacedBy(),
        shown.replaces(),
        instrument.uid(),
        instrument.symbol(),
        AlpacaWords.assetClass(instrument),
        byNotional ? String.valueOf(terms.notional()) : null,
        byNotional ? null : terms.qty().toString(),
        shown.filledQty().toString(),
        average == null ? null : average.toString(),
        order.tags().getOrDefault(OrderTags.ORDER_CLASS, ""),
        type,
        type,
        AlpacaWords.side(order.side()),
        AlpacaWords.timeInForce(terms.timeInForce()),
        price(terms.limitPrice()),
        price(terms.currentStop()),
        shown.status(),
        "true".equals(order.tags().get(OrderTags.EXTENDED_HOURS)),
        null,
        trail == null || trail.percent() == null ? null : trail.percent().toPlainString(),
        trail == null ? null : price(trail.offset()),
        trail == null ? null : price(trail.mark()),
        null,
        null,
        null,
        intent(order),
        AlpacaWords.ownAssetClass(instrument));
  }

  /**
   * A later moment in an order's life. Orders that are placed together are submitted a microsecond
   * after each other, so that the last of thousands may be filled in the same millisecond.
   */
  private static @Nullable String since(Instant submitted, @Nullable Instant at) {
    return at == null ? null : AlpacaWords.timestamp(at.isBefore(submitted) ? submitted : at);
  }

  /** Closing orders say so; of others it is known only where the client has said it. */
  private static @Nullable String intent(Order order) {
    return order.isLiquidation()
        ? AlpacaWords.side(order.side()) + "_to_close"
        : order.tags().get(OrderTags.POSITION_INTENT);
  }

  private static @Nullable String price(@Nullable Price price) {
    return price == null ? null : price.toString();
  }
}
