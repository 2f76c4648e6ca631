// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.check;

import dev.unwind.application.proof.ProvenSpan.Fault;
import dev.unwind.persistence.check.ChainCheck.Anchor;
import dev.unwind.persistence.check.ChainCheck.Chained;
import dev.unwind.persistence.check.ChainCheck.Genesis;
import dev.unwind.persistence.check.ChainCheck.Span;
import dev.unwind.persistence.check.LedgerCheck.Violation;
import dev.unwind.persistence.proof.AuditedRow;
import dev.unwind.persistence.proof.Link;
import dev.unwind.persistence.proof.Segment;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes along one account's log and the heads that were written of it. Where a head is another, it
 * says what differs and goes on from the head that was written, so that each change is told once.
 */
final class ChainWalk {
  static final String INVARIANT = "I17 the log is what was chained";

  private final Chained account;
  private final DeliveredCheckpoints.@Nullable Head delivered;
  private final List<Violation> found;
  private final int foundBefore;

  private byte[] hash;

  /** Whether the log has come by what was delivered of it. */
  private boolean met;

  /** Number of the last row that was read. */
  private long last;

  /** Where the segment begins that the next head ends. */
  private long begin;

  private final List<Link> segment = new ArrayList<>();
  private long chained;
  private long unchained;

  ChainWalk(Chained account, DeliveredCheckpoints.@Nullable Head delivered, List<Violation> found) {
    this.account = account;
    this.delivered = delivered;
    this.found = found;
    foundBefore = found.size();
    Genesis genesis = account.genesis();
    Anchor dropped = account.begin();
    if (dropped != null) {
      hash = dropped.hash();
      last = dropped.seq();
      begin = dropped.seq();
    } else {
      hash = genesis == null ? new byte[Link.HASH_BYTES] : genesis.hash();
    }
    meet();
  }

  /**
   * Events that were dropped, and are in no archive that is whole. The archive must end with the
   * head that the log goes on from.
   */
  Optional<Span> dropped(Archives archives) {
    Anchor dropped = account.begin();
    if (dropped == null) {
      return Optional.empty();
    }
    Archives.Reached archived = archives.endsAt(account.account(), dropped.seq());
    if (archived != null && !Arrays.equals(archived.hash(), dropped.hash())) {
      tell("the log up to %d is not the one that was archived".formatted(dropped.seq()));
    }
    return archived != null && archived.intact()
        ? Optional.empty()
        : Optional.of(new Span(account.account(), 1, dropped.seq()));
  }

  private void meet() {
    met |= delivered != null && delivered.seq() == last && Arrays.equals(delivered.hash(), hash);
  }

  /** Events that no checkpoint has that was delivered. */
  Optional<Span> unproven() {
    long proven = delivered == null ? 0 : delivered.seq();
    return last > proven
        ? Optional.of(new Span(account.account(), proven + 1, last))
        : Optional.empty();
  }

  long chained() {
    return chained;
  }

  long unchained() {
    return unchained;
  }

  /** Takes what is of the account from both. */
  void over(Cursor<AuditedRow> rows, Cursor<Anchor> anchors) throws SQLException {
    Anchor head = account.head();
    begins(head);
    passOver(rows, anchors);
    long end = head == null ? 0 : head.seq();
    while (isOurs(rows.peek())) {
      AuditedRow row = rows.take();
      closeUpTo(row.link().seq() - 1, anchors, false);
      if (row.link().seq() > end) {
        unchained(row.link());
      } else {
        chained(row);
      }
      closeUpTo(row.link().seq(), anchors, false);
    }
    closeUpTo(Long.MAX_VALUE, anchors, true);
    ends(head);
  }

  private void begins(@Nullable Anchor head) {
    Genesis genesis = account.genesis();
    if (genesis != null && !genesis.isIntact()) {
      tell("what stood in the account when its chain began was changed");
    }
    if (head != null && genesis == null) {
      tell("what stood in the account when its chain began is missing");
    }
    if (head != null && account.eventSeq() == null) {
      tell("the account is gone");
    }
  }

  /** What was dropped may be there in part, if that was interrupted; its links stay. */
  private void passOver(Cursor<AuditedRow> rows, Cursor<Anchor> anchors) throws SQLException {
    Anchor dropped = account.begin();
    if (dropped == null) {
      return;
    }
    AuditedRow row = rows.peek();
    while (isOurs(row) && row != null && row.link().seq() <= dropped.seq()) {
      rows.take();
      row = rows.peek();
    }
    boolean linked = false;
    Anchor next = anchors.peek();
    while (next != null && next.account() == account.account() && next.seq() <= dropped.seq()) {
      Anchor anchor = anchors.take();
      linked |= anchor.seq() == dropped.seq() && Arrays.equals(anchor.hash(), dropped.hash());
      met |=
          delivered != null
              && delivered.seq() == anchor.seq()
              && Arrays.equals(delivered.hash(), anchor.hash());
      next = anchors.peek();
    }
    if (!linked) {
      tell("the log begins behind %d with another head than was chained".formatted(dropped.seq()));
    }
  }

  private boolean isOurs(@Nullable AuditedRow row) {
    return row != null && row.link().account() == account.account();
  }

  private void chained(AuditedRow row) {
    Link link = row.link();
    for (String field : row.changedTexts()) {
      tell(link, "the text " + field + " was changed");
    }
    segment.add(link);
    hash = link.after(hash);
    last = link.seq();
    chained += link.told();
    meet();
  }

  /** No head knows of it yet; its number must follow all the same. */
  private void unchained(Link link) {
    if (link.seq() - link.told() != last) {
      tell(
          link,
          link.seq() - link.told() > last
              ? "events %d to %d are missing before it"
                  .formatted(last + 1, link.seq() - link.told())
              : "its number is another's");
    }
    last = link.seq();
    unchained += link.told();
  }

  private void closeUpTo(long seq, Cursor<Anchor> anchors, boolean end) throws SQLException {
    Anchor next = anchors.peek();
    while (next != null && next.account() == account.account() && next.seq() <= seq) {
      close(anchors.take(), end);
      next = anchors.peek();
    }
  }

  private void close(Anchor anchor, boolean end) {
    if (!Arrays.equals(hash, anchor.hash())) {
      Segment between = new Segment(begin, anchor.seq(), anchor.marks(), segment);
      if (end && last < anchor.seq()) {
        cutTo = anchor.seq();
        tell(between.faultsUpTo(last));
      } else {
        tell(between.faults());
      }
    }
    hash = anchor.hash();
    begin = anchor.seq();
    segment.clear();
  }

  /** Where the log went to before its end was cut off; zero where it was not. */
  private long cutTo;

  private void ends(@Nullable Anchor head) {
    if (head != null && begin != head.seq()) {
      tell("links are missing: they end at %d, the head is at %d".formatted(begin, head.seq()));
    } else if (head != null && !Arrays.equals(hash, head.hash())) {
      tell("the head at %d is not that of the last link".formatted(head.seq()));
    }
    Long end = account.eventSeq();
    if (cutTo > 0) {
      tell("the log was cut: it ends at %d and was chained up to %d".formatted(last, cutTo));
    } else if (end != null && end > last) {
      tell("the log was cut: it ends at %d, and the account has counted %d".formatted(last, end));
    }
    if (delivered != null && !met && found.size() == foundBefore) {
      tell(
          last < delivered.seq()
              ? "the log was cut: it ends at %d, and checkpoint %d has it up to %d"
                  .formatted(last, delivered.number(), delivered.seq())
              : "the log up to %d is not the one of checkpoint %d: it was rewritten"
                  .formatted(delivered.seq(), delivered.number()));
    }
    if (end != null && end < last) {
      tell("the log goes up to %d, and the account has counted %d".formatted(last, end));
    }
  }

  private void tell(List<Fault> faults) {
    for (Fault fault : faults) {
      tell(
          (fault.seq() == null ? "" : "seq=" + fault.seq() + " ")
              + (fault.kind() == null ? "" : "kind=" + fault.kind() + " ")
              + fault.what());
    }
  }

  private void tell(Link link, String what) {
    tell("seq=%d kind=%s %s".formatted(link.seq(), link.kind(), what));
  }

  private void tell(String what) {
    if (found.size() < ChainCheck.LINES_MAX) {
      found.add(new Violation(INVARIANT, "account_id=%d %s".formatted(account.account(), what)));
    }
  }
}
