// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.check;

import dev.unwind.application.proof.ChainHead;
import dev.unwind.application.proof.Checkpoint;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.check.LedgerCheck.Violation;
import java.security.PublicKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether the checkpoints of the ledger are whole, and those that were delivered. */
final class CheckpointCheck {
  private static final String INVARIANT = "checkpoints are of what was chained";

  private static final String CHECKPOINTS =
      """
      select g.ledger, c.number, c.at, c.previous, c.root, c.heads, c.hash, c.key_id, c.signature
      from proof_checkpoint c cross join proof_ledger g where c.number between ? and ? order by c.number
      """;

  private static final String HEADS =
      """
      select c.number, c.account_id, c.seq, c.hash, coalesce(l.hash, case when c.seq = 0 then g.hash end) as chained
      from proof_checkpoint_head c
      left join proof_link l on l.account_id = c.account_id and l.seq = c.seq
      left join proof_genesis g on g.account_id = c.account_id
      where c.number between ? and ? order by c.number, c.account_id
      """;

  private final DeliveredCheckpoints delivered;
  private final @Nullable PublicKey key;
  private final List<Violation> found;
  private final Set<Long> seen = new HashSet<>();
  private byte[] previous = new byte[32];
  private long last;
  private boolean rewritten;

  private CheckpointCheck(
      DeliveredCheckpoints delivered, @Nullable PublicKey key, List<Violation> found) {
    this.delivered = delivered;
    this.key = key;
    this.found = found;
  }

  /** A checkpoint as its row says, and a head of one with what the chain has at that number. */
  private record Made(Checkpoint bare, byte[] root, int heads, byte[] hash) {}

  private record Covered(long number, ChainHead head, byte @Nullable [] chained) {}

  static void of(
      Connection connection,
      OneMoment moment,
      DeliveredCheckpoints delivered,
      @Nullable PublicKey key,
      List<Violation> found)
      throws SQLException {
    new CheckpointCheck(delivered, key, found).over(connection, moment.lastCheckpoint());
  }

  /** How many heads of a checkpoint are there. */
  static int heads(Connection connection, long number) throws SQLException {
    try (Cursor<Covered> heads =
        new Cursor<>(connection, HEADS, CheckpointCheck::covered, number, number)) {
      int there = 0;
      for (; heads.peek() != null; heads.take()) {
        there++;
      }
      return there;
    }
  }

  private void over(Connection connection, long end) throws SQLException {
    requireLedger(connection);
    try (Cursor<Made> checkpoints =
            new Cursor<>(connection, CHECKPOINTS, CheckpointCheck::made, 0, end);
        Cursor<Covered> heads = new Cursor<>(connection, HEADS, CheckpointCheck::covered, 0, end)) {
      while (checkpoints.peek() != null) {
        check(checkpoints.take(), heads);
      }
    }
    for (long number : delivered.numbers()) {
      if (!seen.contains(number)) {
        tell(DeliveredCheckpoints.INVARIANT, "number=%d is not in the ledger".formatted(number));
      }
    }
  }

  private void requireLedger(Connection connection) throws SQLException {
    UUID of = delivered.ledger();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select ledger from proof_ledger")) {
      if (!rows.next()) {
        tell(INVARIANT, "the ledger does not say which it is");
      } else if (of != null && !of.equals(rows.getObject(1, UUID.class))) {
        tell(DeliveredCheckpoints.INVARIANT, "they are of another ledger: " + of);
      }
    }
  }

  private static Made made(ResultSet row) throws SQLException {
    String keyId = row.getString(8);
    byte[] signature = row.getBytes(9);
    Checkpoint bare =
        new Checkpoint(
            row.getObject(1, UUID.class),
            row.getLong(2),
            row.getObject(3, OffsetDateTime.class).toInstant(),
            row.getBytes(4),
            List.of(),
            keyId == null || signature == null ? null : new Checkpoint.Signed(keyId, signature));
    return new Made(bare, row.getBytes(5), row.getInt(6), row.getBytes(7));
  }

  private static Covered covered(ResultSet row) throws SQLException {
    return new Covered(
        row.getLong(1),
        new ChainHead(new AccountId(row.getLong(2)), row.getLong(3), row.getBytes(4)),
        row.getBytes(5));
  }

  private void check(Made made, Cursor<Covered> heads) throws SQLException {
    Checkpoint bare = made.bare();
    long number = bare.number();
    if (number != last + 1) {
      tell(INVARIANT, "numbers %d to %d are missing".formatted(last + 1, number - 1));
    } else if (!Arrays.equals(bare.previous(), previous)) {
      tell(INVARIANT, "number=%d does not follow the one before".formatted(number));
    }
    List<ChainHead> covered = heads(number, heads);
    Checkpoint whole =
        new Checkpoint(bare.ledger(), number, bare.at(), bare.previous(), covered, bare.signed());
    if (!Arrays.equals(whole.root(), made.root())
        || !Arrays.equals(bare.hash(made.root(), made.heads()), made.hash())) {
      tell(INVARIANT, "number=%d was changed".formatted(number));
    }
    Checkpoint.Signed by = bare.signed();
    if (key != null
        && (by == null || !DeliveredCheckpoints.isSignedBy(key, made.hash(), by.signature()))) {
      tell(INVARIANT, "number=%d is not signed by that key".formatted(number));
    }
    byte[] kept = delivered.hash(number);
    if (kept != null) {
      seen.add(number);
      if (!Arrays.equals(kept, made.hash()) && !rewritten) {
        rewritten = true;
        tell(
            DeliveredCheckpoints.INVARIANT,
            "number=%d and what follows are not the ones that were delivered".formatted(number));
      }
    }
    previous = made.hash();
    last = number;
  }

  /** Those of one checkpoint; each must be what its account's chain has there. */
  private List<ChainHead> heads(long number, Cursor<Covered> heads) throws SQLException {
    List<ChainHead> covered = new ArrayList<>();
    Covered next = heads.peek();
    while (next != null && next.number() <= number) {
      Covered each = heads.take();
      if (each.number() == number) {
        covered.add(each.head());
        if (!Arrays.equals(each.chained(), each.head().hash())) {
          tell(
              INVARIANT,
              "number=%d account_id=%d the chain has another head at %d"
                  .formatted(number, each.head().account().value(), each.head().seq()));
        }
      }
      next = heads.peek();
    }
    return covered;
  }

  private void tell(String invariant, String what) {
    if (found.size() < ChainCheck.LINES_MAX) {
      found.add(new Violation(invariant, what));
    }
  }
}
