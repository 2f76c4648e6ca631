// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.order;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.BookScope.Reach;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.Reason;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says whether orders would be admitted, by admitting them and taking everything back. So a preview
 * says what placing them would have said at that moment (I19).
 */
@ApplicationScoped
public class PreviewOrders {
  private final Books books;

  public PreviewOrders(Books books) {
    this.books = books;
  }

  /** Fails with what placing these orders, one after the other, would fail with. */
  public Uni<Void> preview(Actor actor, AccountId account, List<NewOrder> orders) {
    Reason denied = actor.refusalToTrade(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    return books
        .decide(
            account,
            BookScope.orderEntry(
                Reach.MONEY, orders.stream().map(NewOrder::instrument).collect(Collectors.toSet())),
            DecisionOrigin.of(actor),
            book -> {
              orders.forEach(book::place);
              throw new AdmittedException();
            })
        .onFailure(AdmittedException.class)
        .recoverWithNull()
        .replaceWithVoid();
  }

  /** Thrown so that nothing is written. */
  private static final class AdmittedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AdmittedException() {
      super("admitted", null, false, false);
    }
  }
}
