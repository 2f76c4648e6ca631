// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.BookChanges;
import dev.unwind.domain.book.BookChanges.VersionChange;
import dev.unwind.domain.book.BookChanges.VersionState;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationItemBuilder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.book.BookWriter;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A decision is written whole, or not at all. */
@QuarkusTest
class MissingRowsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Inject Pool pool;
  @Inject LedgerReader reader;

  private final LedgerSamples samples = new LedgerSamples(7);
  private LedgerRows rows;
  private AccountId id;
  private Account account;

  @BeforeEach
  void anAccount() {
    rows = new LedgerRows();
    id = rows.account();
    account = account();
  }

  @AfterEach
  void close() {
    rows.close();
  }

  private Account account() {
    return reader.account(AccountScope.of(id), id).await().atMost(PATIENCE).orElseThrow();
  }

  private BookChanges changes(
      List<Position> positions,
      List<VersionChange> versions,
      List<Liquidation> liquidations,
      List<LiquidationItem> items) {
    return new BookChanges(
        account.with(to -> to.cash(Money.of("7"))),
        true,
        0,
        List.of(),
        positions,
        List.of(),
        List.of(),
        List.of(),
        versions,
        List.of(),
        List.of(),
        List.of(),
        liquidations,
        List.of(),
        items,
        List.of(),
        null,
        List.of());
  }

  private void write(BookChanges changes) {
    pool.withTransaction(
            connection ->
                BookWriter.write(
                    connection,
                    changes,
                    Map.of(),
                    UUID.randomUUID(),
                    LedgerRows.START,
                    LedgerRows.START,
                    false))
        .await()
        .atMost(PATIENCE);
  }

  private static LiquidationItem item(Liquidation of, Position position) {
    return LiquidationItemBuilder.builder()
        .id(new LiquidationItemId(LedgerRows.nextId()))
        .liquidationId(of.id())
        .positionId(position.id())
        .instrumentId(new InstrumentId(1))
        .positionQty(Quantity.of("12"))
        .status(ItemStatus.AWAITING_CANCELS)
        .qty(Quantity.ZERO)
        .filledQty(Quantity.ZERO)
        .filledValue(Money.ZERO)
        .cashEffect(Money.ZERO)
        .createdAt(LedgerRows.START)
        .updatedAt(LedgerRows.START)
        .build();
  }

  @Test
  void nothingIsWrittenOfADecisionOfWhichARowIsNotThere() {
    Position position = samples.position();
    Order order = samples.freshClosingOrder();
    Liquidation liquidation = samples.freshLiquidation();
    List<VersionChange> versions =
        List.of(new VersionChange(order.id(), order.terms(), VersionState.LIVE, false));
    for (BookChanges changes :
        List.of(
            changes(List.of(position), List.of(), List.of(), List.of()),
            changes(List.of(), versions, List.of(), List.of()),
            changes(List.of(), List.of(), List.of(liquidation), List.of()),
            changes(List.of(), List.of(), List.of(), List.of(item(liquidation, position))))) {
      assertThatThrownBy(() -> write(changes)).isInstanceOf(StaleDecisionException.class);
      assertThat(account().cash()).isEqualTo(account.cash());
    }
    write(changes(List.of(), List.of(), List.of(), List.of()));
    assertThat(account().cash()).isEqualTo(Money.of("7"));
  }
}
