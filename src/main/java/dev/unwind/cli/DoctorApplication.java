// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.application.venue.VenueLedger;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.VenueName;
import dev.unwind.platform.Finding;
import dev.unwind.platform.StartRefusedException;
import dev.unwind.platform.VenueBindings;
import dev.unwind.platform.database.DatabaseExamination;
import dev.unwind.platform.database.DatabaseSettings;
import dev.unwind.platform.database.LedgerServers;
import dev.unwind.platform.database.PoolConfig;
import dev.unwind.venue.VenueProbe;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
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
  private static final int ACCOUNTS_NAMED = 5;
  private static final String NO_LEDGER = "none";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final DataSource database;
  private final Flyway migrations;
  private final Config config;
  private final PoolConfig pool;
  private final Instance<VenueProbe> venues;
  private final VenueBindings bindings;
  private final VenueLedger ledger;
  private final InstantSource clock;

  DoctorApplication(
      DataSource database,
      Flyway migrations,
      Config config,
      PoolConfig pool,
      Instance<VenueProbe> venues,
      VenueBindings bindings,
      VenueLedger ledger,
      InstantSource clock) {
    this.venues = venues;
    this.bindings = bindings;
    this.ledger = ledger;
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
          DatabaseExamination.of(
              connection,
              clock,
              needed(replicas),
              pool.requireSynchronous(),
              LedgerServers.isStatedSpread()));
      Finding form = form();
      findings.add(form);
      if (!form.found().startsWith(NO_LEDGER)) {
        findings.addAll(bindings());
      }
    } catch (SQLException e) {
      findings.add(Finding.fault("database", firstLine(e), "see its log"));
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

  private Finding form() {
    try {
      return form(migrations.info());
    } catch (FlywayException e) {
      return Finding.fault(
          "ledger",
          "its form cannot be read: " + firstLine(e.getCause() == null ? e : e.getCause()),
          "the user must be let read flyway_schema_history");
    }
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private static Finding form(MigrationInfoService info) {
    MigrationInfo current = info.current();
    String version = current == null ? NO_LEDGER : "form of version " + current.getVersion();
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

  /** The simulator is there without being named. One that does not answer prevents nothing. */
  private List<Finding> venues() {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.good("venue", "the built-in simulator, in the same database"));
    List<Uni<VenueProbe.Found>> questions = new ArrayList<>();
    venues.forEach(probe -> questions.addAll(probe.ask()));
    if (!questions.isEmpty()) {
      // All at once: so many venues that are away are waited for together.
      Uni.join().all(questions).andFailFast().await().atMost(PATIENCE).stream()
          .sorted(Comparator.comparing(VenueProbe.Found::venue))
          .map(DoctorApplication::finding)
          .forEach(findings::add);
    }
    return findings;
  }

  private static Finding finding(VenueProbe.Found found) {
    String all = "%s, %s: %s".formatted(found.venue(), found.where(), found.said());
    return found.advice() == null
        ? Finding.good("venue", all)
        : Finding.warning("venue", all, found.advice());
  }

  private List<Finding> bindings() {
    try {
      List<VenueName> elsewhere = bindings.unconfigured();
      return elsewhere.isEmpty()
          ? List.of(Finding.good("bindings", "every account's venue is configured here"))
          : elsewhere.stream().map(this::binding).toList();
    } catch (RuntimeException e) {
      // A ledger of an earlier form may have no bindings to read.
      return List.of(
          Finding.warning(
              "bindings", "could not be read: " + e.getMessage(), "look again once migrated"));
    }
  }

  private Finding binding(VenueName venue) {
    List<AccountId> accounts = ledger.accounts(venue, ACCOUNTS_NAMED + 1).await().atMost(PATIENCE);
    String named =
        accounts.stream()
            .limit(ACCOUNTS_NAMED)
            .map(account -> String.valueOf(account.value()))
            .collect(Collectors.joining(", "));
    return Finding.fault(
        "bindings",
        "bound to the venue %s, which is not configured here: accounts %s%s"
            .formatted(venue, named, accounts.size() > ACCOUNTS_NAMED ? " and others" : ""),
        "set unwind.venues." + venue + ".kind and what belongs to it");
  }

  static Finding disk() {
    DatabaseSettings settings = DatabaseSettings.ofProcess();
    if (settings.hasExternal()) {
      return Finding.good("disk", "that of the database cannot be seen from here");
    }
    Path directory = settings.dataDirectory().toAbsolutePath();
    try {
      long free = Files.getFileStore(nearest(directory)).getUsableSpace();
      String found = (free >> 20) + " MiB free at " + directory;
      return free < DISK_MIN
          ? Finding.warning("disk", found, "give it room: a full disk stops all writes")
          : Finding.good("disk", found);
    } catch (IOException e) {
      return Finding.fault("disk", directory + ": " + e, "name another UNWIND_DATA_DIR");
    }
  }

  /** Where a directory is, or will be made. */
  private static Path nearest(Path directory) {
    Path there = directory;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  private String setting(String name) {
    return config.getOptionalValue(name, String.class).orElse("");
  }
}
