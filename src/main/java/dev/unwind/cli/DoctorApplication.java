// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.platform.Finding;
import dev.unwind.platform.StartRefusedException;
import dev.unwind.platform.database.DatabaseExamination;
import dev.unwind.platform.database.DatabaseSettings;
import dev.unwind.platform.database.PoolConfig;
import dev.unwind.venue.alpaca.VenuesConfig;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;

/** The part of {@code unwind doctor} that runs inside the application. */
@Singleton
@Unremovable
class DoctorApplication implements QuarkusApplication {
  private static final int SIMULATOR_CONNECTIONS = 4;
  private static final int MIGRATION_CONNECTIONS = 2;
  private static final long DISK_MIN = 1L << 30;

  private final DataSource database;
  private final Flyway migrations;
  private final Config config;
  private final PoolConfig pool;
  private final VenuesConfig venues;
  private final InstantSource clock;

  DoctorApplication(
      DataSource database,
      Flyway migrations,
      Config config,
      PoolConfig pool,
      VenuesConfig venues,
      InstantSource clock) {
    this.venues = venues;
    this.database = database;
    this.migrations = migrations;
    this.config = config;
    this.pool = pool;
    this.clock = clock;
  }

  @Override
  public int run(String... arguments) {
    boolean json = Boolean.parseBoolean(arguments[0]);
    return new DoctorReport(look(Integer.parseInt(arguments[1]))).print(System.out, json);
  }

  List<Finding> look(int replicas) {
    List<Finding> findings = new ArrayList<>();
    findings.add(configuration());
    findings.add(
        Finding.good(
            "ports",
            "%s for the APIs, %s:%s for health and metrics"
                .formatted(
                    setting("quarkus.http.port"),
                    setting("quarkus.management.host"),
                    setting("quarkus.management.port"))));
    findings.add(Finding.good("database", setting("quarkus.datasource.reactive.url")));
    try (Connection connection = database.getConnection()) {
      findings.addAll(
          DatabaseExamination.of(connection, clock, needed(replicas), pool.requireSynchronous()));
      findings.add(ledger());
    } catch (SQLException | FlywayException e) {
      findings.add(Finding.fault("database", String.valueOf(e.getMessage()), "see its log"));
    }
    findings.add(disk());
    findings.addAll(venues());
    return findings;
  }

  private Finding configuration() {
    try {
      AnswerTimes.requireEnough(config);
      return Finding.good("configuration", "every setting has a value that it can have");
    } catch (StartRefusedException e) {
      return Finding.fault(
          "configuration", String.valueOf(e.getMessage()), "change the setting that is named");
    }
  }

  private int needed(int replicas) {
    int size = config.getValue("quarkus.datasource.reactive.max-size", Integer.class);
    return replicas * (size + SIMULATOR_CONNECTIONS) + MIGRATION_CONNECTIONS;
  }

  private Finding ledger() {
    MigrationInfoService info = migrations.info();
    MigrationInfo current = info.current();
    String version = current == null ? "none" : "form of version " + current.getVersion();
    for (MigrationInfo each : info.all()) {
      if (each.getState() == MigrationState.FUTURE_SUCCESS) {
        return Finding.warning(
            "ledger",
            version,
            "it was made by a later version; go back only while that serves too");
      }
      if (each.getState().isFailed()) {
        return Finding.fault(
            "ledger", "migration " + each.getVersion() + " has failed", "restore, or ask for help");
      }
    }
    int due = info.pending().length;
    return due == 0
        ? Finding.good("ledger", version)
        : Finding.warning(
            "ledger",
            version + ", " + due + " migrations are due",
            "migrate or serve applies them");
  }

  /** The simulator is there without being named; what others say is for a server to ask. */
  private List<Finding> venues() {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.good("venue", "the built-in simulator, in the same database"));
    new TreeMap<>(venues.links())
        .forEach(
            (name, link) ->
                findings.add(
                    Finding.good(
                        "venue",
                        name
                            + ", "
                            + link.kind()
                            + link.url().map(url -> " at " + url).orElse("")
                            + "; nothing was asked there")));
    return findings;
  }

  private static Finding disk() {
    DatabaseSettings settings = DatabaseSettings.ofProcess();
    if (settings.hasExternal()) {
      return Finding.good("disk", "that of the database cannot be seen from here");
    }
    Path directory = settings.dataDirectory();
    try {
      long free = Files.getFileStore(directory).getUsableSpace();
      String found = (free >> 20) + " MiB free at " + directory;
      return free < DISK_MIN
          ? Finding.warning("disk", found, "give it room: a full disk stops all writes")
          : Finding.good("disk", found);
    } catch (IOException e) {
      return Finding.fault("disk", directory + ": " + e, "name another UNWIND_DATA_DIR");
    }
  }

  private String setting(String name) {
    return config.getOptionalValue(name, String.class).orElse("");
  }
}
