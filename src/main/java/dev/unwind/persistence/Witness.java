// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.application.event.AcknowledgedCommit;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.domain.book.BookChanges;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row that is there if, and only if, a transaction of an account has committed. It is fixed
 * before the commit, so that it can be looked for when the commit's answer is lost.
 *
 * @param found a query that has a row when it has
 * @param name what was made, for the caller who must look for it
 * @param commit the same for those who look after a fail-over; null where nothing was changed, or
 *     where the row is a liquidation
 */
public record Witness(
    AccountId account,
    String found,
    Tuple parameters,
    String name,
    @Nullable AcknowledgedCommit commit) {
  private static final String LIQUIDATION =
      "select l.liquidation_id from liquidation l where l.account_id = $1 and l.uid = $2";
  private static final String EVENT =
      "select e.seq from event e where e.account_id = $1 and e.seq = $2 and e.event_id = $3"
          + " and e.at = $4";

  public static Witness liquidation(AccountId account, UUID uid) {
    return new Witness(
        account, LIQUIDATION, Tuple.of(account.value(), uid), "liquidation " + uid, null);
  }

  /** Empty where a decision has written no event. */
  public static Optional<Witness> of(BookChanges changes, @Nullable Object result) {
    List<LedgerEvent> events = changes.events();
    if (events.isEmpty()) {
      return Optional.empty();
    }
    LedgerEvent last = events.get(events.size() - 1);
    Tuple parameters = Tuple.of(last.account().value(), last.seq(), last.id(), Rows.at(last.at()));
    String name = name(result);
    return Optional.of(
        new Witness(last.account(), EVENT, parameters, name, AcknowledgedCommit.of(last, name)));
  }

  /** Of a transaction that has changed nothing: whether it has committed does not matter. */
  public static Witness ofNothing(AccountId account) {
    return new Witness(account, "select 1", Tuple.tuple(), "the request", null);
  }

  private static String name(@Nullable Object result) {
    if (result instanceof AcceptedLiquidation accepted) {
      return name(accepted.liquidation());
    }
    if (result instanceof Liquidation liquidation) {
      return "liquidation " + liquidation.uid();
    }
    if (result instanceof Order order) {
      return "order " + order.terms().uid() + ", client order id " + order.terms().clientOrderId();
    }
    if (result instanceof List<?> all && !all.isEmpty()) {
      return name(all.get(0));
    }
    return "the request";
  }
}
