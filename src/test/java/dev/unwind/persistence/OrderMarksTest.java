// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.venue.MarkStore;
import dev.unwind.application.venue.VenueMark;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Marks of trailing stops as the ledger keeps them. */
@QuarkusTest
class OrderMarksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Inject MarkStore marks;
  @Inject LedgerReader reader;

  private LedgerRows rows;
  private AccountId account;
  private InstrumentId instrument;

  @BeforeEach
  void anAccount() {
    rows = new LedgerRows();
    account = rows.account();
    instrument = rows.instrument();
  }

  @AfterEach
  void close() {
    rows.close();
  }

  private long trailing(UUID key, String side) {
    long id = LedgerRows.nextId();
    rows.execute(
        """
        insert into orders (account_id, order_id, instrument_id, side, status, actor, dialect, command_id, created_at,
          updated_at, submitted_at) values (?, ?, ?, ?, 'NEW', 'tester', 'alpaca', 1, ?, ?, ?)
        """,
        account.value(),
        id,
        instrument.value(),
        side,
        LedgerRows.START,
        LedgerRows.START,
        LedgerRows.START);
    rows.execute(
        """
        insert into order_version (account_id, order_id, version, version_id, uid, client_order_id, type, time_in_force, qty,
          trail_percent, created_at) values (?, ?, 1, ?, ?, ?, 'TRAILING_STOP', 'GTC', 5, 2.5, ?)
        """,
        account.value(),
        id,
        id,
        key,
        key.toString(),
        LedgerRows.START);
    return id;
  }

  private OrderTerms read(long order) {
    return reader
        .order(AccountScope.EVERYTHING, new OrderId(order))
        .await()
        .atMost(PATIENCE)
        .orElseThrow()
        .order()
        .terms();
  }

  private void note(List<VenueMark> told) {
    marks.note(told).await().atMost(PATIENCE);
  }

  private VenueMark mark(UUID key, int price) {
    return new VenueMark(account, key, new Price(BigDecimal.valueOf(price)), null);
  }

  @Test
  void aMarkOnlyGoesOnWhateverOrderItIsToldIn() {
    UUID sold = UUID.randomUUID();
    UUID bought = UUID.randomUUID();
    long sell = trailing(sold, "SELL");
    long buy = trailing(bought, "BUY");
    assertThat(read(sell).trail()).isEqualTo(Trail.byPercent(new BigDecimal("2.5")));
    Random random = new Random(5);
    List<Integer> prices = new ArrayList<>(List.of(100, 104, 97, 103, 99, 110, 96));
    Collections.shuffle(prices, random);
    for (int price : prices) {
      note(List.of(mark(sold, price), mark(bought, price)));
    }
    assertThat(String.valueOf(Objects.requireNonNull(read(sell).trail()).mark())).isEqualTo("110");
    assertThat(String.valueOf(Objects.requireNonNull(read(buy).trail()).mark())).isEqualTo("96");
  }

  @Test
  void ofOrdersThatTheLedgerDoesNotHaveNothingIsKept() {
    UUID stranger = UUID.randomUUID();
    note(List.of(mark(stranger, 100)));
    long later = trailing(stranger, "SELL");
    assertThat(Objects.requireNonNull(read(later).trail()).mark()).isNull();
  }
}
