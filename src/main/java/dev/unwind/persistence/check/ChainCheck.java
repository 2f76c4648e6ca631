// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.check;

import dev.unwind.persistence.check.LedgerCheck.Violation;
import dev.unwind.persistence.proof.AuditedRow;
import dev.unwind.persistence.proof.Link;
import dev.unwind.persistence.proof.ProofSql;
import java.security.PublicKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes the chain of each account's log again and compares it with the heads that were written
 * when the events were new. Nothing is written.
 */
public final class ChainCheck {
  /** Lines that are told; whoever finds so many does not need the rest. */
  static final int LINES_MAX = 1000;

  private static final String ACCOUNTS =
      """
      select k.account_id, a.event_seq, h.seq, h.hash, g.record::text, g.hash as genesis, b.seq as begin, b.hash as begin_hash
      from (select account_id from log_end union select account_id from proof_head) k
      left join log_end a on a.account_id = k.account_id
      left join proof_head h on h.account_id = k.account_id
      left join proof_genesis g on g.account_id = k.account_id
      left join log_begin b on b.account_id = k.account_id
      where k.account_id between ? and ?
      order by 1
      """;

  private static final String LINKS =
      "select account_id, seq, hash, marks from proof_link where account_id between ? and ? order by account_id, seq";

  private ChainCheck() {}

  /**
   * What was found.
   *
   * @param violations one for each thing that is not as it was chained
   * @param chained events that are
   * @param unchained events that are too new to be
   * @param unproven events that are newer than the last checkpoint that was delivered; empty where
   *     none were given
   * @param dropped events that were archived and dropped, and are in no archive that was given
   */
  public record Result(
      List<Violation> violations,
      long chained,
      long unchained,
      List<Span> unproven,
      List<Span> dropped) {}

  /** Events of an account, from one number to another. */
  public record Span(long account, long first, long last) {
    public long count() {
      return last - first + 1;
    }
  }

  /** A head that was written. */
  record Anchor(long account, long seq, byte[] hash, byte[] marks) {}

  /**
   * An account and its chain.
   *
   * @param eventSeq number of its last event; null where there is no such account any more
   * @param head how far it is chained; null where it is not
   * @param begin what its log begins behind; null where nothing of it was dropped
   */
  record Chained(
      long account,
      @Nullable Long eventSeq,
      @Nullable Anchor head,
      @Nullable Genesis genesis,
      @Nullable Anchor begin) {}

  /** What its chain begins with. */
  record Genesis(String record, byte[] hash) {
    boolean isIntact() {
      return Arrays.equals(Link.genesis(record), hash);
    }
  }

  /** All accounts. The connection is in a transaction that sees one state of the ledger. */
  public static Result all(Connection connection) throws SQLException {
    return all(connection, DeliveredCheckpoints.none(), null);
  }

  /**
   * The same, with the checkpoints of the ledger, and with those that were delivered.
   *
   * @param key whose signature each must bear; null where signatures are not looked at
   */
  public static Result all(
      Connection connection, DeliveredCheckpoints delivered, @Nullable PublicKey key)
      throws SQLException {
    return all(connection, OneMoment.AT_REST, delivered, key, Archives.none());
  }

  /** The same, with archives of what was dropped. */
  public static Result all(
      Connection connection,
      OneMoment moment,
      DeliveredCheckpoints delivered,
      @Nullable PublicKey key,
      Archives archives)
      throws SQLException {
    List<Violation> found = new ArrayList<>(delivered.violations());
    found.addAll(archives.violations());
    CheckpointCheck.of(connection, moment, delivered, key, found);
    return between(connection, 0, Long.MAX_VALUE, delivered, archives, found);
  }

  /** One account. */
  public static Result of(Connection connection, long account) throws SQLException {
    return of(connection, account, DeliveredCheckpoints.none());
  }

  /** One account, with the checkpoints that were delivered. */
  public static Result of(Connection connection, long account, DeliveredCheckpoints delivered)
      throws SQLException {
    return of(connection, account, delivered, Archives.none());
  }

  /** One account, with archives of what was dropped of it, too. */
  public static Result of(
      Connection connection, long account, DeliveredCheckpoints delivered, Archives archives)
      throws SQLException {
    return between(
        connection, account, account, delivered, archives, new ArrayList<>(archives.violations()));
  }

  private static Result between(
      Connection connection,
      long from,
      long to,
      DeliveredCheckpoints delivered,
      Archives archives,
      List<Violation> found)
      throws SQLException {
    try (Statement settings = connection.createStatement()) {
      settings.execute(ProofSql.UTC);
    }
    try (Cursor<Chained> accounts =
            new Cursor<>(
                connection,
                ACCOUNTS,
                row -> {
                  long account = row.getLong(1);
                  long end = row.getLong(2);
                  Long eventSeq = row.wasNull() ? null : end;
                  byte[] head = row.getBytes(4);
                  byte[] genesis = row.getBytes(6);
                  byte[] begin = row.getBytes(8);
                  return new Chained(
                      account,
                      eventSeq,
                      head == null ? null : new Anchor(account, row.getLong(3), head, new byte[0]),
                      genesis == null ? null : new Genesis(row.getString(5), genesis),
                      begin == null
                          ? null
                          : new Anchor(account, row.getLong(7), begin, new byte[0]));
                },
                from,
                to);
        Cursor<Anchor> anchors =
            new Cursor<>(
                connection,
                LINKS,
                row -> new Anchor(row.getLong(1), row.getLong(2), row.getBytes(3), row.getBytes(4)),
                from,
                to);
        Cursor<AuditedRow> rows =
            new Cursor<>(connection, ProofSql.AUDIT, AuditedRow::of, from, to, 0, Long.MAX_VALUE)) {
      Set<Long> seen = new HashSet<>();
      List<Span> unproven = new ArrayList<>();
      List<Span> dropped = new ArrayList<>();
      long chained = 0;
      long unchained = 0;
      while (accounts.peek() != null) {
        Chained account = accounts.take();
        ChainWalk walk = new ChainWalk(account, delivered.head(account.account()), found);
        walk.over(rows, anchors);
        walk.dropped(archives).ifPresent(dropped::add);
        if (!delivered.isEmpty()) {
          seen.add(account.account());
          walk.unproven().ifPresent(unproven::add);
        }
        chained += walk.chained();
        unchained += walk.unchained();
      }
      for (Map.Entry<Long, DeliveredCheckpoints.Head> known : delivered.accounts()) {
        long account = known.getKey();
        if (account >= from && account <= to && !seen.contains(account)) {
          found.add(
              new Violation(
                  ChainWalk.INVARIANT,
                  "account_id=%d the account is gone, and checkpoint %d has it up to %d"
                      .formatted(account, known.getValue().number(), known.getValue().seq())));
        }
      }
      return new Result(
          List.copyOf(found), chained, unchained, List.copyOf(unproven), List.copyOf(dropped));
    }
  }
}
