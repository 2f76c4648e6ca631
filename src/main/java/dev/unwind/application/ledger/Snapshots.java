// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/**
 * Port: answers that several reads make, and that tell of one moment all the same (I16). Fails with
 * STORE_UNAVAILABLE when the ledger cannot be reached, or the reads take too long.
 */
public interface Snapshots {
  /**
   * Reads the ledger as it is at one moment. Every read of any port counts that is part of what is
   * supplied: what it subscribes to by itself does not. It holds a connection until it ends, so it
   * waits for nothing but the ledger, and changes nothing.
   */
  <T> Uni<T> read(Supplier<Uni<T>> reads);
}
