// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Port: the set-based close, in a constant number of statements however many positions there are.
 * It agrees with what {@code AccountBook.close} decides on the same book.
 */
public interface CloseStore {
  /**
   * Closes a netting account's position in one instrument, without cancels. Empty, with nothing
   * done, when it must be left to the book: another close of the position runs, or orders that
   * reserve nothing are in flight.
   *
   * <p>Fails with what {@code AccountBook.close} would deny.
   */
  Uni<Optional<AcceptedLiquidation>> closeOne(
      AccountId account, Instrument instrument, CloseCommand command, DecisionOrigin decision);

  /**
   * Closes a netting account's position in one instrument, cancels included: empty, with nothing
   * done, when it must be left to the book: orders are working in it, it cannot be closed, the
   * account hedges, or the command has a key or is exclusive.
   */
  Uni<Optional<AcceptedLiquidation>> closeFree(
      AccountId account, Instrument instrument, CloseCommand command, DecisionOrigin decision);

  /**
   * Closes all positions of a netting account. Empty, with nothing done, when it must be left to
   * the book: cancels are asked for and orders are working, orders that reserve nothing are in
   * flight, another close runs that leaves something, or the account hedges.
   */
  Uni<Optional<AcceptedLiquidation>> closeAll(
      AccountId account, CloseCommand command, DecisionOrigin decision);
}
