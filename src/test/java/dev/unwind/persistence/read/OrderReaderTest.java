// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerQueries.OrderState;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.BookChanges.VersionState;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

@QuarkusTest
class OrderReaderTest {
  @Inject LedgerReader reader;

  private LedgerRows rows;
  private AccountId own;
  private InstrumentId instrument;
  private AccountScope scope;

  @BeforeEach
  void oneAccount() {
    rows = new LedgerRows();
    own = rows.account();
    instrument = rows.instrument();
    scope = AccountScope.of(own);
  }

  @AfterEach
  void close() {
    rows.close();
  }

  @Test
  void ordersAreFilteredByStateTimeAndCursor() {
    List<Long> ids = new ArrayList<>();
    for (String status : List.of("NEW", "FILLED", "PENDING_CANCEL", "CANCELED")) {
      ids.add(rows.order(own, instrument, status, LedgerRows.START.plusSeconds(ids.size())));
    }
    assertThat(ids(LedgerQueries.Orders.open(own))).containsExactly(ids.get(0), ids.get(2));
    assertThat(ids(OrderFilters.state(own, OrderState.CLOSED, false)))
        .containsExactly(ids.get(3), ids.get(1));
    assertThat(ids(OrderFilters.beyond(own, new OrderId(ids.get(1)), null)))
        .containsExactly(ids.get(2), ids.get(3));
    assertThat(ids(OrderFilters.beyond(own, null, new OrderId(ids.get(1)))))
        .containsExactly(ids.get(0));
    assertThat(
            ids(
                new LedgerQueries.Orders(
                    own,
                    OrderState.ANY,
                    Set.of(),
                    Set.of(),
                    null,
                    LedgerRows.START,
                    LedgerRows.START.plusSeconds(3),
                    null,
                    null,
                    null,
                    null,
                    true,
                    0,
                    10)))
        .containsExactly(ids.get(1), ids.get(2));
    assertThat(
            ids(
                new LedgerQueries.Orders(
                    own,
                    OrderState.ANY,
                    Set.of(),
                    Set.of(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    LedgerRows.START.plusSeconds(3),
                    null,
                    true,
                    0,
                    10)))
        .containsExactly(ids.get(0), ids.get(2), ids.get(3));
  }

  @Test
  void anOrderIsFoundByTheUidOfAnyVersionAndShowsThemAll() {
    long id = rows.order(own, instrument, "NEW", LedgerRows.START, null, null);
    UUID first = rows.version(own, id, 1, "REPLACED", LedgerRows.START.plusSeconds(9));
    UUID second = rows.version(own, id, 2, "LIVE", null);
    UUID third = rows.version(own, id, 3, "PENDING", null);
    rows.execute(
        "update orders set version = 2 where account_id = ? and order_id = ?", own.value(), id);
    for (UUID uid : List.of(first, second, third)) {
      OrderRecord record = await(reader.orderByUid(scope, uid)).orElseThrow();
      assertThat(record.order().id().value()).isEqualTo(id);
      assertThat(record.order().terms().uid()).isEqualTo(second);
      assertThat(record.order().tags()).containsEntry("a", "b");
      assertThat(record.versions())
          .extracting(
              v -> v.terms().uid(), OrderRecord.Version::state, OrderRecord.Version::replacedAt)
          .containsExactly(
              tuple(first, VersionState.REPLACED, LedgerRows.START.plusSeconds(9)),
              tuple(second, VersionState.LIVE, null),
              tuple(third, VersionState.PENDING, null));
      assertThat(record.versions().get(2).terms()).isEqualTo(record.order().pending());
      assertThat(record.versions().get(1).terms()).isEqualTo(record.order().terms());
      assertThat(record.versions().get(0).terms().limitPrice()).isEqualTo(Price.of("1"));
    }
    assertThat(await(reader.orderByClientOrderId(scope, own, "c-" + id + "-1"))).isPresent();
    assertThat(await(reader.orderByClientOrderId(scope, own, "c-" + id + "-\0"))).isEmpty();
  }

  @Test
  void idThatAnOrderBearsForWantOfAnotherIsItsOwn() {
    long id = rows.order(own, instrument, "NEW", LedgerRows.START, null, null);
    UUID uid = UUID.randomUUID();
    version(id, uid, uid.toString());
    UUID chosen = UUID.randomUUID();
    long other = rows.order(own, instrument, "NEW", LedgerRows.START.plusSeconds(1), null, null);
    version(other, UUID.randomUUID(), chosen.toString());

    assertThat(await(reader.orderByClientOrderId(scope, own, uid.toString())))
        .hasValueSatisfying(found -> assertThat(found.order().id().value()).isEqualTo(id));
    assertThat(await(reader.orderByClientOrderId(scope, own, chosen.toString())))
        .hasValueSatisfying(found -> assertThat(found.order().id().value()).isEqualTo(other));
    for (UUID taken : List.of(uid, chosen)) {
      assertThatThrownBy(() -> version(other + 1, UUID.randomUUID(), taken.toString()))
          .rootCause()
          .isInstanceOfSatisfying(
              PSQLException.class,
              refused -> {
                assertThat(refused.getSQLState()).isEqualTo("23505");
                assertThat(refused.getServerErrorMessage().getConstraint())
                    .isEqualTo("order_version_client_order_id_once");
              });
    }
  }

  private void version(long order, UUID uid, String clientOrderId) {
    rows.execute(
        """
        insert into order_version (account_id, order_id, version, uid, client_order_id, type, time_in_force, qty, created_at)
        values (?, ?, 1, ?, ?, 'MARKET', 'DAY', 1, ?)
        """,
        own.value(),
        order,
        uid,
        clientOrderId,
        LedgerRows.START);
  }

  private List<Long> ids(LedgerQueries.Orders query) {
    return await(reader.orders(scope, query)).stream().map(o -> o.order().id().value()).toList();
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(20));
  }
}
