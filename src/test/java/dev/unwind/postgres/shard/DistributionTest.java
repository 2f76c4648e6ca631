// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.CitusCluster;
import dev.unwind.fixture.MigratedLedger;
import dev.unwind.fixture.PlannedText;
import dev.unwind.platform.database.SpreadLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A ledger with accounts in it, spread over the workers of a Citus cluster. */
@BesideTheApplication
class DistributionTest {
  private static final int ACCOUNTS = 12;
  private static final long READABLE_MAX = 1L << 53;

  /** What Citus does not do, and a key that is another one there. */
  private static final Set<String> REFUSALS = Set.of("0A000", "42P10");

  private static final String TABLES =
      """
      select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname as name,
        case when t.partmethod = 'h' then 'DISTRIBUTED' when t.repmodel = 't' then 'REFERENCE' else 'LOCAL' end as placement
      from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_dist_partition t on t.logicalrelid = c.oid
      where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema|citus|columnar)' and c.relname !~ '_[0-9]{6}$'
      """;

  /** In the form of the statement that every request begins with. */
  private static final String SIGN_IN =
      """
      select array(select g.account_id from principal_grant g where g.principal_id = p.principal_id order by 1) as accounts
      from credential c join principal p on p.principal_id = c.principal_id
      left join credential s on s.credential_id = (c.tags->>'signedInWith')::uuid
      where c.kind <> 'API_KEY' and c.secret_sha256 = '\\x01'
      """;

  private static @Nullable CitusCluster cluster;

  @BeforeAll
  static void aLedgerOfTheOneServerThatIsSpread() throws SQLException {
    Optional<String> absent = CitusCluster.absent();
    if (absent.isPresent()) {
      System.out.println("DistributionTest is skipped in part: " + absent.get());
      return;
    }
    CitusCluster made = CitusCluster.create();
    cluster = made;
    MigratedLedger.make(made.coordinator());
    made.execute(
        """
        insert into instrument (instrument_id, uid, symbol, asset_class, currency, quantity_increment, price_increment,
          fractionable, shortable, marginable, session)
        values (1, gen_random_uuid(), 'AAPL', 'us_equity', 'USD', 1, 0.01, true, true, true, 'us_equity')
        """);
    made.execute("insert into quote (instrument_id, last, at) values (1, 200, now())");
    made.execute(
        """
        insert into account (account_id, uid, name, currency, created_at)
        select n, gen_random_uuid(), 'desk-' || n, 'USD', now() from generate_series(1, %d) n
        """
            .formatted(ACCOUNTS));
    made.execute(
        """
        insert into position (account_id, position_id, uid, instrument_id, netting, qty, opened_at, updated_at)
        select n, 100 + n, gen_random_uuid(), 1, true, n, now(), now() from generate_series(1, %d) n
        """
            .formatted(ACCOUNTS));
    made.execute(
        "insert into principal (principal_id, name, roles, created_at) values (1, 'ann',"
            + " '{trader}', now())");
    made.execute("insert into principal_grant (account_id, principal_id) values (1, 1), (2, 1)");
    made.execute(
        """
        insert into credential (credential_id, principal_id, kind, secret_sha256, created_at)
        values (gen_random_uuid(), 1, 'TOKEN', '\\x01', now())
        """);
    try (Connection connection = TestDatabase.connect(made.coordinator())) {
      assertThat(LedgerSpread.of(connection).kind()).isEqualTo(LedgerSpread.Kind.WHOLE);
      assertThat(Distribution.apply(connection, SpreadLedger.statements())).isPositive();
    }
  }

  @AfterAll
  static void close() throws SQLException {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void postgresWithoutCitusIsRefusedInWords() throws SQLException {
    try (TestDatabase plain = TestDatabase.onOneServer();
        Connection connection = TestDatabase.connect(plain.address())) {
      assertThat(LedgerSpread.of(connection).kind()).isEqualTo(LedgerSpread.Kind.PLAIN);
      assertThatThrownBy(() -> Distribution.apply(connection, SpreadLedger.statements()))
          .isInstanceOf(NotDistributableException.class)
          .hasMessageContaining("without Citus");
    }
  }

  @Test
  void everyTableHasTheListsPlaceAndASecondTimeNothingIsDone() throws SQLException {
    Map<String, String> expected = new TreeMap<>();
    Placements.all().forEach(each -> expected.put(each.table(), each.placement().name()));
    Map<String, String> found = new TreeMap<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery(TABLES)) {
        while (rows.next()) {
          found.put(rows.getString("name"), rows.getString("placement"));
        }
      }
      assertThat(found).isEqualTo(expected);
      assertThat(LedgerSpread.of(connection).kind()).isEqualTo(LedgerSpread.Kind.SPREAD);
      assertThat(Distribution.apply(connection, SpreadLedger.statements())).isZero();
    }
  }

  @Test
  void whatWasThereIsThereOnItsServerAndNowhereElse() throws SQLException {
    assertThat(values("select count(*) from account a join position p using (account_id)"))
        .containsExactly(String.valueOf(ACCOUNTS));
    assertThat(values("select name from account_directory where account_id = 7"))
        .containsExactly("desk-7");
    assertThat(values("select pg_relation_size('position')")).containsExactly("0");
    assertThat(
            values(
                "select count(distinct nodename || nodeport) from citus_shards where table_name ="
                    + " 'account'::regclass and shard_size > 8192"))
        .containsExactly(String.valueOf(cluster().workers().size()));
  }

  @Test
  void aNameIsStillGivenOnceAndAnAccountStillProvesItsPositions() {
    CitusCluster cluster = cluster();
    assertThatThrownBy(
            () ->
                cluster.execute(
                    "insert into account_directory values (99, 'desk-1', gen_random_uuid())"))
        .hasMessageContaining("account_directory_name_key");
    assertThatThrownBy(
            () ->
                cluster.execute(
                    "insert into idempotency (account_id, dialect, key, payload_hash, created_at)"
                        + " values (99, 'alpaca', 'k', '', now())"))
        .hasMessageContaining("idempotency_account_id_fkey");
  }

  @Test
  void whatTheLogReadsIsStillRefusedToChange() throws SQLException {
    CitusCluster cluster = cluster();
    cluster.execute(
        """
        insert into order_version (account_id, order_id, version, uid, client_order_id, type, time_in_force, qty, created_at)
        values (3, 1, 1, '11111111-1111-4111-8111-111111111111', '11111111-1111-4111-8111-111111111111', 'MARKET', 'DAY', 1, now())
        """);
    assertThatThrownBy(
            () -> cluster.execute("update order_version set type = 'LIMIT' where account_id = 3"))
        .hasMessageContaining("as it was written");
    // This one looks for other rows of the account, on the worker.
    assertThatThrownBy(
            () ->
                cluster.execute(
                    """
                    insert into order_version (account_id, order_id, version, uid, client_order_id, type, time_in_force,
                      qty, created_at)
                    values (3, 2, 1, gen_random_uuid(), '11111111-1111-4111-8111-111111111111', 'MARKET', 'DAY', 1, now())
                    """))
        .hasMessageContaining("another order of account 3");
  }

  /** PostgreSQL keeps a plan without values from the sixth time on, which Citus cannot send on. */
  @Test
  void clientOrderIdsAreLookedAtHoweverOftenAServerHasDoneSo() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (int order = 1; order <= 12; order++) {
        statement.execute(
            """
            insert into order_version (account_id, order_id, version, uid, client_order_id, type, time_in_force, qty, created_at)
            values (5, %d, 1, gen_random_uuid(), gen_random_uuid()::text, 'MARKET', 'DAY', 1, now())
            """
                .formatted(order));
      }
    }
    assertThat(values("select count(*) from order_version where account_id = 5"))
        .containsExactly("12");
  }

  @Test
  void whoeverIsConnectedHoldsItUp() throws SQLException {
    cluster();
    try (CitusCluster another = CitusCluster.create()) {
      MigratedLedger.make(another.coordinator());
      try (Connection replica = TestDatabase.connect(another.coordinator());
          Connection connection = TestDatabase.connect(another.coordinator())) {
        assertThat(replica.isValid(1)).isTrue();
        assertThatThrownBy(() -> Distribution.apply(connection, SpreadLedger.statements()))
            .isInstanceOf(NotDistributableException.class)
            .hasMessageContaining("stop all replicas first");
        assertThat(LedgerSpread.of(connection).kind()).isEqualTo(LedgerSpread.Kind.WHOLE);
      }
    }
  }

  @Test
  void numbersThatWorkersGiveCanBeReadByClients() throws SQLException {
    for (var worker : cluster().workers()) {
      try (Connection connection = TestDatabase.connect(worker);
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("select nextval('order_version_id_seq')")) {
        row.next();
        assertThat(row.getLong(1)).isBetween(1L << 48, READABLE_MAX - 1);
      }
    }
  }

  /** One call for two accounts; each row is on its account's server. */
  @Test
  void rowsOfSeveralAccountsAreWrittenBesideEachAndNumbered() throws SQLException {
    CitusCluster cluster = cluster();
    PlacedStatement cancels =
        SpreadLedger.statements().stream()
            .filter(each -> each.text().contains("select 'CANCEL', t.*"))
            .findAny()
            .orElseThrow();
    cluster.execute(
        "prepare cancels as "
            + cancels.call()
            + "; execute cancels('{8,9,8}', array[gen_random_uuid(), gen_random_uuid(),"
            + " gen_random_uuid()], now())");
    assertThat(
            values(
                "select account_id || ' ' || count(distinct arrival_no) from simulator.journal"
                    + " where account_id in (8, 9) group by account_id order by 1"))
        .containsExactly("8 2", "9 1");
  }

  /** The judge of the rules: what passes them is one task, without a subplan. */
  @Test
  void statementsThatKeepTheRulesGoToOneServerWhole() throws SQLException, IOException {
    Map<String, String> statements = statements();
    Map<String, String> otherwise = new TreeMap<>();
    int asked = 0;
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("set plan_cache_mode = force_custom_plan");
      for (Map.Entry<String, String> each : statements.entrySet()) {
        String text = each.getValue();
        if (text.contains(SourceTexts.UNKNOWN)
            || text.contains("?")
            || !ShardRules.broken(text).isEmpty()
            || !ofAccounts(text)) {
          continue;
        }
        asked++;
        String plan = PlannedText.of(statement, text);
        if (!plan.contains("Task Count: 1\n") || plan.contains("Subplan")) {
          otherwise.put(each.getKey(), plan);
        }
      }
    }
    assertThat(asked).isGreaterThan(30);
    assertThat(otherwise).isEmpty();
  }

  /** Whatever such a statement does, it is a call that one server answers. */
  @Test
  void statementsOnAnAccountThatRunBesideItsRowsAreOneCallOfOneServer() throws SQLException {
    Map<String, String> otherwise = new TreeMap<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (PlacedStatement each : SpreadLedger.statements()) {
        if (each.way() != PlacedStatement.Way.ON_ACCOUNT || each.first() != null) {
          continue;
        }
        String plan = PlannedText.of(statement, each.call());
        if (!plan.contains("Task Count: 1\n")
            || plan.contains("Subplan")
            || !plan.contains("Function Scan on " + each.name())) {
          otherwise.put(each.text(), plan);
        }
      }
    }
    assertThat(otherwise).isEmpty();
  }

  @Test
  void whatIsSaidInOtherWordsCanBePlanned() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (PlacedStatement each : SpreadLedger.statements()) {
        if (each.way() == PlacedStatement.Way.IN_OTHER_WORDS
            && !each.call().startsWith("insert into")) {
          assertThat(PlannedText.of(statement, each.call()))
              .as(each.text())
              .isNotEmpty()
              .doesNotContain("ERROR");
        }
      }
    }
  }

  /** Those that touch several servers too: none is refused, however it is put. */
  @Test
  void everyStatementIsPlannedAsItIsSent() throws SQLException, IOException {
    PlacedStatements placed = PlacedStatements.of(SpreadLedger.statements());
    Map<String, String> refused = new TreeMap<>();
    int asked = 0;
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("set plan_cache_mode = force_custom_plan");
      for (Map.Entry<String, String> each : statements().entrySet()) {
        String text = each.getValue();
        if (each.getKey().startsWith("postgres.shard.")
            || text.contains(SourceTexts.UNKNOWN)
            || text.contains("?")) {
          continue;
        }
        asked++;
        String plan = PlannedText.of(statement, placed.sent(text));
        if (REFUSALS.stream().anyMatch(plan::startsWith)) {
          refused.put(each.getKey(), plan);
        }
      }
    }
    assertThat(asked).isGreaterThan(200);
    assertThat(refused).isEmpty();
  }

  @Test
  void aSignInIsOneLocalRead() throws SQLException {
    String plan = String.join("\n", values("explain (costs off) " + SIGN_IN));
    String coordinator = cluster().coordinator().location();
    String port = coordinator.substring(coordinator.indexOf(':') + 1, coordinator.indexOf('/'));
    assertThat(plan).contains("Task Count: 1\n", "port=" + port).doesNotContain("Distributed");
    assertThat(values(SIGN_IN)).containsExactly("{1,2}");
  }

  private static Map<String, String> statements() throws IOException {
    return SourceTexts.under(
        Stream.of("persistence", "postgres", "venue")
            .map(each -> Path.of("src/main/java/dev/unwind", each))
            .toList());
  }

  private static boolean ofAccounts(String text) {
    return SqlBlock.of(text).stream()
        .flatMap(each -> each.all().stream())
        .flatMap(each -> each.tables().values().stream())
        .anyMatch(each -> Placements.of(each).filter(Placement.DISTRIBUTED::equals).isPresent());
  }

  /** The test is skipped where there is none. */
  private static CitusCluster cluster() {
    assumeTrue(cluster != null, () -> CitusCluster.absent().orElse("no cluster was made"));
    return Objects.requireNonNull(cluster);
  }

  private static Connection connect() throws SQLException {
    return TestDatabase.connect(cluster().coordinator());
  }

  private static List<String> values(String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return Collections.unmodifiableList(found);
  }
}
