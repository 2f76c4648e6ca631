// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.persistence.archive.Archived;
import dev.unwind.persistence.archive.LogArchive;
import dev.unwind.persistence.archive.LogDrop;
import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import dev.unwind.platform.database.LedgerForm;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes the past of the log out of the ledger, also of a running server. */
@Command(
    name = "archive",
    description = {
      "Write what the log tells before a day to a file, with its chain, and drop it from the ledger"
          + " if asked to.",
      "What is dropped answers as gone; chains and checkpoints stay what 'check' can verify, with"
          + " --archive all of them.",
      "Of an account that something open still needs the past of, nothing is dropped; each is told"
          + " in a line.",
      "Ends with 0 if all of it was written (and dropped), with 1 if some accounts were left out,"
          + " and with 6 if it",
      "could not: there is no ledger, it cannot be read, or the file cannot be written."
    },
    mixinStandardHelpOptions = true)
final class ArchiveCommand implements Callable<Integer> {
  @Option(
      names = "--before",
      paramLabel = "DATE",
      required = true,
      description =
          "A day (UTC) such as 2026-06-01, at least two days ago; it and what follows stays.")
  LocalDate before = LocalDate.MIN;

  @Option(names = "--drop", description = "Drop from the ledger what the file then has.")
  boolean drop;

  @Option(names = "--json", description = "One JSON object a line.")
  boolean json;

  @Parameters(paramLabel = "FILE", description = "JSON lines; must not be there yet.")
  Path file = Path.of("");

  @Override
  public Integer call() {
    return ApplicationLaunch.task()
        .run(json, Archiving.class, before.toString(), file.toString(), Boolean.toString(drop));
  }

  /** The part of {@code unwind archive} that runs inside the application. */
  @Singleton
  @Unremovable
  static class Archiving implements QuarkusApplication {
    private final DataSource database;
    private final LedgerForm form;
    private final InstantSource clock;

    Archiving(DataSource database, LedgerForm form, InstantSource clock) {
      this.database = database;
      this.form = form;
      this.clock = clock;
    }

    @Override
    public int run(String... arguments) {
      return run(System.out, System.err, arguments);
    }

    /**
     * @param arguments the day, the file, and whether to drop
     */
    int run(PrintStream out, PrintStream err, String... arguments) {
      Report report = Report.of(out, err, arguments);
      List<String> rest = Report.rest(arguments);
      Instant before = LocalDate.parse(rest.get(0)).atStartOfDay(ZoneOffset.UTC).toInstant();
      if (!LogDrop.isOldEnough(before, clock.instant())) {
        return report.refuse("--before must be at least two days ago", ExitCode.USAGE);
      }
      try {
        form.requireCurrent();
        LogArchive.Result written = write(before, Path.of(rest.get(1)));
        written
            .leftOut()
            .forEach(
                line ->
                    report.find(
                        "left out: " + line, Report.object("leftOut").put("message", line)));
        int accounts = written.accounts().size();
        report.tell(
            "archived %d rows of %d accounts".formatted(written.rows(), accounts),
            Report.object("archived").put("rows", written.rows()).put("accounts", accounts));
        boolean all = written.leftOut().isEmpty();
        if (Boolean.parseBoolean(rest.get(2))) {
          all &= drop(written.accounts(), report);
        }
        return all ? ExitCode.OK : ExitCode.SOFTWARE;
      } catch (IOException | SQLException | FlywayException | StartRefusedException e) {
        return report.refuse("could not archive: " + e, StartFault.NO_LEDGER.status());
      }
    }

    /** What the file has is on the disk before anything is dropped. */
    private LogArchive.Result write(Instant before, Path file) throws IOException, SQLException {
      try (Connection connection = database.getConnection();
          FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          BufferedWriter writer =
              new BufferedWriter(
                  new OutputStreamWriter(
                      Channels.newOutputStream(channel), StandardCharsets.UTF_8))) {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        try {
          LogArchive.Result written = LogArchive.write(connection, before, writer);
          channel.force(true);
          keepName(file);
          return written;
        } finally {
          connection.rollback();
        }
      }
    }

    /** A new file's name is in its directory, which is written for itself. */
    private static void keepName(Path file) throws IOException {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null && File.separatorChar == '/') {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
          names.force(true);
        }
      }
    }

    private boolean drop(List<Archived> accounts, Report report) throws SQLException {
      boolean all = true;
      long rows = 0;
      long left;
      try (Connection connection = database.getConnection()) {
        LogDrop log = new LogDrop(connection);
        left = log.finish();
        for (Archived part : accounts) {
          List<String> needs = log.needs(part);
          needs.forEach(
              line ->
                  report.find(
                      "not dropped: " + line, Report.object("notDropped").put("message", line)));
          if (needs.isEmpty()) {
            rows += log.drop(part);
          } else {
            all = false;
          }
        }
      }
      String before =
          left == 0 ? "" : ", and %d that a drop before this one was cut off over".formatted(left);
      report.tell(
          "dropped %d rows%s".formatted(rows, before),
          Report.object("dropped").put("rows", rows).put("leftBefore", left));
      return all;
    }
  }
}
