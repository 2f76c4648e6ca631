// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.domain.account.Account;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Port: applies documents to the ledger. */
public interface BookStore {
  /** Finds an account by name, outside of any transaction. */
  Uni<Optional<Account>> findAccount(String name);

  /** Whether a document of this hash was applied before, looked up outside of any transaction. */
  Uni<Boolean> isApplied(byte[] sha256);

  /**
   * In one transaction: notes the document's hash, looks up what it names, asks {@code plan} for
   * the rows and writes them. Imports wait for each other. When {@code plan} throws, nothing is
   * written and the {@code Uni} fails with what it threw.
   *
   * @param sha256 of the document
   * @param source where it came from; told in the log of administration
   * @return the plan that was written, or empty when this document was applied before
   */
  Uni<Optional<BookPlan>> importOnce(
      byte[] sha256,
      ImportSource source,
      Instant now,
      LedgerNames names,
      Function<LedgerContents, BookPlan> plan);
}
