// SPDX-License-Identifier: Apache-2.0
package dev.unwind;

import dev.unwind.fixture.CitusCluster;
import dev.unwind.fixture.MigratedLedger;
import dev.unwind.platform.database.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A database of its own on the server of the test run, for tests that run whole processes. */
public final class TestDatabase implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** One to a server, from which its others are copied. */
  private static final Map<DatabaseAddress, TestDatabase> MIGRATED = new ConcurrentHashMap<>();

  /** System property of runs on a ledger that is spread over a Citus cluster. */
  private static final String SPREAD = "unwind.database.spread";

  private final DatabaseAddress address;
  private final String name;
  private final @Nullable CitusCluster cluster;

  private TestDatabase(DatabaseAddress address, String name, @Nullable CitusCluster cluster) {
    this.address = address;
    this.name = name;
    this.cluster = cluster;
  }

  /** The same; where that is asked for, an empty ledger that is spread over a Citus cluster. */
  public static TestDatabase create() {
    if (isSpread()) {
      try {
        CitusCluster cluster = CitusCluster.spread();
        return new TestDatabase(cluster.coordinator(), name(cluster.coordinator()), cluster);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
    return onOneServer();
  }

  /** An empty database; the first process on it brings the schema. */
  public static TestDatabase onOneServer() {
    return onOneServer("");
  }

  private static TestDatabase onOneServer(String like) {
    String name = "unwind_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    execute(shared(), "create database " + name + like);
    return new TestDatabase(shared().withDatabase(name), name, null);
  }

  /** A ledger without anything in it: the schema is copied, and no process has to bring it. */
  public static TestDatabase migrated() {
    if (isSpread()) {
      return create();
    }
    TestDatabase from =
        MIGRATED.computeIfAbsent(
            shared(),
            server -> {
              TestDatabase first = onOneServer();
              MigratedLedger.make(first.address());
              return first;
            });
    return onOneServer(" template " + from.name);
  }

  /** Those that others were copied from are needed no more. */
  static void forgetMigrated() {
    MIGRATED.values().forEach(TestDatabase::close);
    MIGRATED.clear();
  }

  /** Whether databases are ledgers that are spread over a Citus cluster. */
  public static boolean isSpread() {
    return Boolean.getBoolean(SPREAD);
  }

  /** The database that tests inside this JVM use. */
  public static DatabaseAddress shared() {
    return DatabaseAddress.parse(
        System.getProperty("quarkus.datasource.jdbc.url"),
        System.getProperty("quarkus.datasource.username"),
        System.getProperty("quarkus.datasource.password"));
  }

  public DatabaseAddress address() {
    return address;
  }

  /** The servers that its accounts are spread over; none where all are on one. */
  public List<DatabaseAddress> workers() {
    return cluster == null ? List.of() : cluster.workers();
  }

  /** What it is called on its server. */
  public String name() {
    return name;
  }

  /** The environment variables that put a process on this database. */
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(environment(address));
    if (cluster != null) {
      environment.put("UNWIND_DATABASE_SPREAD", "true");
    }
    return environment;
  }

  private static Map<String, String> environment(DatabaseAddress address) {
    String password = address.password();
    return Map.of(
        "UNWIND_DB_URL", address.url(),
        "UNWIND_DB_USER", address.user(),
        "UNWIND_DB_PASSWORD", password == null ? "" : password);
  }

  /** Hands the address to applications under test, in this JVM and packaged. */
  public static void publish(DatabaseAddress address) {
    System.setProperty("quarkus.datasource.reactive.url", address.url());
    System.setProperty("quarkus.datasource.jdbc.url", address.jdbcUrl());
    System.setProperty("quarkus.datasource.username", address.user());
    System.setProperty(
        "quarkus.datasource.password", address.password() == null ? "" : address.password());
    environment(address)
        .forEach((name, value) -> System.setProperty("quarkus.test.env." + name, value));
  }

  /** Has the tests inside this JVM use that one, and in a hurry. */
  public static void take(DatabaseAddress address) {
    hurry(address);
    publish(address);
  }

  /**
   * Lets no commit wait for the disk, in the database of the tests inside this JVM alone: those of
   * whole processes, which are killed, stay as durable as they are in service.
   */
  private static void hurry(DatabaseAddress address) {
    execute(address, "alter database " + name(address) + " set synchronous_commit = off");
  }

  /** Replaces the database by an empty one. */
  static void empty(DatabaseAddress address) {
    String name = name(address);
    DatabaseAddress beside = address.withDatabase("postgres");
    execute(beside, "drop database " + name + " with (force)");
    execute(beside, "create database " + name);
  }

  private static String name(DatabaseAddress address) {
    return address.location().substring(address.location().indexOf('/') + 1);
  }

  /** A plain connection, to look at what a process has written. */
  public static Connection connect(DatabaseAddress address) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    String password = address.password();
    if (password != null) {
      properties.setProperty("password", password);
    }
    return DriverManager.getConnection(address.jdbcUrl(), properties);
  }

  private static void execute(DatabaseAddress where, String sql) {
    try (Connection connection = connect(where);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (cluster != null) {
      try {
        cluster.close();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return;
    }
    execute(shared(), "drop database if exists " + name + " with (force)");
  }
}
