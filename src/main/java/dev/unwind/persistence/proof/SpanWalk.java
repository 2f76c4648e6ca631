// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import dev.unwind.application.proof.ChainHead;
import dev.unwind.application.proof.ProvenSpan;
import dev.unwind.application.proof.ProvenSpan.Fault;
import dev.unwind.application.proof.ProvenSpan.Kept;
import dev.unwind.domain.value.AccountId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Goes along a stretch of an account's log, from the head that was written before it to the one
 * that was written after it, and compares each on the way. What the first head stands for is taken
 * as it is; whoever wants to know that too begins with the first event.
 */
final class SpanWalk {
  /** Faults that are told; whoever finds so many does not need the rest. */
  static final int FAULTS_MAX = 100;

  private final Standing account;
  private final long first;
  private final long last;
  private final List<Fault> faults = new ArrayList<>();
  private final Map<Long, byte[]> heads = new HashMap<>();

  /** The last head that was passed. */
  private Anchor passed;

  /** Number of the last row that was read. */
  private long read;

  /**
   * An account and how far its chain has come.
   *
   * @param end number of its last event
   * @param head null where no chain was begun
   * @param genesis null where there is none
   */
  record Standing(AccountId account, long end, @Nullable Anchor head, @Nullable Genesis genesis) {

    /** How far there is a log at all, whatever has become of it. */
    long reach() {
      return Math.max(end, chained());
    }

    long chained() {
      return head == null ? 0 : head.seq();
    }
  }

  /** A head that was written, and the marks of the rows since the one before. */
  record Anchor(long seq, byte[] hash, byte[] marks) {}

  /** What the chain begins with. */
  record Genesis(String record, byte[] hash) {}

  /** A checkpoint and what it has of the account. */
  record Covered(Kept kept, byte[] hash) {}

  /**
   * @param before the last head before the stretch; null where it begins with the chain
   */
  SpanWalk(Standing account, long first, long last, @Nullable Anchor before) {
    this.account = account;
    this.first = first;
    this.last = last;
    passed = before == null ? begin() : before;
    read = passed.seq();
  }

  private Anchor begin() {
    Genesis genesis = account.genesis();
    if (genesis == null) {
      if (account.head() != null) {
        tell("what stood in the account when its chain began is missing");
      }
      return new Anchor(0, new byte[Link.HASH_BYTES], new byte[0]);
    }
    if (!Arrays.equals(Link.genesis(genesis.record()), genesis.hash())) {
      tell("what stood in the account when its chain began was changed");
    }
    return new Anchor(0, genesis.hash(), new byte[0]);
  }

  /** Too much lies between two heads to be one round's: those between them are gone. */
  ProvenSpan unread(long until) {
    tell("links are missing between %d and %d".formatted(passed.seq(), until));
    return told(null, null);
  }

  ProvenSpan over(List<Anchor> anchors, List<AuditedRow> rows, List<Covered> checkpoints) {
    int next = 0;
    byte[] hash = passed.hash();
    for (Anchor anchor : anchors) {
      List<Link> segment = new ArrayList<>();
      for (; next < rows.size() && rows.get(next).link().seq() <= anchor.seq(); next++) {
        hash = chained(rows.get(next), hash);
        segment.add(rows.get(next).link());
      }
      if (!Arrays.equals(hash, anchor.hash())) {
        new Segment(passed.seq(), anchor.seq(), anchor.marks(), segment)
            .faults()
            .forEach(this::tell);
      }
      hash = anchor.hash();
      passed = anchor;
      heads.put(anchor.seq(), hash);
      read = anchor.seq();
    }
    linked();
    rows.subList(next, rows.size()).forEach(row -> unchained(row.link()));
    counted();
    Kept newest = null;
    for (Covered each : checkpoints) {
      if (!Arrays.equals(heads.get(each.kept().seq()), each.hash())) {
        tell(
            "checkpoint %d has another head at %d"
                .formatted(each.kept().number(), each.kept().seq()));
      } else if (newest == null || each.kept().number() > newest.number()) {
        newest = each.kept();
      }
    }
    return told(passed, newest);
  }

  private byte[] chained(AuditedRow row, byte[] hash) {
    for (String field : row.changedTexts()) {
      tell(Segment.fault(row.link(), "the text " + field + " was changed"));
    }
    return row.link().after(hash);
  }

  /** The links must come as far as the stretch, or as the head where that ends before it. */
  private void linked() {
    Anchor head = account.head();
    if (head == null) {
      return;
    }
    if (passed.seq() < Math.min(last, head.seq())) {
      tell(
          "links are missing: they end at %d, the head is at %d"
              .formatted(passed.seq(), head.seq()));
    } else if (passed.seq() == head.seq() && !Arrays.equals(passed.hash(), head.hash())) {
      tell("the head at %d is not that of the last link".formatted(head.seq()));
    }
  }

  /** No head knows of it yet; its number must follow all the same. */
  private void unchained(Link row) {
    long before = row.seq() - row.told();
    if (before > read) {
      tell(Segment.fault(row, "events %d to %d are missing before it".formatted(read + 1, before)));
    } else if (before < read) {
      tell(Segment.fault(row, "its number is another's"));
    }
    read = row.seq();
  }

  private void counted() {
    if (account.end() < account.chained()) {
      tell(
          "the log is chained up to %d, and the account has counted %d"
              .formatted(account.chained(), account.end()));
    } else if (read < last) {
      tell(
          "the log was cut: it ends at %d, and the account has counted %d"
              .formatted(read, account.end()));
    }
  }

  private void tell(String what) {
    tell(new Fault(null, null, what));
  }

  private void tell(Fault fault) {
    if (faults.size() < FAULTS_MAX) {
      faults.add(fault);
    }
  }

  private ProvenSpan told(@Nullable Anchor at, @Nullable Kept checkpoint) {
    return new ProvenSpan(
        first,
        last,
        account.reach(),
        account.chained(),
        at == null || account.head() == null
            ? null
            : new ChainHead(account.account(), at.seq(), at.hash()),
        checkpoint,
        List.copyOf(faults));
  }
}
