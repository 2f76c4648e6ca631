// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.VenueLedger.Reduction;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which orders take something off a position, and what the others of their side may take too. */
@QuarkusTest
class ReductionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Inject VenueLedger ledger;

  private LedgerRows rows;
  private static final Instant GIVEN = Instant.EPOCH;

  private AccountId account;
  private InstrumentId instrument;

  @BeforeEach
  void anAccount() {
    rows = new LedgerRows();
    account = rows.account();
    instrument = rows.instrument();
  }

  @AfterEach
  void endThem() {
    rows.execute("update orders set status = 'CANCELED' where account_id = ?", account.value());
    rows.close();
  }

  /** An order for five. */
  private UUID order(Side side, String status, String more) {
    long id = LedgerRows.nextId();
    rows.execute(
        """
        insert into orders (account_id, order_id, instrument_id, side, status, filled_qty, reported_qty, oco_group,
          parent_order_id, actor, dialect, command_id, tags, created_at, updated_at, submitted_at)
        select ?, ?, ?, ?, ?, m.filled, m.filled, m.pair, m.parent, 'tester', 'alpaca', 1, '{}', now(), now(), now()
        from (values (%s)) m (filled, pair, parent)
        """
            .formatted(more),
        account.value(),
        id,
        instrument.value(),
        side.name(),
        status);
    return rows.version(account, id, 1, "LIVE", null);
  }

  private UUID sale(String status) {
    return order(Side.SELL, status, "0, null::bigint, null::bigint");
  }

  private List<Reduction> reductions(UUID... keys) {
    return ledger.reductions(account, Set.of(keys)).await().atMost(PATIENCE).stream()
        .map(
            each ->
                new Reduction(
                    each.key(),
                    each.side(),
                    each.held(),
                    each.live(),
                    each.isBehind(),
                    each.isInDoubt(),
                    GIVEN))
        .toList();
  }

  private Reduction of(UUID key, String held, String live) {
    return new Reduction(key, Side.SELL, Quantity.of(held), Quantity.of(live), false, false, GIVEN);
  }

  @Test
  void anOrderAgainstThePositionReducesItWhereItIsNotMore() {
    UUID sale = sale("PENDING_NEW");
    assertThat(reductions(sale)).as("nothing is held").isEmpty();
    long position = rows.position(account, instrument, "4", LedgerRows.START);
    assertThat(reductions(sale)).as("it turns the position").isEmpty();
    rows.execute(
        "update position set qty = 12 where account_id = ? and position_id = ?",
        account.value(),
        position);
    assertThat(reductions(sale)).containsExactly(of(sale, "12", "0"));
    UUID purchase = order(Side.BUY, "PENDING_NEW", "0, null::bigint, null::bigint");
    assertThat(reductions(purchase)).as("it adds to it").isEmpty();
  }

  @Test
  void closesAndExitsReduceWhateverIsHeldByNow() {
    long closing = rows.order(account, instrument, "PENDING_NEW", LedgerRows.START, 1L, 1L);
    UUID close = rows.version(account, closing, 1, "LIVE", null);
    UUID exit = order(Side.SELL, "PENDING_NEW", "0, null::bigint, 1");
    assertThat(reductions(close, exit))
        .containsExactlyInAnyOrder(of(close, "0", "5"), of(exit, "0", "5"));
  }

  @Test
  void whatOtherLiveOrdersMayTakeCountsAndPairsOnce() {
    rows.position(account, instrument, "100", LedgerRows.START);
    UUID close = sale("PENDING_NEW");
    order(Side.SELL, "PARTIALLY_FILLED", "2, null::bigint, null::bigint");
    sale("PENDING_CANCEL");
    for (int leg = 0; leg < 2; leg++) {
      order(Side.SELL, "NEW", "0, 7, null::bigint");
    }
    sale("HELD");
    sale("ACCEPTED");
    sale("CANCELED");
    order(Side.BUY, "NEW", "0, null::bigint, null::bigint");
    assertThat(reductions(close)).containsExactly(of(close, "100", "13"));
    UUID leg = order(Side.SELL, "PENDING_NEW", "0, 7, null::bigint");
    assertThat(reductions(leg)).as("its own pair").containsExactly(of(leg, "100", "13"));
  }

  @Test
  void whatAnOrderHasTradedThatHasEndedPutsTheLedgerBehindUntilItIsBooked() {
    rows.position(account, instrument, "100", LedgerRows.START);
    UUID close = sale("PENDING_NEW");
    UUID ended = order(Side.BUY, "CANCELED", "0, null::bigint, null::bigint");
    assertThat(reductions(close)).containsExactly(of(close, "100", "0"));
    rows.execute(
        "update orders o set reported_qty = 3 from order_version v where v.uid = ?"
            + " and o.account_id = v.account_id and o.order_id = v.order_id",
        ended);
    assertThat(reductions(close)).extracting(Reduction::isBehind).containsExactly(true);
    rows.execute(
        "update orders set filled_qty = reported_qty where account_id = ?", account.value());
    assertThat(reductions(close)).extracting(Reduction::isBehind).containsExactly(false);
  }

  @Test
  void whatWasSentWithoutAnAnswerMayBeLiveAndIsInDoubtUntilThatIsKnown() {
    rows.position(account, instrument, "100", LedgerRows.START);
    UUID close = sale("PENDING_NEW");
    UUID sent = sale("PENDING_NEW");
    String its =
        " where account_id = ? and order_id = (select order_id from order_version where uid = ?)";
    rows.execute(
        "update orders set venue_action = 'SEND', lease_epoch = 1" + its, account.value(), sent);
    assertThat(live())
        .as("it is on its way")
        .extracting(VenueLedger.Live::key)
        .doesNotContain(sent);
    assertThat(reductions(close)).extracting(Reduction::isInDoubt).containsExactly(false);
    for (String unanswered : List.of("told_at = now()", "told_at = null, lease_epoch = 2")) {
      rows.execute("update orders set " + unanswered + its, account.value(), sent);
      assertThat(live())
          .filteredOn(VenueLedger.Live::isInDoubt)
          .extracting(VenueLedger.Live::key)
          .containsExactly(sent);
      assertThat(reductions(close)).extracting(Reduction::isInDoubt).containsExactly(true);
      assertThat(reductions(sent))
          .as("of itself it knows")
          .extracting(Reduction::isInDoubt)
          .containsExactly(false);
    }
    rows.execute(
        "update orders set venue_action = null, status = 'NEW'" + its, account.value(), sent);
    assertThat(live())
        .filteredOn(live -> live.key().equals(sent))
        .extracting(VenueLedger.Live::isInDoubt)
        .containsExactly(false);
    assertThat(reductions(close)).extracting(Reduction::isInDoubt).containsExactly(false);
  }

  private List<VenueLedger.Live> live() {
    return ledger.live(account, new OrderId(0), 100).await().atMost(PATIENCE);
  }

  @Test
  void aReplacementIsKnownByItsNewKey() {
    rows.position(account, instrument, "100", LedgerRows.START);
    long order = rows.order(account, instrument, "PENDING_REPLACE", LedgerRows.START, null, null);
    rows.version(account, order, 1, "LIVE", null);
    UUID next = rows.version(account, order, 2, "PENDING", null);
    rows.execute("update order_version set qty = 9 where uid = ?", next);
    UUID other = sale("NEW");
    assertThat(reductions(next)).containsExactly(of(next, "100", "5"));
    assertThat(reductions(other)).as("the larger counts").containsExactly(of(other, "100", "9"));
  }
}
