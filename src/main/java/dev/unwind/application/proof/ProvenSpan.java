// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the chain says of a stretch of an account's log.
 *
 * @param first number of its first event
 * @param last number of its last event; below {@code first} where the log ends before it
 * @param end number of the log's last event
 * @param chained how far the whole log is chained
 * @param head of the chain at the end of what was computed; null where nothing of it is chained
 * @param checkpoint the newest of those compared that has the account; null where there is none
 * @param faults what is not as it was chained, at most so many as are worth telling
 */
public record ProvenSpan(
    long first,
    long last,
    long end,
    long chained,
    @Nullable ChainHead head,
    @Nullable Kept checkpoint,
    List<Fault> faults) {

  /** What can be said of it. */
  public enum Verdict {
    VERIFIED,
    /** Nothing contradicts, and not all of it is chained yet. */
    UNPROVEN,
    BROKEN
  }

  /**
   * Something that differs.
   *
   * @param seq of the event; null where it is of none
   * @param kind of the event; null where there is none any more
   */
  public record Fault(@Nullable Long seq, @Nullable String kind, String what) {}

  /**
   * A checkpoint that the chain agrees with.
   *
   * @param seq number of the account's last event in it
   * @param keyId whose signature it bears; null where it is not signed
   * @param deliveredAt when it was acknowledged elsewhere; null where it was not
   */
  public record Kept(
      long number, Instant at, long seq, @Nullable String keyId, @Nullable Instant deliveredAt) {}

  public Verdict verdict() {
    if (!faults.isEmpty()) {
      return Verdict.BROKEN;
    }
    return last > chained ? Verdict.UNPROVEN : Verdict.VERIFIED;
  }
}
