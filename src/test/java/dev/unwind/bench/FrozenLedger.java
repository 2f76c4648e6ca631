// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * The schema of {@code 3b0c05b} in a database of its own on the same server, and its SQL on a bare
 * client: what measurements divide by. It does not move with the program, so that slower statements
 * of ours do not look like progress.
 */
final class FrozenLedger implements AutoCloseable {
  /** Its migrations are those up to this one, and never change. */
  private static final int LAST_MIGRATION = 10;

  private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");
  private static final List<String> COPIED =
      List.of("account", "instrument", "principal", "principal_grant", "credential");

  private final MeasuringRig rig;
  private final TestDatabase database = TestDatabase.create();
  private final LedgerWatch watch;
  private final BareCloses bare;

  FrozenLedger(MeasuringRig rig, int connections) throws IOException, SQLException {
    this.rig = rig;
    watch = new LedgerWatch(database.address());
    for (int number = 1; number <= LAST_MIGRATION; number++) {
      watch.execute(migration(number));
    }
    try (Connection from = TestDatabase.connect(rig.database().address());
        Connection to = TestDatabase.connect(database.address())) {
      for (String table : COPIED) {
        copy(table, from, to);
      }
    }
    bare = new BareCloses(database.address(), connections);
  }

  private static String migration(int number) throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      Path file =
          files
              .filter(path -> path.getFileName().toString().startsWith("V" + number + "__"))
              .filter(path -> path.toString().endsWith(".sql"))
              .findFirst()
              .orElseThrow();
      return Files.readString(file);
    }
  }

  private void copy(String table, Connection from, Connection to) throws SQLException, IOException {
    String columns =
        String.join(
            ", ",
            watch.lines(
                "select column_name from information_schema.columns where table_schema = 'public'"
                    + " and table_name = '"
                    + table
                    + "' order by ordinal_position"));
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    from.unwrap(PGConnection.class)
        .getCopyAPI()
        .copyOut("copy " + table + " (" + columns + ") to stdout", rows);
    to.unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn(
            "copy " + table + " (" + columns + ") from stdin",
            new ByteArrayInputStream(rows.toByteArray()));
  }

  void fill(int account, int positions) throws SQLException {
    watch.fill(rig.account(account), positions);
  }

  void settle() throws SQLException {
    watch.settle();
  }

  /** What the server of then asked of the database for a single close. */
  Future<?> closeOne(int account, String symbol) {
    return bare.closeOne(
        BenchBook.key(account), rig.account(account), rig.instrument(symbol), symbol);
  }

  Future<?> closeAll(int account) {
    return bare.closeAll(rig.account(account));
  }

  @Override
  public void close() throws SQLException {
    bare.close();
    watch.close();
    database.close();
  }
}
