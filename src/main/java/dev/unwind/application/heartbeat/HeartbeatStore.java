// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.heartbeat;

import dev.unwind.application.act.NewAct;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: heartbeats, one of each account. */
public interface HeartbeatStore {
  /**
   * Keeps it in the place of the one before; what that had missed is forgotten.
   *
   * @param others whether another caller's may be replaced that is not missed
   * @return empty where it may not
   */
  Uni<Optional<Heartbeat>> beat(Heartbeat heartbeat, boolean others);

  Uni<Optional<Heartbeat>> find(AccountId account);

  Uni<Void> remove(AccountId account);

  /** A heartbeat that is due at a moment. */
  record Due(Instant at, AccountId account) {
    /** Before all others. */
    public static final Due NONE = new Due(Instant.EPOCH, new AccountId(0));
  }

  /**
   * Some of those that are due, as far as they can be read.
   *
   * @param last the last one of them, read or not; null where none is behind it
   */
  record Page(List<Heartbeat> heartbeats, @Nullable Due last) {}

  /**
   * Those that are due, the longest first; resumes after the given one.
   *
   * @param hearingSince since when this replica can have heard them: each has its whole time from
   *     then on
   */
  Uni<Page> due(Instant now, Instant hearingSince, Due after, int limit);

  /**
   * Writes in one transaction that it was missed, and the act; whoever comes first.
   *
   * @return false where it was missed, beaten or removed before
   */
  Uni<Boolean> miss(Heartbeat heartbeat, NewAct act, UUID id, Instant now);
}
