// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountBuilder;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.AccountType;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionBuilder;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LedgerIds;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.VenueName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a rule of the domain needs around it, small enough to be seen at a glance: an account, what
 * it holds, instruments that always trade, and a clock that stands still.
 */
public final class ABook {
  public static final AccountId ACCOUNT = new AccountId(7);
  public static final Instant NOW = Instant.parse("2026-03-02T15:00:00Z");
  public static final Instrument SHARE = instrument(1, AssetClass.US_EQUITY, "USD", "1");
  public static final Instrument FUTURE = instrument(3, AssetClass.FUTURE, "USD", "1");
  public static final Instrument COIN = instrument(2, AssetClass.CRYPTO, "USDT", "0.00000001");

  private ABook() {}

  /** Ids from the one after that, the same at each run. */
  static LedgerIds countingIds(long last) {
    return new LedgerIds.Counting(last, number -> new UUID(9, number));
  }

  public static Account account(
      PositionMode mode, String currency, String cash, TradingState trading) {
    return AccountBuilder.builder()
        .id(ACCOUNT)
        .uid(new UUID(1, 1))
        .name("desk")
        .type(AccountType.TRADING)
        .status(AccountStatus.ACTIVE)
        .currency(currency)
        .positionMode(mode)
        .settles(false)
        .cash(Money.of(cash))
        .latch(new Account.Latch(trading, null, null, null))
        .createdAt(NOW)
        .preferences(Account.Preferences.NONE)
        .venue(VenueName.SIMULATOR)
        .onDifference(OnDifference.REPORT)
        .build();
  }

  /** Without cash, for rules that do not ask for any. */
  static Account account(PositionMode mode, String currency) {
    return account(mode, currency, "0", TradingState.ACTIVE);
  }

  public static Instrument instrument(
      long id, AssetClass assetClass, String currency, String increment) {
    return new Instrument(
        new InstrumentId(id),
        new UUID(1, id),
        "I" + id,
        assetClass,
        "X",
        currency,
        Quantity.of(increment),
        Price.of("0.01"),
        Quantity.ONE,
        null,
        true,
        true,
        true,
        SessionKind.ALWAYS,
        null,
        List.of());
  }

  /** This much of an instrument, opened at this price and held by nothing. */
  public static PositionBuilder position(InstrumentId instrument, String qty, String price) {
    Quantity size = Quantity.of(qty);
    return PositionBuilder.builder()
        .id(new PositionId(500))
        .uid(new UUID(5, 5))
        .accountId(ACCOUNT)
        .instrumentId(instrument)
        .netting(true)
        .qty(size)
        .held(Quantity.ZERO)
        .cost(size.at(Price.of(price)))
        .realizedPl(Money.ZERO)
        .openedQty(size)
        .entryPrice(Price.of(price))
        .openedAt(NOW)
        .updatedAt(NOW)
        .day(DayTotals.none(size));
  }

  static AccountBook of(Account account, String quote, Instrument... instruments) {
    return of(account, List.of(), quote, List.of(instruments));
  }

  /** The instruments are all quoted at one price. */
  static AccountBook of(
      Account account, List<Position> positions, String quote, List<Instrument> instruments) {
    return of(account, positions, quote, instruments, new AlwaysOpen());
  }

  static AccountBook of(
      Account account,
      List<Position> positions,
      String quote,
      List<Instrument> instruments,
      Sessions sessions) {
    Map<InstrumentId, Instrument> byId = new HashMap<>();
    Map<InstrumentId, Quote> quotes = new HashMap<>();
    for (Instrument instrument : instruments) {
      InstrumentId id = instrument.id();
      byId.put(id, instrument);
      quotes.put(id, new Quote(id, Price.of(quote), null, null, null, NOW));
    }
    return new AccountBook(
        BookSlice.of(account, 0, NOW).with(to -> to.positions(positions)),
        new BookContext(
            NOW,
            "trader",
            "any",
            null,
            countingIds(0),
            sessions,
            true,
            new BookSettings(
                Duration.ofSeconds(5),
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                3,
                Duration.ZERO,
                20,
                Duration.ofSeconds(30)),
            byId,
            quotes));
  }

  static class AlwaysOpen implements Sessions {
    @Override
    public boolean isOpen(Instrument instrument, Instant now) {
      return true;
    }

    @Override
    public LocalDate tradeDate(Instrument instrument, Instant now) {
      return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    @Override
    public @Nullable Instant dayOrderExpiry(Instrument instrument, Instant now) {
      return null;
    }

    @Override
    public @Nullable Instant nextOpen(Instrument instrument, Instant now) {
      return null;
    }

    @Override
    public Duration openTime(Instrument instrument, Instant from, Instant to) {
      return Duration.between(from, to);
    }
  }
}
