// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.persistence.check.Archives;
import dev.unwind.persistence.check.ChainCheck;
import dev.unwind.persistence.check.DeliveredCheckpoints;
import dev.unwind.persistence.check.LedgerCheck;
import dev.unwind.persistence.check.OneMoment;
import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import dev.unwind.platform.database.LedgerForm;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/** The part of {@code unwind check} that runs inside the application. */
@Singleton
@Unremovable
class CheckApplication implements QuarkusApplication {
  /** Nothing contradicts, but not all of it is proven. */
  static final int UNPROVEN = 7;

  /** The argument behind which archives follow. */
  static final String ARCHIVES = "--archive";

  private static final int UNPROVEN_SHOWN = 20;

  private final DataSource database;
  private final LedgerForm form;

  CheckApplication(DataSource database, LedgerForm form) {
    this.database = database;
    this.form = form;
  }

  @Override
  public int run(String... arguments) {
    return run(System.out, System.err, arguments);
  }

  /**
   * Looks at the ledger.
   *
   * @param arguments file of the public key, empty where there is none, of checkpoints, and, after
   *     {@link #ARCHIVES}, of archives
   */
  int run(PrintStream out, PrintStream err, String... arguments) {
    Report report = Report.of(out, err, arguments);
    List<String> rest = Report.rest(arguments);
    try {
      form.requireCurrent();
      PublicKey key = rest.isEmpty() || rest.get(0).isEmpty() ? null : key(Path.of(rest.get(0)));
      List<String> named = rest.stream().skip(1).toList();
      int mark = named.indexOf(ARCHIVES);
      List<Path> files = paths(mark < 0 ? named : named.subList(0, mark));
      DeliveredCheckpoints delivered =
          files.isEmpty() ? DeliveredCheckpoints.none() : DeliveredCheckpoints.read(files, key);
      Archives archives =
          Archives.read(
              mark < 0 ? List.of() : paths(named.subList(mark + 1, named.size())), delivered);
      return look(new Kept(delivered, !files.isEmpty(), key, archives), report);
    } catch (IOException | IllegalArgumentException e) {
      return report.refuse("could not look: " + e.getMessage(), StartFault.NO_LEDGER.status());
    } catch (SQLException | FlywayException | StartRefusedException e) {
      return report.refuse("could not look: " + e.getMessage(), StartFault.NO_LEDGER.status());
    }
  }

  /** What is known from elsewhere. */
  private record Kept(
      DeliveredCheckpoints checkpoints,
      boolean given,
      @Nullable PublicKey key,
      Archives archives) {}

  private static List<Path> paths(List<String> names) {
    return names.stream().map(Path::of).toList();
  }

  private static PublicKey key(Path file) throws IOException {
    try {
      String pem = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(file + " is not the PEM of an Ed25519 public key", e);
    }
  }

  private int look(Kept kept, Report report) throws SQLException {
    try (Connection connection = database.getConnection()) {
      OneMoment moment = OneMoment.begin(connection);
      try {
        return check(connection, moment, kept, report);
      } finally {
        connection.rollback();
      }
    }
  }

  private static int check(Connection connection, OneMoment moment, Kept kept, Report report)
      throws SQLException {
    LedgerCheck.Counts counts = LedgerCheck.counts(connection);
    long underWay = LedgerCheck.underWay(connection);
    List<LedgerCheck.Violation> found =
        new ArrayList<>(
            underWay == 0 ? LedgerCheck.atRest(connection) : LedgerCheck.always(connection));
    found.addAll(LedgerCheck.openMatters(connection));
    ChainCheck.Result chain =
        ChainCheck.all(connection, moment, kept.checkpoints(), kept.key(), kept.archives());
    found.addAll(chain.violations());
    found.forEach(each -> report.find(each.toString(), object("contradiction", each)));
    LedgerCheck.expired(connection)
        .forEach(each -> report.tell(each.toString(), object("expired", each)));
    report.say(
        "checked %d accounts, %d liquidations with %d items, %d orders, %d fills, %d events; under way: %d"
            .formatted(
                counts.accounts(),
                counts.liquidations(),
                counts.items(),
                counts.orders(),
                counts.fills(),
                counts.events(),
                underWay));
    report.tell(
        "chained %d events; %d are too new to be chained"
            .formatted(chain.chained(), chain.unchained()),
        Report.object("checked")
            .put("accounts", counts.accounts())
            .put("liquidations", counts.liquidations())
            .put("items", counts.items())
            .put("orders", counts.orders())
            .put("fills", counts.fills())
            .put("events", counts.events())
            .put("underWay", underWay)
            .put("chained", chain.chained())
            .put("unchained", chain.unchained()));
    if (counts.accounts() == 0 && found.isEmpty()) {
      return report.refuse(
          "there is no account, so nothing was checked", StartFault.NO_LEDGER.status());
    }
    tellDropped(chain, kept.archives(), report);
    long newer = chain.unproven().stream().mapToLong(ChainCheck.Span::count).sum();
    boolean compared = kept.given() || !kept.archives().isEmpty();
    long unproven =
        newer + (compared ? chain.dropped().stream().mapToLong(ChainCheck.Span::count).sum() : 0);
    if (kept.given()) {
      DeliveredCheckpoints delivered = kept.checkpoints();
      report.tell(
          "compared with %d checkpoints that were delivered, %d of them signed; %d lines are none"
              .formatted(delivered.count(), delivered.signed(), delivered.damaged()),
          Report.object("compared")
              .put("checkpoints", delivered.count())
              .put("signed", delivered.signed())
              .put("damaged", delivered.damaged()));
      tellUnproven(chain, newer, report);
    }
    JsonObject result =
        Report.object("result").put("contradictions", found.size()).put("unproven", unproven);
    if (!found.isEmpty()) {
      report.tell(found.size() + " contradictions", result.put("exitStatus", ExitCode.SOFTWARE));
      return ExitCode.SOFTWARE;
    }
    int status = unproven == 0 ? ExitCode.OK : UNPROVEN;
    report.tell(
        unproven == 0 ? "nothing contradicts" : "nothing contradicts what is proven",
        result.put("exitStatus", status));
    return status;
  }

  private static JsonObject object(String type, LedgerCheck.Violation violation) {
    return Report.object(type).put("invariant", violation.invariant()).put("row", violation.row());
  }

  private static void tellDropped(ChainCheck.Result chain, Archives archives, Report report) {
    if (!archives.isEmpty()) {
      report.tell(
          "compared with archives of %d rows of the log".formatted(archives.rows()),
          Report.object("archives").put("rows", archives.rows()));
    }
    chain.dropped().stream()
        .limit(report.isJson() ? Long.MAX_VALUE : UNPROVEN_SHOWN)
        .forEach(
            span ->
                report.tell(
                    "dropped, and in no archive that was given: account_id=%d events up to %d"
                        .formatted(span.account(), span.last()),
                    Report.object("dropped")
                        .put("accountId", span.account())
                        .put("last", span.last())));
    if (chain.dropped().size() > UNPROVEN_SHOWN) {
      report.say(
          "dropped, and in no archive that was given: events of %d accounts"
              .formatted(chain.dropped().size()));
    }
  }

  /** People are shown a few of many, programs all. */
  private static void tellUnproven(ChainCheck.Result chain, long unproven, Report report) {
    chain.unproven().stream()
        .limit(report.isJson() ? Long.MAX_VALUE : UNPROVEN_SHOWN)
        .forEach(
            span ->
                report.tell(
                    "unproven: account_id=%d events %d to %d"
                        .formatted(span.account(), span.first(), span.last()),
                    Report.object("unproven")
                        .put("accountId", span.account())
                        .put("first", span.first())
                        .put("last", span.last())));
    if (unproven > 0) {
      report.say(
          "unproven: %d events of %d accounts are newer than the last checkpoint that was delivered"
              .formatted(unproven, chain.unproven().size()));
    }
  }
}
