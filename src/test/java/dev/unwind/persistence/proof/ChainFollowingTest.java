// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.TradingException;
import dev.unwind.application.event.Commits;
import dev.unwind.application.proof.KeepProof;
import dev.unwind.application.proof.ProofConfig;
import dev.unwind.application.proof.ProofStore;
import dev.unwind.application.venue.Replica;
import dev.unwind.domain.Reason;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What has grown is chained without a look at what has not. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class ChainFollowingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject ProofStore store;
  @Inject ProofConfig config;
  @Inject Replica replica;
  @Inject InstantSource clock;

  /** Another replica has the lease, and keeps it. */
  private final class Follower implements ProofStore {
    private final List<Set<AccountId>> looked = new ArrayList<>();
    private final AtomicInteger sweeps = new AtomicInteger();
    private final Set<AccountId> broken = new HashSet<>();
    private final Set<AccountId> done = new HashSet<>();
    private final List<AccountId> behind = new ArrayList<>();
    private boolean leads;
    private boolean away;

    @Override
    public Uni<Boolean> lead(UUID replica, Instant now, Instant renewBefore, Instant until) {
      return Uni.createFrom().item(leads);
    }

    @Override
    public Uni<Progress> extend(AccountId above, int accounts, int rows) {
      sweeps.incrementAndGet();
      if (!broken.isEmpty()) {
        return Uni.createFrom().failure(new IllegalStateException("one of them is broken"));
      }
      return Uni.createFrom().item(new Progress(above, true, false));
    }

    @Override
    public Uni<Rest> extend(Set<AccountId> accounts, int rows) {
      looked.add(accounts);
      if (away) {
        return Uni.createFrom().failure(new TradingException(Reason.STORE_UNAVAILABLE));
      }
      if (accounts.stream().anyMatch(broken::contains)) {
        return Uni.createFrom().failure(new IllegalStateException("one of them is broken"));
      }
      done.addAll(accounts);
      return store.extend(accounts, rows);
    }

    @Override
    public Uni<List<AccountId>> behind(AccountId above, int accounts) {
      return Uni.createFrom().item(List.copyOf(behind));
    }
  }

  private static long seqOf(AccountId account) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select coalesce(max(seq), -1) from proof_head where account_id = "
                    + account.value())) {
      found.next();
      return found.getLong(1);
    }
  }

  @Test
  void eachReplicaChainsWhatItHasCommittedAndOnlyTheOneWithTheLeaseLooksAtAll()
      throws SQLException {
    try (LedgerRows rows = new LedgerRows()) {
      AccountId account = rows.account();
      rows.events(account, 2500);
      Commits commits = new Commits();
      Follower follower = new Follower();
      KeepProof keeper = new KeepProof(follower, commits, replica, clock, config);

      keeper.round().await().atMost(PATIENCE);
      assertThat(follower.looked).isEmpty();
      commits.committed(account);
      keeper.round().await().atMost(PATIENCE);
      // The replica that runs here may have chained some of it at the same time.
      commits.committed(account);
      keeper.round().await().atMost(PATIENCE);
      assertThat(seqOf(account)).isEqualTo(2500);
      assertThat(follower.looked).allMatch(Set.of(account)::equals);
      keeper.round().await().atMost(PATIENCE);
      follower.looked.clear();
      keeper.round().await().atMost(PATIENCE);
      assertThat(follower.looked).isEmpty();
      assertThat(follower.sweeps).hasValue(0);

      follower.leads = true;
      keeper.round().await().atMost(PATIENCE);
      keeper.round().await().atMost(PATIENCE);
      assertThat(follower.sweeps).hasValue(1);
    }
  }

  @Test
  void anAccountThatCannotBeChainedKeepsNoOtherFromIt() throws SQLException {
    try (LedgerRows rows = new LedgerRows()) {
      List<AccountId> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        all.add(rows.account());
        rows.events(all.get(i), 3);
      }
      Commits commits = new Commits();
      Follower follower = new Follower();
      follower.broken.add(all.get(1));
      KeepProof keeper = new KeepProof(follower, commits, replica, clock, config);
      all.forEach(commits::committed);
      keeper.round().await().atMost(PATIENCE);
      assertThat(follower.looked).contains(Set.of(all.get(1)));
      all.remove(1);
      assertThat(follower.done).containsExactlyInAnyOrderElementsOf(all);
    }
  }

  @Test
  void theSweepGoesOnBehindAnAccountThatCannotBeChained() throws SQLException {
    try (LedgerRows rows = new LedgerRows()) {
      AccountId broken = rows.account();
      rows.events(broken, 3);
      Follower follower = new Follower();
      follower.broken.add(broken);
      follower.leads = true;
      follower.behind.add(broken);
      for (int i = 0; i < 3; i++) {
        AccountId account = rows.account();
        rows.events(account, 3);
        follower.behind.add(account);
      }
      KeepProof keeper = new KeepProof(follower, new Commits(), replica, clock, config);
      keeper.round().await().atMost(PATIENCE);
      assertThat(follower.looked).contains(Set.of(broken));
      assertThat(follower.done).containsExactlyInAnyOrderElementsOf(follower.behind.subList(1, 4));

      follower.broken.clear();
      keeper.extend().await().atMost(PATIENCE);
      assertThat(follower.done).contains(broken);
    }
  }

  @Test
  void whatIsBehindIsListedByNumber() throws SQLException {
    try (LedgerRows rows = new LedgerRows()) {
      AccountId account = rows.account();
      rows.events(account, 3);
      List<AccountId> behind =
          store.behind(new AccountId(account.value() - 1), 10).await().atMost(PATIENCE);
      // The replica that runs here may have chained it.
      assertThat(behind.contains(account) || seqOf(account) == 3).isTrue();
      store.extend(Set.of(account), 100).await().atMost(PATIENCE);
      store.extend(Set.of(account), 100).await().atMost(PATIENCE);
      assertThat(store.behind(new AccountId(account.value() - 1), 10).await().atMost(PATIENCE))
          .doesNotContain(account)
          .isSortedAccordingTo(Comparator.comparing(AccountId::value));
    }
  }

  @Test
  void allAreLookedAtThoughThoseThatHaveGrownCouldNotBeChained() {
    Commits commits = new Commits();
    Follower follower = new Follower();
    follower.leads = true;
    follower.away = true;
    KeepProof keeper = new KeepProof(follower, commits, replica, clock, config);
    commits.committed(new AccountId(Long.MAX_VALUE));
    keeper.round().await().atMost(PATIENCE);
    assertThat(follower.looked).isNotEmpty();
    assertThat(follower.sweeps).hasValue(1);
  }

  @Test
  void accountsThatHaveGrownAreFoundByIndexAmongManyThatHaveNot() throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set local enable_seqscan = off");
      statement.execute(
          """
          insert into account (account_id, uid, name, currency, cash, created_at, event_seq)
          select -n, gen_random_uuid(), 'account ' || -n, 'USD', 0, now(), 1 from generate_series(1, 20000) n
          """);
      statement.execute(
          "insert into proof_head (account_id, seq, hash) select -n, n % 2, '' from"
              + " generate_series(1, 20000) n");
      String asked = "array(select -n from generate_series(1, 500) n)";
      try (ResultSet found =
          statement.executeQuery(
              "explain (analyze, format json) "
                  + PgProof.BEHIND_OF.replace("$1", "(" + asked + ")"))) {
        found.next();
        JsonObject plan = new JsonArray(found.getString(1)).getJsonObject(0).getJsonObject("Plan");
        assertThat(plan.getDouble("Actual Rows")).isEqualTo(250);
        assertThat(reads(plan)).isNotEmpty().allMatch(read -> read.rows <= 500, "few rows");
      }
      connection.rollback();
    }
  }

  @Test
  void timesAreReadInUtcWhateverZoneTheConnectionHas() throws SQLException {
    try (LedgerRows rows = new LedgerRows();
        Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement()) {
      AccountId account = rows.account();
      rows.events(account, 3);
      statement.execute("set timezone = 'Asia/Kolkata'");
      String follow =
          ProofSql.FOLLOW
              .replace("$1", "array[" + account.value() + "]")
              .replace("$2", "array[1]")
              .replace("$3", "10");
      try (ResultSet read = statement.executeQuery(follow)) {
        List<Long> seqs = new ArrayList<>();
        while (read.next()) {
          seqs.add(read.getLong("seq"));
          assertThat(read.getString("event")).contains("+00:00\"").doesNotContain("+05:30");
        }
        assertThat(seqs).containsExactly(2L, 3L);
      }
      try (ResultSet zone = statement.executeQuery("show timezone")) {
        zone.next();
        assertThat(zone.getString(1)).isEqualTo("Asia/Kolkata");
      }
    }
  }

  private record Read(String relation, String type, double rows) {}

  private static List<Read> reads(JsonObject node) {
    List<Read> reads = new ArrayList<>();
    String relation = node.getString("Relation Name");
    if (relation != null) {
      double rows =
          node.getDouble("Actual Loops")
              * (node.getDouble("Actual Rows") + node.getDouble("Rows Removed by Filter", 0.0));
      reads.add(new Read(relation, node.getString("Node Type"), rows));
    }
    for (Object child : node.getJsonArray("Plans", new JsonArray())) {
      reads.addAll(reads((JsonObject) child));
    }
    return reads;
  }
}
