// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.CitusCluster;
import dev.unwind.platform.Finding;
import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import dev.unwind.postgres.shard.NotDistributableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;

/** What the commands say of a ledger on one server, and of one that is on several. */
@BesideTheApplication
class LedgerServersTest {
  @Test
  void oneServerIsServedAndNeverSpread() throws SQLException {
    assumeFalse(TestDatabase.isSpread(), "the tests' own ledger is on several servers");
    try (TestDatabase database = TestDatabase.create()) {
      make(database.address());
      LedgerServers servers = new LedgerServers(database.address());
      assertThat(servers.spread()).isFalse();
      assertThatThrownBy(servers::requireFit)
          .isInstanceOf(NotDistributableException.class)
          .hasMessageContaining("PostgreSQL without Citus");
      assertThatCode(() -> new DatabaseProbe(database.address(), false).require(Purpose.SERVE))
          .doesNotThrowAnyException();
      assertThat(servers(database.address(), false))
          .isEqualTo(Finding.good("servers", "one server"));
    }
  }

  @Test
  void aLedgerOnSeveralServersIsServedWhereTheSettingsSaySo() throws SQLException {
    CitusCluster.absent()
        .ifPresent(why -> System.out.println("LedgerServersTest is skipped in part: " + why));
    assumeTrue(CitusCluster.absent().isEmpty(), () -> CitusCluster.absent().orElse(""));
    try (CitusCluster cluster = CitusCluster.create()) {
      make(cluster.coordinator());
      DatabaseProbe probe = new DatabaseProbe(cluster.coordinator(), false);
      assertThatCode(() -> probe.require(Purpose.SERVE)).doesNotThrowAnyException();
      LedgerServers servers = new LedgerServers(cluster.coordinator());
      assertThat(servers.place()).contains("on 2 workers");
      assertThat(servers.spread()).isTrue();
      for (Purpose purpose : EnumSet.of(Purpose.SERVE, Purpose.WORK)) {
        assertThatThrownBy(() -> probe.require(purpose))
            .isInstanceOfSatisfying(
                StartRefusedException.class,
                refused -> assertThat(refused.fault()).isEqualTo(StartFault.LEDGER_SPREAD))
            .hasMessageContaining("is spread over several servers")
            .hasMessageNotContaining("\n");
      }
      for (Purpose purpose : EnumSet.of(Purpose.FORM, Purpose.LOOK)) {
        assertThatCode(() -> probe.require(purpose)).doesNotThrowAnyException();
      }
      assertThat(servers(cluster.coordinator(), false).grade()).isEqualTo(Finding.Grade.FAULT);

      DatabaseProbe stated = new DatabaseProbe(cluster.coordinator(), true);
      for (Purpose purpose : Purpose.values()) {
        assertThatCode(() -> stated.require(purpose)).doesNotThrowAnyException();
      }
      assertThat(servers(cluster.coordinator(), true).grade()).isEqualTo(Finding.Grade.GOOD);
    }
  }

  @Test
  void aLedgerOnOneServerIsNotServedAsIfItWereSpread() throws SQLException {
    assumeFalse(TestDatabase.isSpread(), "the tests' own ledger is on several servers");
    try (TestDatabase database = TestDatabase.create()) {
      make(database.address());
      assertThatThrownBy(() -> new DatabaseProbe(database.address(), true).require(Purpose.SERVE))
          .isInstanceOfSatisfying(
              StartRefusedException.class,
              refused -> assertThat(refused.fault()).isEqualTo(StartFault.LEDGER_SPREAD))
          .hasMessageContaining("is on one server");
      assertThat(servers(database.address(), true).grade()).isEqualTo(Finding.Grade.FAULT);
    }
  }

  private static Finding servers(DatabaseAddress address, boolean statedSpread)
      throws SQLException {
    try (Connection connection = TestDatabase.connect(address)) {
      List<Finding> findings =
          DatabaseExamination.of(connection, InstantSource.system(), 1, false, statedSpread);
      return findings.stream()
          .filter(each -> each.subject().equals("servers"))
          .findAny()
          .orElseThrow();
    }
  }

  private static void make(DatabaseAddress address) {
    FluentConfiguration migrations =
        Flyway.configure().dataSource(address.jdbcUrl(), address.user(), address.password());
    new MigrationLock().customize(migrations);
    migrations.load().migrate();
  }
}
