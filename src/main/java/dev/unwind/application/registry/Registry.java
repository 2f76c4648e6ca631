// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.registry;

import dev.unwind.application.Actor;
import io.smallrye.mutiny.Uni;

/** Port: adds to the ledger what a book document describes, all of it or nothing. */
public interface Registry {
  /**
   * Fails with REQUEST_MALFORMED, in the words of the first mistake.
   *
   * @param actor who adds it, which is told in the account's log or in that of administration
   */
  Uni<Void> add(byte[] document, Actor actor);
}
