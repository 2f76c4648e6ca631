// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import static dev.unwind.persistence.bulk.CloseContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.persistence.Queries;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What trades have made since the day began. Each fill of these sells one at 2.5. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class DayTradesTest {
  /** Ten in the morning in New York, nine in Chicago. */
  private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");

  @Inject Queries pool;

  private Instant now = NOW;
  private final Map<InstrumentId, Long> positions = new HashMap<>();
  private LedgerRows rows;
  private DayTrades trades;
  private AccountId account;
  private long seq;

  @BeforeEach
  void anAccount() {
    rows = new LedgerRows();
    trades = new DayTrades(pool, () -> now);
    account = rows.account();
  }

  @AfterEach
  void close() {
    rows.close();
  }

  private InstrumentId instrument(
      String assetClass, String multiplier, @Nullable String previousClose) {
    InstrumentId instrument = rows.instrument();
    rows.execute(
        "update instrument set asset_class = ?, multiplier = ?::numeric where instrument_id = ?",
        assetClass,
        multiplier,
        instrument.value());
    rows.execute(
        "insert into quote (instrument_id, last, previous_close, at) values (?, 2, ?::numeric, ?)",
        instrument.value(),
        previousClose,
        NOW);
    return instrument;
  }

  private long sold(InstrumentId instrument, String at) {
    Instant moment = Instant.parse(at);
    long position =
        positions.computeIfAbsent(instrument, each -> rows.position(account, each, "5", moment));
    long order = rows.order(account, instrument, "FILLED", moment);
    return rows.fill(account, order, instrument, position, moment);
  }

  private void anEvent() {
    seq++;
    now = now.plusMillis(1);
  }

  private BigDecimal made() {
    return Objects.requireNonNull(
        await(trades.made(Map.of(account.value(), seq))).get(account.value()));
  }

  @Test
  void theDayOfFuturesBeginsTheEveningBeforeAndThatOfOthersAtMidnight() {
    InstrumentId equity = instrument("us_equity", "1", "3");
    InstrumentId future = instrument("future", "5", "3");
    sold(equity, "2026-11-20T04:59:59Z");
    sold(future, "2026-11-19T22:59:59Z");
    assertThat(made()).isEqualByComparingTo("0");
    anEvent();
    sold(equity, "2026-11-20T05:00:00Z");
    assertThat(made()).isEqualByComparingTo("-0.5");
    anEvent();
    sold(future, "2026-11-19T23:00:00Z");
    assertThat(made()).isEqualByComparingTo("-3");
  }

  @Test
  void anAccountMayHaveADayOfItsOwn() {
    InstrumentId equity = instrument("us_equity", "1", "3");
    sold(equity, "2026-11-20T08:00:00Z");
    sold(equity, "2026-11-20T08:01:00Z");
    rows.execute(
        "insert into account_settings (account_id, require_second_person, day_start, day_zone) values (?, false, '09:01', 'Europe/Berlin')",
        account.value());
    assertThat(made()).isEqualByComparingTo("-0.5");
  }

  @Test
  void ofAFillThatWasCorrectedWhatStandsCountsAndWithoutAPreviousCloseTheLastPrice() {
    InstrumentId equity = instrument("us_equity", "1", "3");
    long gone = sold(equity, "2026-11-20T14:00:00Z");
    sold(instrument("crypto", "1", null), "2026-11-20T14:00:00Z");
    rows.execute(
        """
        insert into adjustment (account_id, adjustment_id, seq, qty, cash_effect, cash, reason, source, booked_at,
          fill_id, exec_id, fill_qty, fill_price, fill_cash, fill_pl, order_change, item_cash)
        values (?, ?, 1, 0, -2.5, 0, 'TRADE_BUSTED', 'test', ?, ?, 'bust', 0, 2.5, 0, 0, 1, 0)
        """,
        account.value(),
        LedgerRows.nextId(),
        NOW,
        gone);
    assertThat(made()).isEqualByComparingTo("0.5");
  }

  @Test
  void itIsReadAgainWhenTheLogHasGrownOrAPreviousCloseMayHaveChanged() {
    InstrumentId equity = instrument("us_equity", "1", "3");
    sold(equity, "2026-11-20T14:00:00Z");
    assertThat(made()).isEqualByComparingTo("-0.5");
    rows.execute("update quote set previous_close = 4 where instrument_id = ?", equity.value());
    now = NOW.plusSeconds(29);
    assertThat(made()).isEqualByComparingTo("-0.5");
    now = NOW.plusSeconds(30);
    assertThat(made()).isEqualByComparingTo("-1.5");
    sold(equity, "2026-11-20T14:00:00Z");
    assertThat(made()).isEqualByComparingTo("-1.5");
    seq++;
    assertThat(made()).as("a fill of a tenth of a millisecond ago").isEqualByComparingTo("-1.5");
    now = now.plusMillis(1);
    assertThat(made()).isEqualByComparingTo("-3");
  }

  @Test
  void whileNothingIsTradedItIsReadAgainOnlyNowAndThen() {
    InstrumentId equity = instrument("us_equity", "1", "3");
    assertThat(made()).isEqualByComparingTo("0");
    sold(equity, "2026-11-20T14:00:00Z");
    now = NOW.plusSeconds(899);
    assertThat(made()).as("the log has not grown").isEqualByComparingTo("0");
    now = NOW.plusSeconds(900);
    assertThat(made()).isEqualByComparingTo("-0.5");
  }
}
