// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.check;

import dev.unwind.persistence.check.LedgerCheck.Violation;
import dev.unwind.persistence.proof.ArchivedRow;
import dev.unwind.persistence.proof.Link;
import dev.unwind.persistence.proof.RowLeaves;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What archives prove: their chains are computed again from what is in them. Read in the order in
 * which they were written, each goes on where one before has ended; of what was archived and not
 * dropped then, two have the same rows.
 */
public final class Archives {
  static final String INVARIANT = "archives are what was chained";
  private static final HexFormat HEX = HexFormat.of();
  private static final int LINES_MAX = 1000;

  private final Map<Long, Reached> accounts = new HashMap<>();
  private final Map<Long, NavigableMap<Long, Reached>> ends = new HashMap<>();
  private final List<Violation> found = new ArrayList<>();
  private final DeliveredCheckpoints delivered;
  private @Nullable UUID ledger;
  private long rows;

  /**
   * How far the archives go of an account.
   *
   * @param intact whether all of it is what was chained
   */
  record Reached(long seq, byte[] hash, boolean intact) {}

  private Archives(DeliveredCheckpoints delivered) {
    this.delivered = delivered;
  }

  public static Archives none() {
    return new Archives(DeliveredCheckpoints.none());
  }

  /**
   * Reads all of them; what is wrong in them is a violation each.
   *
   * @param delivered checkpoints, of which a head may lie in what was dropped
   */
  public static Archives read(List<Path> files, DeliveredCheckpoints delivered) throws IOException {
    Archives archives = new Archives(delivered);
    for (Path file : files) {
      archives.read(file);
    }
    return archives;
  }

  public List<Violation> violations() {
    return List.copyOf(found);
  }

  public long rows() {
    return rows;
  }

  /** The end of an archive at this number of an account's log; null where there is none. */
  @Nullable Reached endsAt(long account, long seq) {
    return ends.getOrDefault(account, new TreeMap<>()).get(seq);
  }

  public boolean isEmpty() {
    return ledger == null;
  }

  private void read(Path file) throws IOException {
    boolean ended = false;
    long before = rows;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String line = lines.readLine();
      int number = 0;
      while (line != null) {
        number++;
        NavigableMap<String, String> leaves = leaves(file, number, line);
        if (leaves.containsKey("archive")) {
          begins(file, leaves);
        } else if (leaves.containsKey("end")) {
          ended = Long.toString(rows - before).equals(leaves.get("rows"));
        } else if (leaves.containsKey("from")) {
          begins(leaves);
        } else if (leaves.containsKey("to")) {
          ends(leaves);
        } else {
          row(ArchivedRow.of(leaves));
        }
        line = lines.readLine();
      }
    } catch (UncheckedIOException | IllegalArgumentException e) {
      tell(file + " cannot be read: " + e.getMessage());
      return;
    }
    if (!ended) {
      tell(file + " is not whole");
    }
  }

  private static NavigableMap<String, String> leaves(Path file, int number, String line) {
    try {
      return RowLeaves.of(line);
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException(file + " line " + number, e);
    }
  }

  private void begins(Path file, SortedMap<String, String> leaves) {
    UUID of = UUID.fromString(leaf(leaves, "ledger"));
    if (ledger != null && !ledger.equals(of)) {
      tell(file + " is of another ledger: " + of);
    }
    ledger = of;
  }

  private static String leaf(SortedMap<String, String> leaves, String name) {
    String value = leaves.get(name);
    if (value == null) {
      throw new IllegalArgumentException("a line without " + name);
    }
    return value;
  }

  private static long number(SortedMap<String, String> leaves, String name) {
    return Long.parseLong(leaf(leaves, name));
  }

  private void begins(NavigableMap<String, String> leaves) {
    long account = number(leaves, "account");
    long from = number(leaves, "from");
    byte[] hash = HEX.parseHex(leaf(leaves, "hash"));
    Reached before = endsAt(account, from);
    if (from == 0) {
      if (!Arrays.equals(Link.genesis(ArchivedRow.below(leaves, "genesis")), hash)) {
        tell(account, "what stood in the account when its chain began was changed");
      }
      accounts.put(account, new Reached(0, hash, true));
    } else if (before == null || !Arrays.equals(before.hash(), hash)) {
      tell(account, "events up to %d are in an archive before this one".formatted(from));
      accounts.put(account, new Reached(from, hash, false));
    } else {
      accounts.put(account, before);
    }
  }

  private void row(ArchivedRow row) {
    long account = row.link().account();
    Reached before = accounts.get(account);
    if (before == null) {
      throw new IllegalArgumentException("a row of no account");
    }
    rows++;
    byte[] hash = row.link().after(before.hash());
    boolean intact = row.changedTexts().isEmpty();
    long first = row.link().seq() - row.link().told();
    if (first != before.seq()) {
      tell(
          account,
          first > before.seq()
              ? "events %d to %d are missing".formatted(before.seq() + 1, first)
              : "seq=%d stands in another's place".formatted(row.link().seq()));
      intact = false;
    }
    if (!Arrays.equals(hash, row.head())) {
      tell(account, "seq=%d is not what was chained".formatted(row.link().seq()));
      intact = false;
    }
    for (String field : row.changedTexts()) {
      tell(account, "seq=%d the text %s was changed".formatted(row.link().seq(), field));
    }
    DeliveredCheckpoints.Head known = delivered.head(account);
    if (known != null
        && known.seq() == row.link().seq()
        && !Arrays.equals(known.hash(), row.head())) {
      tell(
          account,
          "the log up to %d is not the one of checkpoint %d"
              .formatted(known.seq(), known.number()));
      intact = false;
    }
    accounts.put(account, new Reached(row.link().seq(), row.head(), before.intact() && intact));
  }

  private void ends(SortedMap<String, String> leaves) {
    long account = number(leaves, "account");
    long to = number(leaves, "to");
    Reached at = accounts.get(account);
    if (at == null
        || at.seq() != to
        || !Arrays.equals(at.hash(), HEX.parseHex(leaf(leaves, "hash")))) {
      tell(account, "its archive does not end where it says, at %d".formatted(to));
      accounts.computeIfPresent(
          account, (key, reached) -> new Reached(reached.seq(), reached.hash(), false));
    }
    Reached end = accounts.get(account);
    if (end != null) {
      ends.computeIfAbsent(account, key -> new TreeMap<>()).put(to, end);
    }
  }

  private void tell(long account, String what) {
    tell("account_id=%d %s".formatted(account, what));
  }

  private void tell(String what) {
    if (found.size() < LINES_MAX) {
      found.add(new Violation(INVARIANT, what));
    }
  }
}
