// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ledgers are served without asking Flyway, and which are not served at all. */
@BesideTheApplication
class AppliedMigrationsTest {
  private static TestDatabase database;

  @BeforeAll
  static void makeALedger() {
    database = TestDatabase.create();
    DatabaseAddress address = database.address();
    FluentConfiguration migrations =
        Flyway.configure().dataSource(address.jdbcUrl(), address.user(), address.password());
    new MigrationLock().customize(migrations);
    migrations.load().migrate();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Test
  void whatFlywayHasJustMigratedHasAllAndNothingLater() throws SQLException {
    AppliedMigrations applied = after("select 1");
    assertThat(applied.complete()).isTrue();
    assertThat(applied.newest()).isEqualTo(AppliedMigrations.last());
    assertThat(applied.isNewer()).isFalse();
    applied.requireReadable(database.address());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update flyway_schema_history set checksum = checksum + 1 where version = '7'",
        "update flyway_schema_history set checksum = null where version = '7'",
        "update flyway_schema_history set success = false where version = '28'",
        "update flyway_schema_history set type = 'DELETE' where version = '8'",
        "delete from flyway_schema_history where version = '53'",
        "delete from flyway_schema_history",
        "insert into flyway_schema_history values"
            + " (900, '7.1', 'x', 'SQL', 'V7.1__x.sql', 1, 'x', now(), 1, true)",
        "insert into flyway_schema_history values"
            + " (900, null, 'x', 'SQL', 'R__x.sql', 1, 'x', now(), 1, true)",
        "drop table flyway_schema_history",
        "create schema beside; set local search_path = beside, public",
      })
  void whateverIsNotAsExpectedIsLeftToFlyway(String change) throws SQLException {
    assertThat(after(change).complete()).isFalse();
  }

  @Test
  void whatALaterReleaseHasAddedIsServed() throws SQLException {
    AppliedMigrations applied = after(later(999));
    assertThat(applied.complete()).isTrue();
    assertThat(applied.isNewer()).isTrue();
    applied.requireReadable(database.address());
  }

  @Test
  void whatALaterReleaseHasSaidToBeAnotherFormIsRefused() throws SQLException {
    AppliedMigrations applied = after(later(1000));
    assertThatThrownBy(() -> applied.requireReadable(database.address()))
        .isInstanceOfSatisfying(
            StartRefusedException.class,
            refused -> assertThat(refused.fault()).isEqualTo(StartFault.LEDGER_FORM))
        .hasMessageContaining("the form of version 1000");
  }

  private static String later(int version) {
    return "insert into flyway_schema_history values (900, '%d', 'x', 'SQL', 'V%d__x.sql', 1, 'x', now(), 1, true)"
        .formatted(version, version);
  }

  /** In a transaction that is taken back. */
  private static AppliedMigrations after(String change) throws SQLException {
    try (Connection connection = TestDatabase.connect(database.address());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(change);
      AppliedMigrations applied = AppliedMigrations.of(connection);
      connection.rollback();
      return applied;
    }
  }
}
