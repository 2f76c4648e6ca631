// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.log.EventRows;
import dev.unwind.platform.database.SpreadLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every statement must keep to, so that accounts can be spread over several servers. */
@BesideTheApplication
class ShardRulesTest {
  /**
   * Statements that break a rule today. It may only become shorter: what is not in it and breaks a
   * rule is a fault, and so is a line that is true no more.
   */
  private static final Path KNOWN = Path.of("src/test/resources/sharding/known.txt");

  private static final List<Path> SOURCES =
      Stream.of("persistence", "postgres", "venue")
          .map(each -> Path.of("src/main/java/dev/unwind", each))
          .toList();

  /** More than half of what there was when this was written: the reader has not gone blind. */
  private static final int STATEMENTS_MIN = 250;

  private static final Pattern ENTITY = Pattern.compile("@Table\\(name = \"(\\w+)\"");

  @Test
  void everyStatementKeepsToTheRulesOrIsKnownNotTo() throws IOException {
    Map<String, String> statements = SourceTexts.under(SOURCES);
    // What spreads a ledger is about all servers.
    statements.keySet().removeIf(each -> each.startsWith("postgres.shard."));
    // What is sent in their place is tried where there is a cluster.
    Set<String> placed = placed();
    statements.values().removeIf(placed::contains);
    TreeSet<String> broken = new TreeSet<>();
    statements.forEach(
        (name, text) -> ShardRules.broken(text).forEach(each -> broken.add(name + " " + each)));
    assertThat(statements).hasSizeGreaterThan(STATEMENTS_MIN);
    assertThat(statements).containsKey("persistence.book.BookSql.SETTLE_FILLS");
    TreeSet<String> added = new TreeSet<>(broken);
    added.removeAll(known());
    TreeSet<String> gone = new TreeSet<>(known());
    gone.removeAll(broken);
    assertThat(added).as("breaks a rule of docs/sharding.md; mend the statement").isEmpty();
    assertThat(gone).as("mended; take it out of %s", KNOWN).isEmpty();
  }

  /** On the servers of accounts there is nothing else, and no shard has anything of another. */
  @Test
  void whatRunsBesideItsRowsNamesTheirShardAndNoTableThatOnlyTheCoordinatorHas() {
    Map<String, String> shards =
        Placements.all().stream()
            .filter(each -> each.placement() != Placement.LOCAL)
            .collect(Collectors.toMap(TablePlacement::table, each -> each.table() + "_1"));
    for (PlacedStatement each : SpreadLedger.statements()) {
      if (!each.hasFunctions()) {
        continue;
      }
      List<String> before = tables(each.text());
      List<String> after = tables(ShardText.of(each.text(), shards));
      assertThat(before).as(each.text()).isNotEmpty().allMatch(shards::containsKey);
      assertThat(after).as(each.text()).isEqualTo(before.stream().map(shards::get).toList());
    }
  }

  @Test
  void aStatementOnAnAccountHasItInFront() {
    assertThat(SpreadLedger.statements())
        .filteredOn(each -> each.way() == PlacedStatement.Way.ON_ACCOUNT)
        .isNotEmpty()
        .allSatisfy(
            each ->
                assertThat(each.text())
                    .containsPattern(
                        "account_id = \\$1\\b|values \\(\\$1, |(?s)insert into .*select \\$1, "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "select * from orders where account_id = $1 | select * from orders_1 as orders where"
            + " account_id = $1",
        "select o.* from orders o join fill f using (order_id) | select o.* from orders_1 o join"
            + " fill_1 f using (order_id)",
        "update position set qty = 1 where position.account_id = $1 | update position_1 as position"
            + " set qty = 1 where position.account_id = $1",
        "insert into event (seq) select position from fill f, orders o | insert into event_1 as"
            + " event (seq) select position from fill_1 f, orders_1 o",
        "select * from simulator.orders where order_no = 1 | select * from simulator.orders_1 as"
            + " orders where order_no = 1",
        "select 1 from a where a.x is distinct from fill | select 1 from a where a.x is distinct"
            + " from fill"
      })
  void tablesGetTheNamesOfAShardAndKeepTheirOwn(String statement, String onShard) {
    Map<String, String> shards =
        Map.of(
            "orders", "orders_1",
            "fill", "fill_1",
            "event", "event_1",
            "position", "position_1",
            "simulator.orders", "simulator.orders_1");
    assertThat(ShardText.of(statement, shards)).isEqualTo(onShard);
  }

  @Test
  void whatIsEqualToARowOfTheAccountIsBoundToTheAccount() {
    assertThat(
            BoundText.of(
                "select 1 from (select e.* from event e where e.account_id = $1) e left join"
                    + " lateral (select * from orders o where o.account_id = e.account_id offset 0)"
                    + " o on true where exists (select 1 from fill f where f.account_id ="
                    + " o.account_id) and e.account_id > $12"))
        .isEqualTo(
            "select 1 from (select e.* from event e where e.account_id = $1) e left join lateral"
                + " (select * from orders o where o.account_id = $1 offset 0) o on true where"
                + " exists (select 1 from fill f where f.account_id = $1) and e.account_id > $12");
    String ofAll = "select 1 from event e join orders o on o.account_id = e.account_id";
    assertThat(BoundText.of(ofAll)).isEqualTo(ofAll);
  }

  /** What is put together keeps the rules once it names an account. */
  @Test
  void eventsAndOrdersOfAnAccountGoToOneServer() {
    PlacedStatements placed = PlacedStatements.of(SpreadLedger.statements());
    for (String text :
        List.of(
            EventRows.select(
                "where e.account_id = $1 and e.seq > $2 order by e.account_id, e.seq limit $3"),
            Rows.ORDER_SELECT + "where o.account_id = $1 order by o.order_id limit $2")) {
      assertThat(ShardRules.broken(text)).isNotEmpty();
      assertThat(ShardRules.broken(placed.sent(text))).isEmpty();
    }
  }

  /** Those that are, without the names of parts of the statement. */
  private static List<String> tables(String text) {
    return SqlBlock.of(text).stream()
        .flatMap(each -> each.all().stream())
        .flatMap(each -> each.tables().values().stream())
        .filter(each -> Placements.of(each.replaceFirst("_1$", "")).isPresent())
        .toList();
  }

  private static Set<String> placed() {
    return SpreadLedger.statements().stream()
        .flatMap(
            each ->
                each.way() == PlacedStatement.Way.IN_OTHER_WORDS
                    ? Stream.of(each.text(), each.call())
                    : Stream.of(each.text()))
        .collect(Collectors.toSet());
  }

  /** A query over entities says nothing of accounts that could be seen here. */
  @Test
  void entitiesAreOfTablesThatOneServerHasWhole() throws IOException {
    List<String> distributed = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/unwind/persistence"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        Matcher found = ENTITY.matcher(Files.readString(file));
        while (found.find()) {
          if (Placements.of(found.group(1)).orElseThrow() == Placement.DISTRIBUTED) {
            distributed.add(found.group(1));
          }
        }
      }
    }
    assertThat(distributed).containsExactly("account");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "select * from orders where account_id = $1 and order_id = $2",
        "select o.* from orders o join fill f on f.account_id = o.account_id where o.account_id ="
            + " $1",
        "select * from orders o join fill f using (account_id, order_id) where o.account_id = $1",
        "select 1 from orders o where (o.account_id, o.order_id) = ($1::bigint, $2::bigint)",
        "select (select count(*) from fill f where f.account_id = $1) from account where account_id"
            + " = $1",
        "select extract(epoch from due_at) from heartbeat where account_id = $1",
        "select * from account a where (a.account_id = $1 and a.status = 'ACTIVE') for update of a",
        "select * from orders o join instrument i on i.instrument_id = o.instrument_id where"
            + " o.account_id = ?",
        "update orders set status = $2 where account_id = $1 and order_id = any($3)",
        "insert into idempotency (account_id, dialect, key) values ($1, $2, $3) on conflict do"
            + " nothing",
        "with x as materialized (select * from fill where account_id = $1) select * from x",
        "with s as (update fix_venue.session set epoch = 1 returning 1) insert into fix_venue.inbox"
            + " (venue) select 'a' from s",
        "select c.kind from credential c join principal p on p.principal_id = c.principal_id where"
            + " c.key_id = $1"
      })
  void whatSaysOfWhichAccountItIsPasses(String statement) {
    assertThat(SqlBlock.isStatement(statement)).isTrue();
    assertThat(ShardRules.broken(statement)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "select * from orders where order_id = $1 | UNBOUND orders",
        "select * from orders where account_id = any($1) | UNBOUND orders",
        "select * from orders where account_id = $1 or order_id = $2 | UNBOUND orders",
        "select * from orders o, fill f where o.account_id = $1 | UNBOUND fill",
        "select * from orders where account_id <> $1 | UNBOUND orders",
        "select * from orders where account_id = abs($1) | UNBOUND orders",
        "select * from orders where account_id in (select account_id from principal_grant) |"
            + " UNBOUND orders",
        "select * from orders o where exists (select 1 from fill f where f.account_id ="
            + " o.account_id) and o.account_id = $1 | UNBOUND fill",
        "select 1 from fill where account_id = $1 union all select 1 from event | UNBOUND event",
        "delete from idempotency using act where created_at < $1 | UNBOUND idempotency",
        "insert into event (account_id, seq) values (nextval('s'), 1) | UNBOUND event",
        "with w as (insert into fill (account_id) values ($1) returning 1) select 1 from w |"
            + " WRITES_IN_A_PART fill",
        "select * from orders where lease_until < $1 for update skip locked | LOCKS_ACROSS orders",
        "select p.name, (select count(*) from event e where e.actor = p.name) from principal p |"
            + " CORRELATED_ON_REFERENCE event",
        "with recursive t as (select 1 from orders where parent_order_id = $1 union all select 1"
            + " from t) select * from t | RECURSIVE_WITHOUT_KEY orders",
        "select * from position p join quote q on q.instrument_id = p.instrument_id where"
            + " p.account_id = $1 | BESIDE_A_LOCAL_TABLE quote",
        "insert into event (account_id, seq) values ($1, (select 1)) | INSERTS_A_QUERY event",
        "insert into event (account_id, seq) select $1, n from unnest($2) n | INSERTS_A_QUERY event"
      })
  void whatDoesNotIsNamed(String statement, String rule) {
    assertThat(SqlBlock.isStatement(statement)).isTrue();
    assertThat(ShardRules.broken(statement)).contains(rule);
  }

  private static List<String> known() throws IOException {
    return Files.readAllLines(KNOWN).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }
}
