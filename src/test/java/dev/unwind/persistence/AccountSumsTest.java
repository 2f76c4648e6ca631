// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import static dev.unwind.persistence.bulk.CloseContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.account.AccountSums;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.market.Market;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Side;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger adds up is what adding up position by position comes to, to the last digit. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class AccountSumsTest {
  private static final long SEED = Long.getLong("unwind.books.seed", System.nanoTime());
  private static final int BOOKS = Integer.getInteger("unwind.books", 40);
  private static final int INSTRUMENTS = 24;
  private static final List<String> CURRENCIES = List.of("USD", "JPY", "USDT");

  @Inject AccountSums sums;
  @Inject LedgerReader reader;
  @Inject Market market;

  private final Random random = new Random(SEED);
  private final List<InstrumentId> instruments = new ArrayList<>();
  private LedgerRows rows;

  @BeforeEach
  void fillAMarket() {
    rows = new LedgerRows();
    // Rows are redrawn after they were written, which the ledger refuses otherwise.
    rows.execute("set session_replication_role = replica");
    for (int i = 0; i < INSTRUMENTS; i++) {
      InstrumentId instrument = rows.instrument();
      instruments.add(instrument);
      rows.execute(
          "update instrument set asset_class = ?, multiplier = ?::numeric where instrument_id = ?",
          i % 4 == 0 ? "future" : i % 4 == 1 ? "crypto" : "us_equity",
          i % 3 == 0 ? "1" : i % 3 == 1 ? "5" : "0.1",
          instrument.value());
      if (i % 5 != 0) {
        rows.execute(
            "insert into quote (instrument_id, last, bid, ask, previous_close, at) values (?,"
                + " ?::numeric, null, ?::numeric, ?::numeric, ?)",
            instrument.value(),
            price(),
            random.nextBoolean() ? price() : null,
            random.nextBoolean() ? price() : null,
            LedgerRows.START);
      }
    }
  }

  @AfterEach
  void close() {
    rows.close();
  }

  /** Few digits as a rule; now and then as many as the ledger keeps. */
  private String decimal(int integers, int digits) {
    int scale = random.nextInt(8) == 0 ? 18 : random.nextInt(digits + 1);
    BigInteger unscaled =
        new BigInteger(1 + random.nextInt((int) ((integers + scale) * 3.3)), random);
    return new BigDecimal(unscaled.add(BigInteger.ONE), scale).toPlainString();
  }

  private String price() {
    return decimal(4, 4);
  }

  private AccountId drawABook() {
    AccountId account = rows.account();
    rows.execute(
        "update account set currency = ? where account_id = ?",
        CURRENCIES.get(random.nextInt(CURRENCIES.size())),
        account.value());
    for (InstrumentId instrument : instruments) {
      if (random.nextInt(5) > 0) {
        BigDecimal qty = new BigDecimal(decimal(4, 6));
        BigDecimal entry = new BigDecimal(price());
        BigDecimal signed = random.nextBoolean() ? qty : qty.negate();
        boolean flat = random.nextInt(8) == 0;
        long position =
            rows.position(
                account, instrument, flat ? "0" : signed.toPlainString(), LedgerRows.START);
        rows.execute(
            "update position set cost = ?::numeric, entry_price = ?::numeric where account_id = ?"
                + " and position_id = ?",
            flat
                ? "0"
                : signed.multiply(entry).setScale(18, RoundingMode.HALF_EVEN).toPlainString(),
            entry.toPlainString(),
            account.value(),
            position);
      }
      if (random.nextInt(3) == 0) {
        order(account, instrument);
      }
    }
    for (int i = 0; i < 5; i++) {
      long fill =
          rows.fill(
              account,
              LedgerRows.nextId(),
              instruments.get(0),
              LedgerRows.nextId(),
              LedgerRows.START.plusSeconds(i));
      rows.execute(
          "update fill set realized_pl = ?::numeric where account_id = ? and fill_id = ?",
          (random.nextBoolean() ? "-" : "") + decimal(3, 2),
          account.value(),
          fill);
    }
    return account;
  }

  private void order(AccountId account, InstrumentId instrument) {
    List<String> statuses =
        List.of("NEW", "ACCEPTED", "PARTIALLY_FILLED", "HELD", "FILLED", "CANCELED");
    long order =
        rows.order(
            account, instrument, statuses.get(random.nextInt(statuses.size())), LedgerRows.START);
    rows.execute(
        "update orders set side = ?, filled_qty = ?::numeric where account_id = ? and order_id = ?",
        random.nextInt(4) == 0 ? "SELL" : "BUY",
        random.nextBoolean() ? "0" : decimal(2, 3),
        account.value(),
        order);
    rows.execute(
        "update order_version set type = 'MARKET', qty = ?::numeric, limit_price = ?::numeric"
            + " where account_id = ? and order_id = ?",
        decimal(4, 4),
        random.nextBoolean() ? price() : null,
        account.value(),
        order);
  }

  @Test
  void sumsOfRandomBooksAreThoseOfTheirPositionsAddedUpOneByOne() {
    for (int i = 0; i < BOOKS; i++) {
      AccountId id = drawABook();
      AccountScope scope = AccountScope.of(id);
      Account account = await(reader.account(scope, id)).orElseThrow();
      List<Position> positions = await(reader.positions(scope, LedgerQueries.Positions.open(id)));
      List<Order> open =
          await(reader.orders(scope, LedgerQueries.Orders.open(id))).stream()
              .map(OrderRecord::order)
              .toList();
      Map<InstrumentId, Instrument> known = await(market.byIds(instruments));
      Map<InstrumentId, Quote> quotes = await(market.quotes(instruments));
      Instant moment = LedgerRows.START.plusSeconds(2);
      String which = "seed " + SEED + ", book " + i;

      assertThat(await(sums.values(id))).as(which).isEqualTo(values(positions, known, quotes));
      assertThat(await(sums.profits(account)))
          .as(which)
          .isEqualTo(profits(account, positions, known, quotes));
      assertThat(await(sums.purchases(id)))
          .as(which)
          .isEqualTo(purchases(positions, open, known, quotes));
      assertThat(await(sums.realisedAfter(id, moment)))
          .as(which)
          .isEqualTo(
              await(
                      reader.fills(
                          scope,
                          new LedgerQueries.Fills(
                              id, Set.of(), Set.of(), Set.of(), moment, null, null, true, 100)))
                  .stream()
                  .map(Fill::realizedPl)
                  .reduce(Money.ZERO, Money::plus));
    }
  }

  @Test
  void anAccountWithoutAnythingSumsToZero() {
    AccountId id = rows.account();
    Money none = Money.ZERO;
    Account account = await(reader.account(AccountScope.of(id), id)).orElseThrow();

    assertThat(await(sums.values(id))).isEqualTo(new AccountSums.Values(none, none, none, none));
    assertThat(await(sums.profits(account))).isEqualTo(new AccountSums.Profits(none, none, none));
    assertThat(await(sums.purchases(id))).isEqualTo(new AccountSums.Purchases(none, none));
    assertThat(await(sums.realisedAfter(id, LedgerRows.START))).isEqualTo(none);
  }

  private static AccountSums.Values values(
      List<Position> positions,
      Map<InstrumentId, Instrument> instruments,
      Map<InstrumentId, Quote> quotes) {
    Money longs = Money.ZERO;
    Money shorts = Money.ZERO;
    Money futures = Money.ZERO;
    Money previous = Money.ZERO;
    for (Position position : positions) {
      Instrument instrument = instrument(instruments, position.instrumentId());
      Quote quote = quotes.get(position.instrumentId());
      Price last = quote == null ? position.entryPrice() : quote.last();
      Price before = quote == null || quote.previousClose() == null ? last : quote.previousClose();
      Money value = position.qty().at(last).times(instrument.multiplier());
      Money valueBefore = position.qty().at(before).times(instrument.multiplier());
      Money cost = position.cost().times(instrument.multiplier());
      if (instrument.isFuture()) {
        futures = futures.plus(value.minus(cost));
        previous = previous.plus(valueBefore.minus(cost));
      } else {
        longs = value.signum() < 0 ? longs : longs.plus(value);
        shorts = value.signum() < 0 ? shorts.plus(value) : shorts;
        previous = previous.plus(valueBefore);
      }
    }
    return new AccountSums.Values(longs, shorts, futures, previous);
  }

  private static AccountSums.Profits profits(
      Account account,
      List<Position> positions,
      Map<InstrumentId, Instrument> instruments,
      Map<InstrumentId, Quote> quotes) {
    Money all = Money.ZERO;
    Money futures = Money.ZERO;
    Money worth = Money.ZERO;
    for (Position position : positions) {
      Instrument instrument = instrument(instruments, position.instrumentId());
      Quote quote = quotes.get(position.instrumentId());
      Money cost = position.cost().times(instrument.multiplier());
      Money value =
          quote == null ? cost : position.qty().at(quote.last()).times(instrument.multiplier());
      Money profit = value.minus(cost).roundedTo(account.currencyUnit());
      all = all.plus(profit);
      futures = instrument.isFuture() ? futures.plus(profit) : futures;
      worth = worth.plus(instrument.isFuture() ? profit : value.roundedTo(account.currencyUnit()));
    }
    return new AccountSums.Profits(all, futures, worth);
  }

  private static AccountSums.Purchases purchases(
      List<Position> positions,
      List<Order> open,
      Map<InstrumentId, Instrument> instruments,
      Map<InstrumentId, Quote> quotes) {
    Set<InstrumentId> shorts =
        positions.stream()
            .filter(p -> p.isReducedBy(Side.BUY))
            .map(Position::instrumentId)
            .collect(Collectors.toSet());
    Money opening = Money.ZERO;
    Money all = Money.ZERO;
    for (Order order : open) {
      Instrument instrument = instrument(instruments, order.instrumentId());
      Price price = price(order, quotes.get(order.instrumentId()));
      if (order.side() == Side.BUY && price != null) {
        Money units = order.leaves().at(price);
        all = all.plus(units);
        boolean opens = !shorts.contains(order.instrumentId()) && !instrument.isFuture();
        opening = opens ? opening.plus(units.times(instrument.multiplier())) : opening;
      }
    }
    return new AccountSums.Purchases(opening, all);
  }

  private static Instrument instrument(Map<InstrumentId, Instrument> all, InstrumentId id) {
    return Objects.requireNonNull(all.get(id));
  }

  private static @Nullable Price price(Order order, @Nullable Quote quote) {
    Price limit = order.terms().limitPrice();
    return limit != null ? limit : quote == null ? null : quote.touch(Side.BUY);
  }
}
