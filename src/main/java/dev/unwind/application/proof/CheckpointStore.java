// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Checkpoints in the ledger, where they are made. */
public interface CheckpointStore {
  /**
   * Makes one of the heads that have moved since the last.
   *
   * @param headsMax how many it may have; the rest is for the next
   * @return empty where none has moved
   */
  Uni<Optional<Checkpoint>> make(
      Instant at, int headsMax, Function<byte[], Optional<Checkpoint.Signed>> signer);

  /** The oldest that are not delivered, in their order. */
  Uni<List<Checkpoint>> undelivered(int limit);

  Uni<Void> delivered(Checkpoint checkpoint, Instant at);
}
