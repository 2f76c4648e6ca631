// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.TestDatabase;
import dev.unwind.application.TradingException;
import dev.unwind.application.liquidation.ClosingOrders;
import dev.unwind.application.proof.ProofReader;
import dev.unwind.domain.Reason;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What is left of a log is judged as if the past were still there. */
@QuarkusTest
@Order(1) // archives the whole ledger
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class DroppedPastTest extends ArchivingCases {
  private static final String TURNED = "I1 a closing fill never changes the position's sign";

  @Inject ProofReader proofs;
  @Inject ClosingOrders orders;

  private void event(String kind, long position, @Nullable Long order, @Nullable Long fill) {
    rows.events(account, 1);
    rows.execute(
        """
        update event e set kind = ?, position_id = ?, order_id = ?, fill_id = ?
        from account a where a.account_id = ? and e.account_id = a.account_id and e.seq = a.event_seq
        """,
        kind,
        position,
        order,
        fill,
        account.value());
  }

  /** A position of 9, of which a closing order has sold 1. */
  private long sold(InstrumentId instrument) {
    rows.execute("update account set cash = 1 where account_id = ?", account.value());
    return rows.position(account, instrument, "9", LedgerRows.START);
  }

  private long closing(InstrumentId instrument) {
    long order =
        rows.order(account, instrument, "FILLED", LedgerRows.START, null, LedgerRows.nextId());
    rows.version(account, order, 1, "LIVE", null);
    return order;
  }

  /** The first day's log is written by hand, and chained only when it stands. */
  private void freshAccount() {
    account = rows.account();
  }

  @Test
  void aTurnOfAPositionIsKeptWhileALaterFillOfAnOrderBeforeItIsJudgedByIt() throws Exception {
    freshAccount();
    InstrumentId instrument = rows.instrument();
    long position = sold(instrument);
    long order = closing(instrument);
    event("POSITION_FLIPPED", position, null, null);
    chain(1);
    rows.execute("update account set event_at = ? where account_id = ?", LATER, account.value());
    long fill = rows.fill(account, order, instrument, position, LATER, "-1");
    event("FILL", position, order, fill);
    chain(2);
    assertThat(contradictions()).doesNotContain(TURNED);

    Written written = archive("one.jsonl", BETWEEN);
    assertThat(needs(part(written)))
        .containsExactly(
            "account_id=%d name=%s order %d has traded since position %d was turned, which seq=1 tells"
                .formatted(account.value(), part(written).name(), order, position));
    Written both = archive("two.jsonl", LATER.plus(1, ChronoUnit.DAYS));
    assertThat(needs(part(both))).isEmpty();
    drop(part(both));
    assertThat(contradictions()).doesNotContain(TURNED);
  }

  @Test
  void whatAPositionAndTheCashStoodAtIsComparedWhenAllFillsOfThemWereDropped() throws Exception {
    freshAccount();
    InstrumentId instrument = rows.instrument();
    long position = sold(instrument);
    long order = rows.order(account, instrument, "FILLED", LedgerRows.START);
    long fill = rows.fill(account, order, instrument, position, LedgerRows.START);
    event("FILL", position, order, fill);
    chain(1);
    later(LATER, 2, 3);
    drop(part(archive("one.jsonl", BETWEEN)));
    List<String> before = contradictions();
    assertThat(before).noneMatch(rule -> rule.contains("alone"));

    rows.execute("update position set qty = 4 where position_id = ?", position);
    assertThat(contradictions())
        .contains("I5 positions move by their fills and adjustments alone")
        .doesNotContain("I5 cash moves by its fills and adjustments alone");
    rows.execute("update position set qty = 9 where position_id = ?", position);
    rows.execute("update account set cash = 7 where account_id = ?", account.value());
    assertThat(contradictions())
        .contains("I5 cash moves by its fills and adjustments alone")
        .doesNotContain("I5 positions move by their fills and adjustments alone");
    rows.execute("update account set cash = 1 where account_id = ?", account.value());

    rows.execute(
        "update account set event_at = ? where account_id = ?",
        LATER.plus(2, ChronoUnit.DAYS),
        account.value());
    Instant at = LATER.plus(2, ChronoUnit.DAYS);
    long next = rows.fill(account, order, instrument, position, at, "6");
    rows.execute("update position set qty = 6 where position_id = ?", position);
    event("FILL", position, order, next);
    assertThat(contradictions())
        .as("9 less 1 is not 6")
        .contains("I5 positions move by their fills and adjustments alone");
  }

  @Test
  void archivesThatOverlapAreReadAll() throws Exception {
    Written first = archive("one.jsonl", BETWEEN);
    drop(part(first));
    Written notDropped = archive("two.jsonl", LATER.plus(1, ChronoUnit.DAYS));
    later(LATER.plus(2, ChronoUnit.DAYS), 3, 18);
    Written third = archive("three.jsonl", LATER.plus(3, ChronoUnit.DAYS));
    assertThat(part(third).from()).isEqualTo(10);
    drop(part(third));
    assertThat(lines(checked(first.file(), notDropped.file(), third.file()))).isEmpty();
    assertThat(checked(first.file(), notDropped.file(), third.file()).dropped()).isEmpty();
    assertThat(lines(checked(first.file(), third.file()))).isEmpty();
    assertThat(checked(first.file(), notDropped.file()).dropped()).isNotEmpty();
  }

  @Test
  void whatAnInterruptionHasLeftIsDroppedWithItsTexts() throws Exception {
    Archived part = part(archive("one.jsonl", BETWEEN));
    rows.execute(
        "insert into log_begin (account_id, seq, hash, at, dropped_at) values (?, ?, ?, ?, now())",
        account.value(),
        part.seq(),
        part.hash(),
        part.at());
    rows.execute(
        "insert into proof_text (account_id, seq, field, salt, digest) values (?, 3, 'actor', '\\x00', '\\x00')",
        account.value());
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      new LogDrop(connection).finish();
    }
    assertThat(number("select count(*) from proof_text where account_id = " + account.value()))
        .isZero();
    assertThat(number("select min(seq) from event where account_id = " + account.value()))
        .isEqualTo(11);
  }

  @Test
  void aStretchThatIsDroppedWhileItIsAskedForIsGoneAndNotBroken() throws Exception {
    drop(part(archive("one.jsonl", BETWEEN)));
    assertThatThrownBy(() -> proofs.prove(account, 5, 12).await().atMost(PATIENCE))
        .isInstanceOfSatisfying(
            TradingException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.EVENTS_ARCHIVED));
    assertThat(proofs.prove(account, 11, 12).await().atMost(PATIENCE).faults()).isEmpty();
  }

  @Test
  void whatClosedALiquidationIsStillShownWithItsEndWhenItsOwnEventsWereDropped() throws Exception {
    freshAccount();
    InstrumentId instrument = rows.instrument();
    long position = sold(instrument);
    long liquidation = LedgerRows.nextId();
    rows.liquidation(account, liquidation, "FILLED", LedgerRows.START);
    long item = rows.item(account, liquidation, position, instrument);
    long order = rows.order(account, instrument, "FILLED", LedgerRows.START, liquidation, item);
    rows.version(account, order, 1, "LIVE", null);
    event("ORDER_NEW", position, order, null);
    rows.execute(
        "update event set order_status = 'FILLED' where account_id = ? and seq = 1",
        account.value());
    chain(1);
    later(LATER, 2, 3);
    LiquidationId of = new LiquidationId(liquidation);
    List<ClosingOrders.ClosingOrder> before = orders.after(account, of, 3).await().atMost(PATIENCE);
    assertThat(before)
        .singleElement()
        .satisfies(shown -> assertThat(shown.status()).isEqualTo(OrderStatus.FILLED));
    drop(part(archive("one.jsonl", BETWEEN)));
    assertThat(orders.after(account, of, 3).await().atMost(PATIENCE)).isEqualTo(before);
  }
}
