// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.persistence.check.ChainCheck;
import dev.unwind.persistence.check.DeliveredCheckpoints;
import dev.unwind.persistence.check.LedgerCheck;
import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import dev.unwind.platform.database.LedgerForm;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
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
import java.util.Arrays;
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
   * @param arguments file of the public key, empty where there is none, and of checkpoints
   */
  int run(PrintStream out, PrintStream err, String... arguments) {
    try {
      form.requireCurrent();
      PublicKey key =
          arguments.length == 0 || arguments[0].isEmpty() ? null : key(Path.of(arguments[0]));
      List<Path> files = Arrays.stream(arguments).skip(1).map(Path::of).toList();
      DeliveredCheckpoints delivered =
          files.isEmpty() ? DeliveredCheckpoints.none() : DeliveredCheckpoints.read(files, key);
      return look(new Kept(delivered, !files.isEmpty(), key), out, err);
    } catch (IOException | IllegalArgumentException e) {
      err.println("unwind: could not look: " + e.getMessage());
      return StartFault.NO_LEDGER.status();
    } catch (SQLException | FlywayException | StartRefusedException e) {
      err.println("unwind: could not look: " + e.getMessage());
      return StartFault.NO_LEDGER.status();
    }
  }

  /** What is known from elsewhere. */
  private record Kept(DeliveredCheckpoints checkpoints, boolean given, @Nullable PublicKey key) {}

  private static PublicKey key(Path file) throws IOException {
    try {
      String pem = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(file + " is not the PEM of an Ed25519 public key", e);
    }
  }

  private int look(Kept kept, PrintStream out, PrintStream err) throws SQLException {
    try (Connection connection = database.getConnection()) {
      // One snapshot for all of it, so that a server at work is no contradiction.
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      try {
        return check(connection, kept, out, err);
      } finally {
        connection.rollback();
      }
    }
  }

  private static int check(Connection connection, Kept kept, PrintStream out, PrintStream err)
      throws SQLException {
    LedgerCheck.Counts counts = LedgerCheck.counts(connection);
    long underWay = LedgerCheck.underWay(connection);
    List<LedgerCheck.Violation> found =
        new ArrayList<>(
            underWay == 0 ? LedgerCheck.atRest(connection) : LedgerCheck.always(connection));
    found.addAll(LedgerCheck.openMatters(connection));
    ChainCheck.Result chain = ChainCheck.all(connection, kept.checkpoints(), kept.key());
    found.addAll(chain.violations());
    found.forEach(err::println);
    LedgerCheck.expired(connection).forEach(out::println);
    out.printf(
        "checked %d accounts, %d liquidations with %d items, %d orders, %d fills, %d events; under"
            + " way: %d%n",
        counts.accounts(),
        counts.liquidations(),
        counts.items(),
        counts.orders(),
        counts.fills(),
        counts.events(),
        underWay);
    out.printf(
        "chained %d events; %d are too new to be chained%n", chain.chained(), chain.unchained());
    if (counts.accounts() == 0 && found.isEmpty()) {
      err.println("unwind: there is no account, so nothing was checked");
      return StartFault.NO_LEDGER.status();
    }
    long unproven = chain.unproven().stream().mapToLong(ChainCheck.Span::count).sum();
    if (kept.given()) {
      out.printf(
          "compared with %d checkpoints that were delivered, %d of them signed; %d lines are none%n",
          kept.checkpoints().count(), kept.checkpoints().signed(), kept.checkpoints().damaged());
      tellUnproven(chain, unproven, out);
    }
    if (!found.isEmpty()) {
      out.println(found.size() + " contradictions");
      return ExitCode.SOFTWARE;
    }
    out.println(unproven == 0 ? "nothing contradicts" : "nothing contradicts what is proven");
    return unproven == 0 ? ExitCode.OK : UNPROVEN;
  }

  private static void tellUnproven(ChainCheck.Result chain, long unproven, PrintStream out) {
    chain.unproven().stream()
        .limit(UNPROVEN_SHOWN)
        .forEach(
            span ->
                out.printf(
                    "unproven: account_id=%d events %d to %d%n",
                    span.account(), span.first(), span.last()));
    if (unproven > 0) {
      out.printf(
          "unproven: %d events of %d accounts are newer than the last checkpoint that was"
              + " delivered%n",
          unproven, chain.unproven().size());
    }
  }
}
