// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.event;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * What this replica has acknowledged last, oldest first. A database that goes on from an earlier
 * point has lost the last commits, so the older ones need not be kept.
 */
public final class AcknowledgedCommits {
  private final int most;
  private final Deque<AcknowledgedCommit> commits = new ArrayDeque<>();
  private boolean whole = true;

  public AcknowledgedCommits(int most) {
    this.most = most;
  }

  /** Called before whoever has asked for it is told. */
  public synchronized void note(AcknowledgedCommit commit) {
    if (commits.size() == most) {
      commits.removeFirst();
      whole = false;
    }
    commits.addLast(commit);
  }

  public synchronized List<AcknowledgedCommit> all() {
    return List.copyOf(commits);
  }

  /** Whether that is everything since the start. */
  public synchronized boolean isWhole() {
    return whole;
  }

  /** What is known to be lost is told once. */
  public synchronized void forget(Collection<AcknowledgedCommit> lost) {
    commits.removeAll(Set.copyOf(lost));
  }
}
