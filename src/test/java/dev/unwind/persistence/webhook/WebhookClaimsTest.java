// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.BesideTheApplication;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A webhook costs what has grown, however many accounts there are that have not. */
@BesideTheApplication
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class WebhookClaimsTest {
  private static final String WEBHOOK = "'11111111-1111-1111-1111-111111111111'::uuid";
  private static final String NOW = "'2026-11-29T12:00:00Z'::timestamptz";
  private static final String UNTIL = "'2026-11-29T12:00:15Z'::timestamptz";

  private static TestDatabase database;

  private Connection connection;

  @BeforeAll
  static void manyAccountsOfWhichAWebhookHasToldAll() throws SQLException {
    database = TestDatabase.migrated();
    try (Connection made = TestDatabase.connect(database.address());
        Statement statement = made.createStatement()) {
      statement.execute(
          """
          insert into principal (principal_id, name, roles, all_accounts, created_at) values (1, 'a', '{admin}', true, now());
          insert into account (account_id, uid, name, currency, cash, created_at, event_seq)
          select n, gen_random_uuid(), 'account ' || n, 'USD', 0, '2026-11-01Z', 1 from generate_series(1, 5000) n;
          insert into webhook (webhook_id, principal_id, title, url, types, delay, package_size_max, dialect, delivers, created_at,
            updated_at, enabled_at, next_at, lagging)
          values (%s, 1, 't', 'https://example.com', '{ALL}', '0s', 65536, 'unwind', true, '2026-11-02Z', '2026-11-02Z',
            '2026-11-02Z', '2026-11-02Z', false);
          insert into webhook_cursor (account_id, webhook_id, seq) select account_id, %s, 1 from account;
          analyze
          """
              .formatted(WEBHOOK, WEBHOOK));
    }
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void aTransaction() throws SQLException {
    connection = TestDatabase.connect(database.address());
    connection.setAutoCommit(false);
    execute("set local enable_seqscan = off");
  }

  @AfterEach
  void rollBack() throws SQLException {
    connection.rollback();
    connection.close();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> texts(String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private static String bound(String sql, String... values) {
    String text = sql;
    for (int i = values.length; i > 0; i--) {
      text = text.replace("$" + i, values[i - 1]);
    }
    return text;
  }

  private static String claim(String grown, boolean all) {
    return bound(
        WebhookSql.CLAIM,
        "gen_random_uuid()",
        NOW,
        UNTIL,
        "32",
        "'" + grown + "'",
        Boolean.toString(all));
  }

  /** The claimed, each with whether all of its accounts are to be looked at. */
  private List<String> claimed(String grown, boolean all) throws SQLException {
    return texts("with c as (" + claim(grown, all) + ") select whole::text from c");
  }

  private Map<String, Double> read(String sql) throws SQLException {
    execute("savepoint before");
    String text = texts("explain (analyze, format json) " + sql).get(0);
    execute("rollback to savepoint before");
    Map<String, Double> read = new TreeMap<>();
    add(new JsonArray(text).getJsonObject(0).getJsonObject("Plan"), read);
    return read;
  }

  private static void add(JsonObject node, Map<String, Double> read) {
    String relation = node.getString("Relation Name");
    if (relation != null) {
      double rows =
          node.getDouble("Actual Loops")
              * (node.getDouble("Actual Rows") + node.getDouble("Rows Removed by Filter", 0.0));
      read.merge(relation, rows, Double::sum);
    }
    for (Object child : node.getJsonArray("Plans", new JsonArray())) {
      add((JsonObject) child, read);
    }
  }

  @Test
  void noAccountIsReadWhereNoneHasGrown() throws SQLException {
    assertThat(read(claim("{}", false)).getOrDefault("account", 0.0)).isZero();
    assertThat(claimed("{}", false)).isEmpty();
    assertThat(claimed("{7}", false)).isEmpty();
  }

  @Test
  void onlyWhatHasGrownIsReadAndClaimed() throws SQLException {
    execute("update account set event_seq = 2 where account_id in (7, 8)");
    Map<String, Double> read = read(claim("{5,6,7}", false));
    assertThat(read.get("account")).as("%s", read).isBetween(1.0, 3.0);
    assertThat(read.get("webhook_cursor")).as("%s", read).isBetween(1.0, 3.0);
    assertThat(claimed("{5,6,7}", false)).containsExactly("false");

    String behind = bound(WebhookSql.BEHIND_OF, WEBHOOK, "100", "'{5,6,7}'");
    assertThat(texts(behind)).containsExactly("7");
    assertThat(read(behind).get("account")).isBetween(1.0, 3.0);
    String add = bound(WebhookSql.ADD_CURSORS_OF, WEBHOOK, "'{5,6,7}'");
    assertThat(read(add).get("account")).isBetween(0.0, 3.0);
  }

  @Test
  void allIsReadNowAndThenForWhatNobodyHasSeenGrow() throws SQLException {
    execute("update account set event_seq = 2 where account_id = 7");
    assertThat(claimed("{}", false)).isEmpty();
    assertThat(claimed("{}", true)).containsExactly("true");
    assertThat(texts(bound(WebhookSql.BEHIND, WEBHOOK, "100"))).containsExactly("7");
  }

  @Test
  void whatGrowsWhileAnotherHasTheLeaseIsLookedForAfterwards() throws SQLException {
    execute("update account set event_seq = 2 where account_id = 7");
    assertThat(claimed("{7}", false)).containsExactly("false");
    execute("update account set event_seq = 2 where account_id = 8");
    assertThat(claimed("{8}", false)).as("it is leased").isEmpty();
    execute(bound(WebhookSql.MARK, "'{8}'", "'{}'"));
    String epoch = texts("select lease_epoch from webhook").get(0);
    execute(bound(WebhookSql.RELEASE, WEBHOOK, epoch, NOW, "false"));

    assertThat(claimed("{}", false)).containsExactly("true");
    execute(bound(WebhookSql.RELEASE, WEBHOOK, epoch + " + 1", NOW, "false"));
    assertThat(claimed("{}", false)).as("nothing says that there is more").isEmpty();
  }

  @Test
  void whatAProcessThatDiedHasLeftIsLookedForAsAWhole() throws SQLException {
    execute("update account set event_seq = 2 where account_id = 7");
    assertThat(claimed("{7}", false)).hasSize(1);
    execute("update webhook set lease_until = '2026-11-29T11:00:00Z'");
    assertThat(claimed("{}", false)).containsExactly("true");
  }

  @Test
  void aMarkIsNotPutOnWhatHasNothingNewOrIsClaimed() throws SQLException {
    execute(bound(WebhookSql.MARK, "'{7,8}'", "'{}'"));
    assertThat(texts("select lagging::text from webhook")).containsExactly("false");
    execute("update account set event_seq = 2 where account_id = 7");
    execute(bound(WebhookSql.MARK, "'{7,8}'", "array[" + WEBHOOK + "]"));
    assertThat(texts("select lagging::text from webhook")).containsExactly("false");
  }
}
