// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@BesideTheApplication
@Timeout(120)
class EmbeddedDatabaseTest {

  @TempDir Path directory;

  /** Started in a process of its own, to be killed. */
  static final class Victim {

    private Victim() {}

    public static void main(String... arguments) throws InterruptedException {
      EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(arguments[0]));
      System.out.println("started " + database.address().url());
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  @Test
  void dataSurvivesRestart() throws SQLException {
    try (EmbeddedDatabase first = EmbeddedDatabase.start(directory)) {
      execute(first.address(), "create table kept as select 42 as answer");
    }
    try (EmbeddedDatabase second = EmbeddedDatabase.start(directory)) {
      assertThat(query(second.address(), "select answer from kept")).isEqualTo("42");
    }
  }

  @Test
  void aFullDirectoryIsSaidAtOnceAndNotWaitedFor() {
    EmbeddedDatabase.requireRoom(directory, EmbeddedDatabase.ROOM, EmbeddedDatabase.ROOM);
    assertThatThrownBy(
            () -> EmbeddedDatabase.requireRoom(directory, 5L << 20, EmbeddedDatabase.ROOM))
        .isInstanceOfSatisfying(
            StartRefusedException.class,
            refused -> assertThat(refused.fault()).isEqualTo(StartFault.DIRECTORY))
        .hasMessageContainingAll(directory.toString(), "UNWIND_DATA_DIR", "5 MiB are free");
  }

  @Test
  void serverIsDurableLocalAndClosedToStrangers() throws SQLException {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
      DatabaseAddress address = database.address();
      for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
        assertThat(query(address, "show " + setting)).as(setting).isEqualTo("on");
      }
      assertThat(query(address, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(query(address, "show unix_socket_directories")).isEmpty();
      assertThat(
              query(
                  address,
                  "select split_part(rolpassword, ':', 1) from pg_authid where rolname = current_user"))
          .as("no connection pays for a hash that slows down nobody")
          .isEqualTo("SCRAM-SHA-256$1");
      assertThatThrownBy(
              () ->
                  query(
                      new DatabaseAddress(address.location(), address.user(), "guess"), "select 1"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void secondOwnerIsRefusedAndTheFirstGoesOn() throws SQLException {
    try (EmbeddedDatabase first = EmbeddedDatabase.start(directory)) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(directory))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("Another process runs on " + directory);
      assertThat(query(first.address(), "select 1")).isEqualTo("1");
    }
  }

  @Test
  void serverLeftByAKilledProcessIsReplacedWithoutLoss() throws Exception {
    Process victim = startVictim();
    ServerProcess orphan = ServerProcess.find(directory.resolve("postgres"));
    assertThat(orphan).isNotNull();
    victim.destroyForcibly().waitFor();
    assertThat(ServerProcess.find(directory.resolve("postgres"))).isEqualTo(orphan);

    try (EmbeddedDatabase next = EmbeddedDatabase.start(directory)) {
      assertThat(query(next.address(), "select answer from kept")).isEqualTo("42");
      ServerProcess own = ServerProcess.find(directory.resolve("postgres"));
      assertThat(own).isNotNull().isNotEqualTo(orphan);
    }
  }

  @Test
  void firstStartCutOffHalfwayIsBegunAgain() throws Exception {
    Path halfDone = Files.createDirectories(directory.resolve("postgres.new"));
    Files.writeString(halfDone.resolve("postgresql.conf"), "# cut off\n");

    try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
      assertThat(query(database.address(), "select 1")).isEqualTo("1");
    }
  }

  @Test
  void processNumberTakenBySomebodyElseDoesNotPreventTheStart() throws Exception {
    EmbeddedDatabase.start(directory).close();
    Files.writeString(
        directory.resolve("postgres/postmaster.pid"),
        ProcessHandle.current().pid() + "\n/elsewhere\n0\n5432\n");

    try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
      assertThat(query(database.address(), "select 1")).isEqualTo("1");
    }
  }

  private Process startVictim() throws IOException, SQLException {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader output = victim.inputReader();
    String line = output.readLine();
    while (line != null && !line.startsWith("started")) {
      line = output.readLine();
    }
    assertThat(line).isNotNull();
    Path data = directory.resolve("postgres");
    ServerProcess server = ServerProcess.find(data);
    assertThat(server).isNotNull();
    String password = Files.readString(EmbeddedDatabase.passwordFile(data)).strip();
    execute(
        EmbeddedDatabase.address(server.port(), password),
        "create table kept as select 42 as answer");
    return victim;
  }

  private static void execute(DatabaseAddress address, String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(address);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(DatabaseAddress address, String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(address);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
