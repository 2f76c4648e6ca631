// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.Actor;
import dev.unwind.application.account.AccountDirectory;
import dev.unwind.application.event.AcknowledgedCommit;
import dev.unwind.application.event.Commits;
import dev.unwind.application.ledger.Administration;
import dev.unwind.application.ledger.AdministrationStore;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.application.market.Market;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.persistence.LedgerPools;
import dev.unwind.persistence.StoreConfig;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.PreparedQuery;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Each commit is remembered by the row that it has written itself. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class RememberedCommitsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Actor DESK =
      new Actor(
          new Principal(new PrincipalId(1), "desk", Set.of(Role.TRADER), AccountScope.EVERYTHING),
          "unwind",
          null);

  @Inject Pool pool;
  @Inject StoreConfig config;
  @Inject Commits commits;
  @Inject FreshAccounts accounts;
  @Inject AccountDirectory directory;
  @Inject AdministrationStore administration;
  @Inject LiquidatePositions liquidations;
  @Inject Market market;

  private record Told(long seq, Instant at) {}

  @Test
  void administrationIsRememberedByTheEventThatItHasWritten() {
    String what = "told-" + UUID.randomUUID();
    tell(administration, what);

    assertRemembered(commits, AccountId.ADMINISTRATION, administered(what));
  }

  @Test
  void administrationIsRememberedThoughTheDatabaseIsGoneAfterItsCommit() {
    Commits own = new Commits();
    String what = "told-" + UUID.randomUUID();
    tell(
        new PgAdministration(
            LedgerPools.of(new GoneAfterCommit(pool), config), config, own, InstantSource.system()),
        what);

    assertRemembered(own, AccountId.ADMINISTRATION, administered(what));
    assertThat(own.acknowledged().all()).hasSize(1);
  }

  @Test
  void anImportIsRememberedByItsEntryInTheLogOfAdministration() {
    FreshAccount fresh = accounts.openWithoutWaiting(BookText.anAccount());

    assertRemembered(commits, AccountId.ADMINISTRATION, administered(fresh.name()));
  }

  @Test
  void anAccountIsRememberedByWhatHasBecomeOfItAndNotByNothing() {
    AccountId account = new AccountId(accounts.openWithoutWaiting(BookText.anAccount()).id());
    retitle(account);
    retitle(account);

    assertRemembered(commits, account, last(account));
    assertThat(of(account)).hasSize(1);
  }

  @Test
  void aCloseThatIsRepeatedIsRememberedOnce() {
    AccountId account =
        new AccountId(
            accounts.openWithoutWaiting(BookText.anAccount().position("AAPL", "10", "150")).id());
    Instrument instrument = market.bySymbol("AAPL").await().atMost(PATIENCE).orElseThrow();
    CloseCommand keyed =
        new CloseCommand(
            CloseRequest.one(instrument.id()).build(),
            new IdempotencyKey("unwind", UUID.randomUUID().toString(), new byte[] {7}));
    AcceptedLiquidation first = close(account, instrument, keyed);
    AcceptedLiquidation again = close(account, instrument, keyed);

    assertThat(again.replayed()).isTrue();
    assertThat(of(account))
        .filteredOn(each -> first.liquidation().uid().equals(each.liquidation()))
        .hasSize(1);
  }

  private AcceptedLiquidation close(
      AccountId account, Instrument instrument, CloseCommand command) {
    return liquidations
        .closeInstrument(DESK, account, instrument, command)
        .await()
        .atMost(PATIENCE);
  }

  private void retitle(AccountId account) {
    directory
        .retitle(account, "another", seen -> {}, DecisionOrigin.SERVICE, Instant.now())
        .await()
        .atMost(PATIENCE);
  }

  private static void tell(AdministrationStore store, String what) {
    store
        .tell(
            new Administration(
                EventKind.PRINCIPAL_REVOKED, Administered.of(what), DecisionOrigin.SERVICE))
        .await()
        .atMost(PATIENCE);
  }

  private Told administered(String what) {
    return told(
        "select seq, at from event where account_id = 0 and snapshot::text like '%' || $1 || '%'",
        Tuple.of(what));
  }

  private Told last(AccountId account) {
    return told(
        "select seq, at from event where account_id = $1 order by seq desc limit 1",
        Tuple.of(account.value()));
  }

  private Told told(String sql, Tuple parameters) {
    Row row =
        pool.preparedQuery(sql).execute(parameters).await().atMost(PATIENCE).iterator().next();
    return new Told(row.getLong(0), row.getOffsetDateTime(1).toInstant());
  }

  private List<AcknowledgedCommit> of(AccountId account) {
    return commits.acknowledged().all().stream()
        .filter(each -> each.account().equals(account))
        .toList();
  }

  private static void assertRemembered(Commits where, AccountId account, Told told) {
    assertThat(where.acknowledged().all())
        .filteredOn(each -> each.account().equals(account) && each.liquidation() == null)
        .extracting(each -> new Told(each.number(), each.at()))
        .containsOnlyOnce(told);
  }

  /** Transactions are answered, and nothing is that comes after them. */
  private static final class GoneAfterCommit extends Pool {
    private GoneAfterCommit(Pool pool) {
      super(pool.getDelegate());
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
      throw new IllegalStateException("the database is gone");
    }
  }
}
