// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The migrations that a ledger has had, beside those that this program brings. A ledger that has
 * had them all as they are needs no start of Flyway, which takes longer than this comparison;
 * whatever is not as expected is left to Flyway, which says why.
 *
 * @param complete whether the ledger has had all of ours, unchanged, and none that failed
 * @param newest the version of the last one; 0 where there is no ledger
 */
record AppliedMigrations(boolean complete, int newest) {
  /** Written when a migration is added, and compared with the scripts by a test. */
  static final String LIST = "/db/migrations.txt";

  /**
   * A migration that builds before it cannot serve on begins the next thousand. They refuse it, and
   * serve on any other that they do not know.
   */
  private static final int GENERATION = 1_000;

  private static final String PRESENT =
      "select to_regclass(quote_ident(current_schema()) || '.flyway_schema_history') is not null";

  private static final String HISTORY =
      "select version, type, checksum, success from flyway_schema_history";

  private static final String NOT_ALLOWED = "42501";

  /** Those of this program: version and checksum. */
  private static final TreeMap<Integer, Integer> OURS = read();

  /** The version of the last one that this program brings. */
  static int last() {
    return OURS.lastKey();
  }

  static AppliedMigrations of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(PRESENT)) {
        if (!row.next() || !row.getBoolean(1)) {
          return new AppliedMigrations(false, 0);
        }
      }
      try (ResultSet rows = statement.executeQuery(HISTORY)) {
        return of(rows);
      }
    } catch (SQLException e) {
      if (NOT_ALLOWED.equals(e.getSQLState())) {
        return new AppliedMigrations(false, 0);
      }
      throw e;
    }
  }

  private static AppliedMigrations of(ResultSet rows) throws SQLException {
    Set<Integer> had = new HashSet<>();
    boolean expected = true;
    int newest = 0;
    while (rows.next()) {
      int version = number(rows.getString("version"));
      boolean unchanged =
          version > last() || Objects.equals(OURS.get(version), rows.getObject("checksum"));
      expected &= "SQL".equals(rows.getString("type")) && rows.getBoolean("success") && unchanged;
      had.add(version);
      newest = Math.max(newest, version);
    }
    return new AppliedMigrations(expected && had.containsAll(OURS.keySet()), newest);
  }

  /** 0, which is none of ours, where it is no number. */
  private static int number(String version) {
    return version != null && version.matches("\\d{1,9}") ? Integer.parseInt(version) : 0;
  }

  /**
   * Passes where this program can work with what a later one has made of the ledger.
   *
   * @throws StartRefusedException if the later one has said that it cannot
   */
  void requireReadable(DatabaseAddress address) {
    if (newest / GENERATION > last() / GENERATION) {
      throw new StartRefusedException(
          StartFault.LEDGER_FORM,
          "The ledger at %s has the form of version %d, which this version cannot work with; it knows %d."
              .formatted(address, newest, last()));
    }
  }

  /** Whether a later program has changed the ledger. */
  boolean isNewer() {
    return newest > last();
  }

  private static TreeMap<Integer, Integer> read() {
    TreeMap<Integer, Integer> all = new TreeMap<>();
    try (InputStream list =
            Objects.requireNonNull(AppliedMigrations.class.getResourceAsStream(LIST), LIST);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(list, StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ");
        all.put(Integer.valueOf(words[0]), Integer.valueOf(words[1]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }
}
