// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.LedgerRows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Books drawn from a seed, written straight into the tables, as often as wanted. */
final class SeededBooks implements AutoCloseable {
  private static final Instant OPENED = Instant.parse("2026-11-19T09:00:00Z");

  /**
   * One position as it is to stand in the ledger.
   *
   * @param held what a working order reserves; on futures such an order reserves nothing, and a
   *     close needs it out of the way
   * @param closing what a live closing order of an earlier liquidation is about to close
   */
  record Holding(Instrument instrument, Quantity qty, Quantity held, Quantity closing, int age) {
    boolean beingLiquidated() {
      return closing.isPositive();
    }

    /** What the position's row has as held. */
    Quantity reserved() {
      return (instrument.isFuture() ? Quantity.ZERO : held).plus(closing);
    }
  }

  private final LedgerRows rows = new LedgerRows();
  private final List<Instrument> instruments = new ArrayList<>();
  private final List<AccountId> accounts = new ArrayList<>();

  SeededBooks() {
    for (int round = 0; round < 3; round++) {
      add(AssetClass.US_EQUITY, "0.000000001", "1", SessionKind.US_EQUITY);
      add(AssetClass.US_EQUITY, "1", "1", SessionKind.US_EQUITY);
      add(AssetClass.CRYPTO, "0.0001", "1", SessionKind.ALWAYS);
      add(AssetClass.FUTURE, "1", "5", SessionKind.CME_GLOBEX);
      add(AssetClass.FUND, "0.0000000001", "1", SessionKind.ALWAYS);
    }
  }

  /** That many further instruments of the plainest kind, each with a quote. */
  List<Instrument> quoted(int count) {
    int before = instruments.size();
    for (int i = 0; i < count; i++) {
      add(AssetClass.US_EQUITY, "0.000000001", "1", SessionKind.US_EQUITY);
    }
    List<Instrument> added = List.copyOf(instruments.subList(before, instruments.size()));
    added.forEach(
        instrument ->
            rows.execute(
                "insert into quote (instrument_id, last, bid, ask, at) values (?, 10, 9.99, 10.01, ?)",
                instrument.id().value(),
                OPENED));
    return added;
  }

  /** One of the futures. */
  Instrument future() {
    return instruments.stream().filter(Instrument::isFuture).findFirst().orElseThrow();
  }

  private void add(AssetClass assetClass, String increment, String multiplier, SessionKind kind) {
    long id = LedgerRows.nextId();
    UUID uid = UUID.randomUUID();
    String symbol = "BOOK" + id;
    rows.execute(
        """
        insert into instrument (instrument_id, uid, symbol, asset_class, currency, quantity_increment, price_increment,
          multiplier, fractionable, shortable, marginable, session)
        values (?, ?, ?, ?, 'USD', ?::numeric, 0.01, ?::numeric, true, true, true, ?)
        """,
        id,
        uid,
        symbol,
        assetClass.name().toLowerCase(Locale.ROOT),
        increment,
        multiplier,
        kind.name().toLowerCase(Locale.ROOT));
    instruments.add(
        new Instrument(
            new InstrumentId(id),
            uid,
            symbol,
            assetClass,
            "",
            "USD",
            Quantity.of(increment),
            Price.of("0.01"),
            Quantity.of(multiplier),
            null,
            true,
            true,
            true,
            kind,
            null,
            List.of()));
  }

  /**
   * The holdings of one account, at most one per instrument; some instruments are flat. Some are
   * being closed as a whole, and no order is in flight that reserves nothing.
   */
  List<Holding> draw(Random random) {
    List<Holding> book = new ArrayList<>();
    int age = 0;
    for (Instrument instrument : instruments) {
      if (random.nextInt(10) == 0) {
        continue;
      }
      Quantity size = size(random, instrument);
      boolean isShort = random.nextBoolean();
      Quantity none = Quantity.ZERO;
      Quantity held = none;
      Quantity closing = none;
      switch (random.nextInt(6)) {
        case 0 -> held = instrument.isFuture() ? none : part(random, size, instrument);
        case 1 -> held = instrument.isFuture() ? none : size;
        case 2 -> closing = size;
        case 3 -> size = random.nextInt(3) == 0 ? none : size;
        default -> {
          // a plain position
        }
      }
      // Two may have been opened in the same moment.
      age += random.nextInt(3);
      book.add(new Holding(instrument, isShort ? size.negate() : size, held, closing, age));
    }
    return book;
  }

  private static Quantity size(Random random, Instrument instrument) {
    BigDecimal increment = instrument.quantityIncrement().value();
    if (random.nextInt(8) == 0) {
      return instrument.quantityIncrement();
    }
    if (random.nextInt(8) == 0 && !instrument.isFuture()) {
      // What a corporate action leaves: not on the increment.
      return new Quantity(new BigDecimal(random.nextInt(100_000) + 1).movePointLeft(12));
    }
    if (random.nextInt(3) == 0) {
      return Quantity.of(1 + random.nextInt(500));
    }
    BigDecimal raw = BigDecimal.valueOf(random.nextDouble() * 1000);
    BigDecimal steps = raw.divide(increment, 0, RoundingMode.DOWN).max(BigDecimal.ONE);
    return new Quantity(steps.multiply(increment));
  }

  private static Quantity part(Random random, Quantity whole, Instrument instrument) {
    Quantity share =
        whole
            .percent(BigDecimal.valueOf(1 + random.nextInt(99)))
            .truncateTo(instrument.quantityIncrement());
    return share.isPositive() ? share : whole;
  }

  /** Writes a book; the account has no events yet. */
  AccountId write(List<Holding> book) {
    AccountId account = rows.account();
    accounts.add(account);
    for (Holding holding : book) {
      write(account, holding);
    }
    return account;
  }

  private void write(AccountId account, Holding holding) {
    long position = LedgerRows.nextId();
    Instant opened = OPENED.plusSeconds(holding.age());
    Quantity qty = holding.qty();
    rows.execute(
        """
        insert into position (account_id, position_id, uid, instrument_id, netting, qty, held, cost, entry_price, opened_qty,
          opened_at, updated_at, closed_at, closed_by)
        values (?, ?, ?, ?, true, ?, ?, ?, 10, ?, ?, ?, ?, ?)
        """,
        account.value(),
        position,
        UUID.randomUUID(),
        holding.instrument().id().value(),
        qty.value(),
        holding.reserved().value(),
        qty.value().multiply(BigDecimal.TEN),
        qty.value(),
        opened,
        opened,
        qty.isZero() ? opened : null,
        qty.isZero() ? "ORDER" : null);
    if (holding.held().isPositive()) {
      order(account, holding, null, holding.held(), null, null);
    }
    if (holding.beingLiquidated()) {
      long liquidation = LedgerRows.nextId();
      rows.liquidation(account, liquidation, "PROCESSING", opened);
      long item = LedgerRows.nextId();
      long order = order(account, holding, position, holding.closing(), liquidation, item);
      rows.execute(
          """
          insert into liquidation_item (account_id, liquidation_item_id, liquidation_id, position_id, instrument_id,
            position_qty, status, qty, order_id, attempt, active_since, created_at, updated_at)
          values (?, ?, ?, ?, ?, ?, 'CLOSING', ?, ?, 1, ?, ?, ?)
          """,
          account.value(),
          item,
          liquidation,
          position,
          holding.instrument().id().value(),
          qty.value(),
          holding.closing().value(),
          order,
          opened,
          opened,
          opened);
      rows.execute(
          "update position set live_liquidation_item_id = ? where account_id = ? and position_id = ?",
          item,
          account.value(),
          position);
    }
  }

  private long order(
      AccountId account,
      Holding holding,
      @Nullable Long position,
      Quantity qty,
      @Nullable Long liquidation,
      @Nullable Long item) {
    long order = LedgerRows.nextId();
    rows.execute(
        """
        insert into orders (account_id, order_id, instrument_id, position_id, side, status, liquidation_id,
          liquidation_item_id, actor, dialect, command_id, created_at, updated_at, submitted_at)
        values (?, ?, ?, ?, ?, 'NEW', ?, ?, 'tester', 'unwind', 1, ?, ?, ?)
        """,
        account.value(),
        order,
        holding.instrument().id().value(),
        position,
        holding.qty().signum() > 0 ? "SELL" : "BUY",
        liquidation,
        item,
        OPENED,
        OPENED,
        OPENED);
    rows.execute(
        """
        insert into order_version (account_id, order_id, version, version_id, uid, client_order_id, type, time_in_force, qty,
          limit_price, created_at, state) values (?, ?, 1, ?, ?, ?, 'LIMIT', 'GTC', ?, 1, ?, 'LIVE')
        """,
        account.value(),
        order,
        LedgerRows.nextId(),
        UUID.randomUUID(),
        "c-" + order,
        qty.value(),
        OPENED);
    return order;
  }

  /** Takes the accounts out again, so that nothing of the service goes on working on them. */
  @Override
  public void close() {
    Long[] ids = accounts.stream().map(AccountId::value).toArray(Long[]::new);
    for (String table :
        List.of(
            "event",
            "order_version",
            "orders",
            "liquidation_item",
            "liquidation",
            "idempotency",
            "position_episode",
            "position",
            "account")) {
      for (Long id : ids) {
        rows.execute("delete from " + table + " where account_id = ?", id);
      }
    }
    rows.close();
  }
}
