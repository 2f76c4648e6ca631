// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.event;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this replica has acknowledged last, oldest first. A database that goes on from an earlier
 * point has lost the last commits, so the older ones need not be kept.
 */
public final class AcknowledgedCommits {
  private final int most;
  private final Set<AcknowledgedCommit> commits = new LinkedHashSet<>();
  private @Nullable Instant forgotten;

  public AcknowledgedCommits(int most) {
    this.most = most;
  }

  /**
   * What is remembered at a moment.
   *
   * @param forgotten the time of the last commit that is not remembered any more; null where all
   *     are since the start
   */
  public record Remembered(List<AcknowledgedCommit> commits, @Nullable Instant forgotten) {
    /**
     * Whether some of what is not remembered any more may be lost with these, which must be some.
     * It is not where a commit is there that is later than all of that and earlier than the loss;
     * what was committed after the loss is there anyway.
     */
    public boolean mayHaveLostMore(Collection<AcknowledgedCommit> lost) {
      Instant until = forgotten;
      if (until == null) {
        return false;
      }
      Instant since = Collections.min(lost.stream().map(AcknowledgedCommit::at).toList());
      return commits.stream()
          .noneMatch(each -> each.at().isAfter(until) && each.at().isBefore(since));
    }
  }

  /**
   * Called before whoever has asked for it is told. What is remembered already, as when its answer
   * is repeated, stays where it is.
   */
  public synchronized void note(AcknowledgedCommit commit) {
    if (!commits.add(commit) || commits.size() <= most) {
      return;
    }
    Iterator<AcknowledgedCommit> all = commits.iterator();
    Instant oldest = all.next().at();
    all.remove();
    if (forgotten == null || oldest.isAfter(forgotten)) {
      forgotten = oldest;
    }
  }

  public synchronized List<AcknowledgedCommit> all() {
    return List.copyOf(commits);
  }

  public synchronized Remembered remembered() {
    return new Remembered(List.copyOf(commits), forgotten);
  }

  /** What is known to be lost is told once. */
  public synchronized void forget(Collection<AcknowledgedCommit> lost) {
    commits.removeAll(Set.copyOf(lost));
  }
}
