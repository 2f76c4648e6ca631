// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import io.smallrye.mutiny.Uni;
import java.util.Map;

/** A venue that can say what an account holds there. One that is not this states nothing. */
public interface StatesPositions {
  /**
   * Fails with {@code TradingException} VENUE_UNAVAILABLE where there is no whole answer.
   *
   * @return signed quantities by the venue's symbols; what is not in it is not held
   */
  Uni<Map<String, Quantity>> positions(AccountId account);
}
