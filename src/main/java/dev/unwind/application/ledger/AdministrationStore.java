// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import io.smallrye.mutiny.Uni;

/** Port: the log of administration, for what is told by itself. */
public interface AdministrationStore {
  /** Durable when the {@code Uni} completes. */
  Uni<Void> tell(Administration told);
}
