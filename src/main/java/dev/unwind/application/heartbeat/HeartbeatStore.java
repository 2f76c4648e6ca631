// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.heartbeat;

import dev.unwind.application.act.NewAct;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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

  /**
   * Those that are due, the longest first.
   *
   * @param hearingSince since when this replica can have heard them: each has its whole time from
   *     then on
   */
  Uni<List<Heartbeat>> due(Instant now, Instant hearingSince, int limit);

  /**
   * Writes in one transaction that it was missed, and the act; whoever comes first.
   *
   * @return false where it was missed, beaten or removed before
   */
  Uni<Boolean> miss(Heartbeat heartbeat, NewAct act, UUID id, Instant now);
}
