// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.BesideTheApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The list of placements against a ledger that the migrations have made, and the page about it. */
@BesideTheApplication
class PlacementsTest {
  private static final Path PAGE = Path.of("docs/sharding.md");

  private static final String TABLES =
      """
      select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'
      order by 1
      """;

  private static final String WITHOUT_ACCOUNT =
      """
      select count(*) from pg_attribute
      where attrelid = to_regclass(?) and attname = 'account_id' and attnotnull and atttypid = 'bigint'::regtype
      """;

  private static final String UNIQUE_ELSEWHERE =
      """
      select x.relname from pg_index i join pg_class x on x.oid = i.indexrelid
      where i.indisunique and i.indrelid = to_regclass(?) and not exists (
        select 1 from pg_attribute a where a.attrelid = i.indexrelid and a.attname = 'account_id')
      order by 1
      """;

  private static TestDatabase database;

  @BeforeAll
  static void aLedger() {
    database = TestDatabase.migrated();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void everyTableOfTheMigrationsHasAPlace() throws SQLException {
    assertThat(column(TABLES, null))
        .containsExactlyInAnyOrderElementsOf(
            Placements.all().stream()
                .map(TablePlacement::table)
                .filter(each -> !each.equals(Placements.DIRECTORY))
                .toList());
  }

  @Test
  void whatIsDistributedNamesItsAccountInEveryRow() throws SQLException {
    for (String table : distributed()) {
      assertThat(column(WITHOUT_ACCOUNT, table)).as(table).containsExactly("1");
    }
  }

  /** What is unique over all accounts cannot be kept by one server: these few are changed. */
  @Test
  void whatIsUniqueIsUniqueWithinAnAccount() throws SQLException {
    List<String> elsewhere = new ArrayList<>();
    for (String table : distributed()) {
      elsewhere.addAll(column(UNIQUE_ELSEWHERE, table));
    }
    assertThat(elsewhere)
        .containsExactlyInAnyOrder(
            "account_name_key", "account_uid_key", "lift_pkey", "report_pkey");
  }

  @Test
  void thePageHasTheSameList() throws IOException {
    List<String> rows =
        Placements.all().stream()
            .map(
                each ->
                    "| `%s` | %s | %s |"
                        .formatted(
                            each.table(),
                            switch (each.placement()) {
                              case DISTRIBUTED -> "by `account_id`";
                              case REFERENCE -> "reference";
                              case LOCAL -> "coordinator";
                            },
                            each.reason()))
            .toList();
    assertThat(Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `")))
        .as("rows of the first table of %s", PAGE)
        .startsWith(rows.toArray(String[]::new));
  }

  private static List<String> distributed() {
    return Placements.all().stream()
        .filter(each -> each.placement() == Placement.DISTRIBUTED)
        .map(TablePlacement::table)
        .toList();
  }

  private static List<String> column(String query, @Nullable String table) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = TestDatabase.connect(database.address());
        PreparedStatement statement = connection.prepareStatement(query)) {
      if (table != null) {
        statement.setString(1, table);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }
}
