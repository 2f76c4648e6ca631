// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;

/** Port: computes a stretch of an account's chain again. */
public interface ProofReader {
  /**
   * Compares what the log says now with what was chained when it was new.
   *
   * @param first number of the first event that is looked at; from 1 on
   * @param last number of the last; the log may end before
   */
  Uni<ProvenSpan> prove(AccountId account, long first, long last);
}
