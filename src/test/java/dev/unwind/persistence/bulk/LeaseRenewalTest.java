// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.venue.ClaimStore;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.VenueName;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lease is prolonged by its owner alone, and only as long as nobody has taken the order over. */
@QuarkusTest
class LeaseRenewalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Not due during the test, so that the running service leaves the orders alone. */
  private static final Instant LEASED = Instant.now().plusSeconds(3600);

  private static final Instant LONGER = LEASED.plusSeconds(60).truncatedTo(ChronoUnit.MICROS);

  @Inject ClaimStore claims;
  @Inject LedgerReader reader;

  private final UUID owner = UUID.randomUUID();
  private LedgerRows rows;
  private AccountId account;
  private List<Order> orders;

  @BeforeEach
  void threeOrdersThatWaitForTheVenue() {
    rows = new LedgerRows();
    account = rows.account();
    var instrument = rows.instrument();
    for (int i = 0; i < 3; i++) {
      long id = rows.order(account, instrument, "PENDING_NEW", LedgerRows.START.plusSeconds(i));
      rows.execute(
          "update orders set venue_action = 'SEND', lease_owner = ?, lease_until = ?, lease_epoch = 1"
              + " where account_id = ? and order_id = ?",
          owner,
          LEASED,
          account.value(),
          id);
    }
    orders =
        reader
            .orders(AccountScope.of(account), LedgerQueries.Orders.open(account))
            .await()
            .atMost(PATIENCE)
            .stream()
            .map(OrderRecord::order)
            .toList();
    assertThat(orders).hasSize(3).allSatisfy(o -> assertThat(o.leaseEpoch()).isEqualTo(1));
  }

  @AfterEach
  void endThem() {
    rows.execute(
        "update orders set status = 'CANCELED', venue_action = null where account_id = ?",
        account.value());
    rows.execute("update account set venue = 'simulator' where account_id = ?", account.value());
    rows.close();
  }

  @Test
  void ownerProlongsWhatNobodyHasTakenOver() throws Exception {
    OrderId taken = orders.get(1).id();
    rows.execute(
        "update orders set lease_epoch = 2, lease_owner = ? where account_id = ? and order_id = ?",
        UUID.randomUUID(),
        account.value(),
        taken.value());
    assertThat(claims.renew(orders, owner, LONGER).await().atMost(PATIENCE))
        .containsExactlyInAnyOrder(orders.get(0).id(), orders.get(2).id());
    assertThat(leasedUntil(orders.get(0).id())).isEqualTo(LONGER);
    assertThat(leasedUntil(taken)).isBefore(LONGER);
  }

  @Test
  void whenTheVenueWasFirstToldOfACancelIsKept() {
    Order canceled = orders.get(0);
    String owned =
        "update orders set status = 'PENDING_CANCEL', venue_action = 'CANCEL', lease_owner = ?"
            + " where account_id = ? and order_id = ?";
    rows.execute(owned, owner, account.value(), canceled.id().value());
    assertThat(claims.cancelsTold(account).await().atMost(PATIENCE))
        .isEqualTo(new CancelsTold(Set.of(canceled.id()), Map.of()));

    Instant told = LedgerRows.START.plusSeconds(60);
    claims.release(List.of(canceled), owner, told, LONGER).await().atMost(PATIENCE);
    rows.execute(owned, owner, account.value(), canceled.id().value());
    claims.release(List.of(canceled), owner, told.plusSeconds(1), LONGER).await().atMost(PATIENCE);
    assertThat(claims.cancelsTold(account).await().atMost(PATIENCE))
        .isEqualTo(new CancelsTold(Set.of(), Map.of(canceled.id(), told)));
  }

  @Test
  void strangerProlongsNothing() throws Exception {
    assertThat(claims.renew(orders, UUID.randomUUID(), LONGER).await().atMost(PATIENCE)).isEmpty();
    assertThat(leasedUntil(orders.get(0).id())).isBefore(LONGER);
  }

  /** Of a venue that this service does not know, so that it leaves them alone. */
  @Test
  void whatIsHandedBackGoesToTheVenuesOwnReplicaAsToTheFirst() {
    VenueName elsewhere = new VenueName("elsewhere");
    rows.execute(
        "update account set venue = ? where account_id = ?", elsewhere.value(), account.value());
    claims.handBack(orders, UUID.randomUUID(), Instant.now()).await().atMost(PATIENCE);
    assertThat(claim(elsewhere)).as("a stranger hands nothing back").isEmpty();
    claims.handBack(orders, owner, Instant.now().minusSeconds(1)).await().atMost(PATIENCE);
    assertThat(claim(new VenueName("another"))).as("of another venue").isEmpty();
    assertThat(claim(elsewhere))
        .hasSize(3)
        .allSatisfy(claimed -> assertThat(claimed.venue()).isEqualTo(elsewhere))
        .allSatisfy(claimed -> assertThat(claimed.order().leaseEpoch()).isEqualTo(1));
  }

  /** Of this test's account alone. */
  private List<ClaimStore.Claimed> claim(VenueName venue) {
    return claims
        .claim(UUID.randomUUID(), List.of(venue), Instant.now(), LONGER, 500)
        .await()
        .atMost(PATIENCE)
        .stream()
        .filter(claimed -> claimed.order().accountId().equals(account))
        .toList();
  }

  @Test
  void orderThatIsBeingDecidedOnIsLeftOutAndNotWaitedFor() throws Exception {
    OrderId locked = orders.get(2).id();
    try (Connection other = TestDatabase.connect(TestDatabase.shared())) {
      other.setAutoCommit(false);
      try (Statement lock = other.createStatement()) {
        lock.execute(
            "select 1 from orders where account_id = "
                + account.value()
                + " and order_id = "
                + locked.value()
                + " for update");
        assertThat(claims.renew(orders, owner, LONGER).await().atMost(PATIENCE))
            .containsExactlyInAnyOrder(orders.get(0).id(), orders.get(1).id());
      }
      other.rollback();
    }
  }

  @Test
  void renewingWritesNoIndex() throws Exception {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                """
                select pg_get_indexdef(indexrelid) from pg_index
                where indrelid = 'orders'::regclass and pg_get_indexdef(indexrelid) like '%lease%'
                """)) {
      assertThat(found.next()).isFalse();
    }
  }

  private Instant leasedUntil(OrderId order) throws Exception {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select lease_until from orders where account_id = "
                    + account.value()
                    + " and order_id = "
                    + order.value())) {
      assertThat(row.next()).isTrue();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  @Test
  void anOrderThatThisBuildCannotReadKeepsNoOtherFromBeingTakenOver() {
    rows.execute("update account set venue = 'elsewhere' where account_id = ?", account.value());
    rows.execute(
        "update orders set lease_until = ? where account_id = ?",
        LedgerRows.START,
        account.value());
    rows.execute(
        "update orders set reason = 'OF_A_LATER_BUILD' where account_id = ? and order_id = ?",
        account.value(),
        orders.get(1).id().value());

    List<ClaimStore.Claimed> claimed =
        claims
            .claim(
                UUID.randomUUID(), List.of(new VenueName("elsewhere")), Instant.now(), LONGER, 10)
            .await()
            .atMost(PATIENCE);

    assertThat(claimed)
        .extracting(one -> one.order().id())
        .containsExactlyInAnyOrder(orders.get(0).id(), orders.get(2).id());
  }
}
