// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.persistence.book.PgBooks;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The naive close: one position after the other, each decided in memory by {@code AccountBook} and
 * written in a transaction of its own.
 */
@QuarkusTest
class OneByOneCloseTest extends CloseContract {
  @Override
  Map<InstrumentId, Outcome> closeAll(
      AccountId account, List<Holding> book, CloseAmount amount, HeldPolicy policy) {
    Map<InstrumentId, Outcome> outcomes = new HashMap<>();
    for (Holding holding : book) {
      if (!holding.qty().isZero()) {
        Instrument instrument = holding.instrument();
        outcomes.put(instrument.id(), closeOne(account, instrument, amount, policy));
      }
    }
    return outcomes;
  }

  @Override
  Outcome closeOne(
      AccountId account, Instrument instrument, CloseAmount amount, HeldPolicy policy) {
    CloseRequest request = request(LiquidationScope.POSITION, instrument.id(), amount, policy);
    return outcomeOf(close(books, account, instrument, request));
  }

  static Uni<AcceptedLiquidation> close(
      PgBooks books, AccountId account, Instrument instrument, CloseRequest request) {
    return books.decide(
        account,
        BookScope.instrument(instrument.id()),
        DECISION,
        book -> accept(book, request.of(book.positions(), instrument.id())));
  }

  static AcceptedLiquidation accept(AccountBook book, CloseRequest request) {
    Liquidation liquidation = book.close(request);
    List<Order> orders =
        book.orders().stream().filter(o -> liquidation.id().equals(o.liquidationId())).toList();
    return new AcceptedLiquidation(liquidation, book.items(liquidation.id()), orders, false);
  }
}
