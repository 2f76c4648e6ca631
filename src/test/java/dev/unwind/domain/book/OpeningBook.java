// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.FuturesContract;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account that holds one thing, and the orders that are asked of it. */
final class OpeningBook {
  static final AccountId ACCOUNT = ABook.ACCOUNT;
  static final Instant NOW = ABook.NOW;
  static final InstrumentId STOCK = new InstrumentId(1);
  static final InstrumentId EURO_STOCK = new InstrumentId(2);
  static final InstrumentId FUTURE = new InstrumentId(3);
  static final InstrumentId MARGINED = new InstrumentId(4);
  static final InstrumentId EXPIRED = new InstrumentId(5);
  static final InstrumentId OPTION = new InstrumentId(6);
  static final InstrumentId COIN = new InstrumentId(7);
  static final NewOrder.Policy ALPACA =
      new NewOrder.Policy(true, true, Quantity.ONE, true, false, true);
  static final NewOrder.Policy TRADOVATE = NewOrder.Policy.CASH_BACKED;

  private OpeningBook() {}

  static Replacement grown(String qty) {
    return new Replacement(null, null, Quantity.of(qty), null, null, null, null, null, true);
  }

  static List<List<NewOrder>> exits(
      InstrumentId instrument, Side side, String qty, NewOrder.Policy policy) {
    return List.of(
        List.of(
            limit(instrument, side, qty, side == Side.SELL ? "20" : "5", policy),
            stop(instrument, side, qty, side == Side.SELL ? "5" : "20", policy)));
  }

  static NewOrder order(InstrumentId instrument, Side side, String qty, NewOrder.Policy policy) {
    return order(instrument, side, OrderType.MARKET, qty, null, null, null, policy);
  }

  static NewOrder limit(
      InstrumentId instrument, Side side, String qty, String price, NewOrder.Policy policy) {
    return order(instrument, side, OrderType.LIMIT, qty, null, Price.of(price), null, policy);
  }

  static NewOrder stop(
      InstrumentId instrument, Side side, String qty, String price, NewOrder.Policy policy) {
    return order(instrument, side, OrderType.STOP, qty, null, null, Price.of(price), policy);
  }

  static NewOrder byAmount(NewOrder order) {
    return order(
        order.instrument(),
        order.side(),
        order.type(),
        order.qty().toString(),
        Money.of("20"),
        null,
        null,
        order.policy());
  }

  static NewOrder order(
      InstrumentId instrument,
      Side side,
      OrderType type,
      String qty,
      @Nullable Money notional,
      @Nullable Price limit,
      @Nullable Price stop,
      NewOrder.Policy policy) {
    return NewOrder.of(instrument, side, type, Quantity.of(qty))
        .timeInForce(TimeInForce.GTC)
        .notional(notional)
        .limitPrice(limit)
        .stopPrice(stop)
        .policy(policy)
        .build();
  }

  static AccountBook book(String stock) {
    return book(STOCK, stock, "1000000", TradingState.ACTIVE);
  }

  static AccountBook book(InstrumentId held, String qty, String cash, TradingState trading) {
    List<Position> positions =
        Quantity.of(qty).isZero() ? List.of() : List.of(ABook.position(held, qty, "10").build());
    return ABook.of(
        ABook.account(PositionMode.NETTING, "USD", cash, trading), positions, "10", instruments());
  }

  private static List<Instrument> instruments() {
    List<Instrument> all = new ArrayList<>();
    all.add(instrument(STOCK, "STCK", AssetClass.US_EQUITY, "USD", "0.000000001", "1", null, null));
    all.add(instrument(EURO_STOCK, "EURS", AssetClass.FUND, "EUR", "0.0001", "1", null, null));
    all.add(instrument(FUTURE, "FUTZ6", AssetClass.FUTURE, "USD", "1", "5", "2026-12-18", null));
    all.add(instrument(MARGINED, "MARZ6", AssetClass.FUTURE, "USD", "1", "5", "2026-12-18", "100"));
    all.add(instrument(EXPIRED, "FUTH6", AssetClass.FUTURE, "USD", "1", "5", "2026-03-02", null));
    all.add(
        instrument(
            OPTION, "STCK260227C00010000", AssetClass.US_OPTION, "USD", "1", "100", null, null));
    all.add(instrument(COIN, "BTC/USD", AssetClass.CRYPTO, "USD", "0.000001", "1", null, null));
    return all;
  }

  private static Instrument instrument(
      InstrumentId id,
      String symbol,
      AssetClass assetClass,
      String currency,
      String increment,
      String multiplier,
      @Nullable String expires,
      @Nullable String margin) {
    return new Instrument(
        id,
        new UUID(2, id.value()),
        symbol,
        assetClass,
        "",
        currency,
        Quantity.of(increment),
        Price.of("0.01"),
        Quantity.of(multiplier),
        null,
        true,
        true,
        true,
        SessionKind.ALWAYS,
        expires == null
            ? null
            : new FuturesContract("FUT", null, 202612, Instant.parse(expires + "T14:30:00Z"), true),
        margin == null ? null : Money.of(margin),
        List.of());
  }
}
