// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.PositionId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Port: positions of an account from opening to end, those of the past included. An account outside
 * of the scope has none. Fails with STORE_UNAVAILABLE when the ledger cannot be reached.
 */
public interface PositionHistory {
  /**
   * An account's episodes at one moment.
   *
   * @param at that moment
   * @param newest descending by opening time; not all of them where there are more than asked for
   */
  record Snapshot(Instant at, long total, long open, List<PositionEpisode> newest) {
    public Snapshot {
      newest = List.copyOf(newest);
    }
  }

  /**
   * Episodes descending by opening time, then id.
   *
   * @param state null for every one
   */
  Uni<List<PositionEpisode>> newest(
      AccountScope scope,
      AccountId account,
      PositionEpisode.@Nullable State state,
      int offset,
      int limit);

  /** Counts and episodes as of one moment. */
  Uni<Snapshot> snapshot(AccountScope scope, AccountId account, int limit);

  /** Open episodes in an instrument that no liquidation is closing, oldest first. */
  Uni<List<PositionEpisode>> closable(
      AccountScope scope, AccountId account, InstrumentId instrument, int limit);

  /** The position of that name. */
  Uni<Optional<PositionEpisode>> byExternalId(
      AccountScope scope, AccountId account, String externalId);

  /** The episode of a position that began at this moment, where the position has no name. */
  Uni<Optional<PositionEpisode>> unnamed(
      AccountScope scope, AccountId account, PositionId position, Instant openedAt);

  /** Episodes of these positions that were open at or after this moment, oldest first. */
  Uni<List<PositionEpisode>> openSince(
      AccountScope scope, AccountId account, Set<PositionId> positions, Instant since);
}
