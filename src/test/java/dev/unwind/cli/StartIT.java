// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.platform.database.DatabaseAddress;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails says why in one line, and by its exit status. */
@Order(2)
@Timeout(180)
class StartIT {
  @TempDir Path directory;

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
    UnwindProcess.keepAStart();
  }

  @Test
  void everyWrongSettingIsNamedAtOnceWithItsValueAndTheCauseAndNoSecretIsRepeated()
      throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      Map<String, String> environment = new HashMap<>(database.environment());
      environment.put("UNWIND_DISPATCH_LEASE", "banana");
      environment.put("UNWIND_DISPATCH_BATCH_SIZE", "many");
      environment.put("UNWIND_DATABASE_WAIT_QUEUE_MAX", "0");
      environment.put("UNWIND_VENUE_SIMULATOR_FILL", "banana");
      environment.put("UNWIND_WEBHOOKS_ALLOW_PRIVATE_TARGETS", "ja");
      String said =
          refused(
              environment,
              10,
              "UNWIND_DISPATCH_LEASE=banana: Invalid duration",
              "UNWIND_DISPATCH_BATCH_SIZE=many",
              "UNWIND_DATABASE_WAIT_QUEUE_MAX=0: must be greater than or equal to 1",
              "UNWIND_VENUE_SIMULATOR_FILL=banana: ",
              "none,partial,full",
              "UNWIND_WEBHOOKS_ALLOW_PRIVATE_TARGETS=ja: neither true nor false");
      assertThat(said).doesNotContain(String.valueOf(database.address().password()));
    }
  }

  @Test
  void soAreTheWrongSettingsOfThePlatform() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      Map<String, String> environment = new HashMap<>(database.environment());
      environment.put("UNWIND_HTTP_PORT", "banana");
      environment.put("QUARKUS_LOG_LEVEL", "banana");
      refused(
          environment,
          10,
          "UNWIND_HTTP_PORT=banana: ",
          "integer",
          "QUARKUS_LOG_LEVEL=banana: Unknown level");
    }
  }

  @Test
  void aWrongIntervalIsNamedOnceItIsScheduled() throws Exception {
    try (TestDatabase database = TestDatabase.migrated()) {
      Map<String, String> environment = new HashMap<>(database.environment());
      environment.put("UNWIND_SETTLEMENT_SWEEP_INTERVAL", "banana");
      refused(environment, 10, "UNWIND_SETTLEMENT_SWEEP_INTERVAL=banana: no duration");
    }
  }

  @Test
  void aRequestIsGivenAsLongAsAllThatItMayWaitFor() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      Map<String, String> environment = new HashMap<>(database.environment());
      environment.put("UNWIND_HTTP_ANSWER_WITHIN", "30s");
      refused(
          environment,
          10,
          "UNWIND_HTTP_ANSWER_WITHIN=30s: must be at least 75s",
          "unwind.store.write-timeout 20s");
    }
  }

  @Test
  void aLineOfTheCalendarThatCannotBeReadIsNamed() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("days.txt"), "# announced\nus_equity 2027-01-11 shut\n");
    try (TestDatabase database = TestDatabase.create()) {
      Map<String, String> environment = new HashMap<>(database.environment());
      environment.put("UNWIND_CALENDAR_OVERRIDES", file.toString());
      refused(
          environment,
          10,
          "UNWIND_CALENDAR_OVERRIDES="
              + file
              + ", line 2: \"shut\" is neither \"closed\" nor hours");
      environment.put("UNWIND_CALENDAR_OVERRIDES", file + ".absent");
      refused(environment, 10, "UNWIND_CALENDAR_OVERRIDES=" + file + ".absent: cannot be read");
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (TestDatabase database = TestDatabase.migrated();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      Map<String, String> environment = new HashMap<>(database.environment());
      environment.put("UNWIND_HTTP_PORT", String.valueOf(taken.getLocalPort()));
      refused(
          environment, 11, "UNWIND_HTTP_PORT=" + taken.getLocalPort(), "Address already in use");
      environment.put("UNWIND_HTTP_PORT", "0");
      environment.put("UNWIND_MANAGEMENT_HOST", "0.0.0.0");
      environment.put("UNWIND_MANAGEMENT_PORT", String.valueOf(taken.getLocalPort()));
      refused(
          environment,
          11,
          "UNWIND_MANAGEMENT_PORT=" + taken.getLocalPort(),
          "Address already in use");
      environment.put("UNWIND_MANAGEMENT_PORT", "70000");
      refused(environment, 11, "UNWIND_MANAGEMENT_PORT=70000", "must be <= 65535");
      environment.put("UNWIND_MANAGEMENT_PORT", "0");
      environment.put("UNWIND_HTTP_PORT", "70000");
      refused(environment, 11, "UNWIND_HTTP_PORT=70000", "must be <= 65535");
    }
  }

  @Test
  void directoriesThatCannotBeUsedAreNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    refused(Map.of("UNWIND_DATA_DIR", file + "/below"), 12, file + "/below", "UNWIND_DATA_DIR");
    refused(
        Map.of(
            "UNWIND_DATA_DIR",
            directory.resolve("data").toString(),
            "JAVA_TOOL_OPTIONS",
            "-Djava.io.tmpdir=" + file),
        12,
        "temporary directory " + file,
        "java.io.tmpdir");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void aDatabaseThatDoesNotAnswerOrLetUsInIsNamed() throws Exception {
    refused(
        Map.of("UNWIND_DB_URL", "postgresql://127.0.0.1:1/none", "UNWIND_DB_USER", "desk"),
        13,
        "desk at postgresql://127.0.0.1:1/none",
        "refused");
    DatabaseAddress shared = TestDatabase.shared();
    refused(
        Map.of(
            "UNWIND_DB_URL", shared.url(), "UNWIND_DB_USER", "desk", "UNWIND_DB_PASSWORD", "guess"),
        13,
        shared.url(),
        "password authentication failed");
  }

  @Test
  void aDatabaseThatTakesNoWritesIsNamed() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      String name = database.name();
      execute("alter database " + name + " set default_transaction_read_only = on");
      refused(database.environment(), 15, database.address().url(), "takes no writes");
    }
  }

  @Test
  void aDatabaseOfAnotherProgramIsLeftAsItIs() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      try (Connection connection = TestDatabase.connect(database.address());
          Statement statement = connection.createStatement()) {
        statement.execute("create table account (id text)");
      }
      refused(database.environment(), 18, database.address().url(), "");
    }
  }

  @Test
  void whatALaterReleaseHasAddedIsServedAndSaidAndWhatItHasMadeOtherwiseIsRefused()
      throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      succeeds(database.environment(), "migrate");
      later(database, 999);
      succeeds(database.environment(), "migrate");
      try (UnwindProcess server = UnwindProcess.start(database.environment(), "serve")) {
        assertThat(server.port()).isPositive();
        assertThat(server.output()).contains("unwind: The ledger has the form of version 999");
      }

      later(database, 1000);
      for (String command : List.of("serve", "keys")) {
        refused(
            database.environment(),
            18,
            command.equals("keys") ? new String[] {"keys", "list"} : new String[] {command},
            database.address().url(),
            "the form of version 1000, which this version cannot work with");
      }
    }
  }

  private static void later(TestDatabase database, int version) throws SQLException {
    try (Connection connection = TestDatabase.connect(database.address());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into flyway_schema_history values (%d, '%d', 'x', 'SQL', 'x', 1, 'x', now(), 1, true)"
              .formatted(version, version));
    }
  }

  @Test
  void rightsThatAreMissingAreNamed() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      String user = database.name() + "_reader";
      execute("create role " + user + " login password 'some'");
      try {
        Map<String, String> reader = new HashMap<>(database.environment());
        reader.put("UNWIND_DB_USER", user);
        reader.put("UNWIND_DB_PASSWORD", "some");
        refused(reader, 16, "UNWIND_DB_USER=" + user, "permission denied");

        succeeds(database.environment(), "import", "src/main/resources/book/desk.json");
        refused(reader, 16, user, "missing for", "public.account");
      } finally {
        execute("drop owned by " + user + "; drop role " + user);
      }
    }
  }

  @Test
  void aBookThatIsRefusedAtTheStartIsNamed() throws Exception {
    try (TestDatabase database = TestDatabase.migrated()) {
      Map<String, String> environment = new HashMap<>(database.environment());
      environment.put("UNWIND_IMPORT", "/nowhere/book.json");
      refused(environment, 19, "UNWIND_IMPORT=/nowhere/book.json", "there is no file");
    }
  }

  @Test
  void commandsMakeNoLedgerWhereThereIsNone() throws Exception {
    Path data = directory.resolve("data");
    Map<String, String> embedded = Map.of("UNWIND_DATA_DIR", data.toString());
    for (List<String> command :
        List.of(
            List.of("check"),
            List.of("keys", "list"),
            List.of("keys", "create", "--account", "*", "--role", "admin"),
            List.of("keys", "revoke", "--principal", "x"),
            List.of("import", "src/main/resources/book/desk.json"))) {
      refused(embedded, 6, command.toArray(String[]::new), "no ledger in " + data, "UNWIND_DB_URL");
      assertThat(data).doesNotExist();
    }
    try (TestDatabase database = TestDatabase.create()) {
      refused(database.environment(), 6, new String[] {"check"}, "no ledger at");
      refused(database.environment(), 6, new String[] {"keys", "list"}, "no ledger at");
      try (Connection connection = TestDatabase.connect(database.address());
          Statement statement = connection.createStatement();
          var tables =
              statement.executeQuery("select 1 from pg_tables where schemaname = 'public'")) {
        assertThat(tables.next()).isFalse();
      }
    }
  }

  @Test
  void aCheckOfNoAccountIsNoPass() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.json"), "{}");
    try (TestDatabase database = TestDatabase.migrated()) {
      succeeds(database.environment(), "import", empty.toString());
      refused(database.environment(), 6, new String[] {"check"}, "no account");
    }
  }

  private static String refused(Map<String, String> environment, int status, String... says)
      throws InterruptedException {
    return refused(environment, status, new String[] {"serve"}, says);
  }

  private static String refused(
      Map<String, String> environment, int status, String[] command, String... says)
      throws InterruptedException {
    try (UnwindProcess program = UnwindProcess.start(environment, command)) {
      assertThat(program.awaitEnd()).as(program.output()).isEqualTo(status);
      String ours =
          String.join(
              "\n", program.output().lines().filter(line -> line.startsWith("unwind: ")).toList());
      assertThat(ours).contains(says);
      assertThat(program.output()).doesNotContain("\tat ");
      return program.output();
    }
  }

  private static void succeeds(Map<String, String> environment, String... command)
      throws InterruptedException {
    try (UnwindProcess program = UnwindProcess.start(environment, command)) {
      assertThat(program.awaitEnd()).as(program.output()).isZero();
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
