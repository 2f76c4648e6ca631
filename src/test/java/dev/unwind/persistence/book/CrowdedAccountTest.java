// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.venue.Awaiting;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Every connection waits for one account, and whoever has its turn has a connection already. */
@QuarkusTest
class CrowdedAccountTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ConfigProperty(name = "quarkus.datasource.reactive.max-size")
  int connections;

  @Inject Books books;

  @Test
  void aDecisionNeedsNoSecondConnectionForAnInstrumentNobodyHasReadYet() throws SQLException {
    try (LedgerRows rows = new LedgerRows();
        Connection holder = TestDatabase.connect(TestDatabase.shared());
        Statement hold = holder.createStatement()) {
      AccountId account = rows.account();
      InstrumentId instrument = rows.instrument();
      rows.position(account, instrument, "10", LedgerRows.START);
      holder.setAutoCommit(false);
      hold.execute("select 1 from account where account_id = " + account.value() + " for update");

      List<CompletableFuture<Integer>> decisions = asManyAsConnections(account, instrument);
      Awaiting.await(PATIENCE, () -> waiting() >= connections - 1);
      // A connection is not waited for as long as a slow machine may take until here.
      decisions.addAll(asManyAsConnections(account, instrument));
      holder.commit();

      assertThat(decisions).allSatisfy(made -> assertThat(made.join()).isEqualTo(1));
    }
  }

  private List<CompletableFuture<Integer>> asManyAsConnections(
      AccountId account, InstrumentId instrument) {
    return IntStream.range(0, connections)
        .mapToObj(n -> decide(account, instrument))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private CompletableFuture<Integer> decide(AccountId account, InstrumentId instrument) {
    return books
        .decide(account, BookScope.instrument(instrument), DecisionOrigin.SERVICE, book -> 1)
        .subscribeAsCompletionStage();
  }

  private static int waiting() {
    try (Connection watcher = TestDatabase.connect(TestDatabase.shared());
        Statement look = watcher.createStatement();
        ResultSet found =
            look.executeQuery(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                    + " and query like '%from account a where a.account_id%'")) {
      found.next();
      return found.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
