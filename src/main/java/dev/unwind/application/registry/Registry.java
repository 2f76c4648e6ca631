// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.registry;

import io.smallrye.mutiny.Uni;

/** Port: adds to the ledger what a book document describes, all of it or nothing. */
public interface Registry {
  /**
   * Fails with REQUEST_MALFORMED, in the words of the first mistake.
   *
   * @param source who adds it
   */
  Uni<Void> add(byte[] document, String source);
}
