// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import io.smallrye.mutiny.Uni;

/** Port: takes checkpoints out of reach of whoever owns the database. */
public interface CheckpointOutlet {
  /** Whether there is anywhere to deliver to. */
  boolean isOpen();

  /** Fails unless it is kept wherever it is to be. It may be delivered twice. */
  Uni<Void> deliver(Checkpoint checkpoint);
}
