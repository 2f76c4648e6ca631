// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a log says when ten shares were sold at 100 and the venue says otherwise later. */
public final class CorrectedEvents {
  private CorrectedEvents() {}

  public static LedgerEvent takenBack() {
    return last("0", null);
  }

  public static LedgerEvent corrected(String qty, String price) {
    return last(qty, Price.of(price));
  }

  private static LedgerEvent last(String qty, @Nullable Price price) {
    AccountBook book = StatedBooks.holding("10");
    StatedBooks.close(book, CloseAmount.ALL);
    Order order = StatedBooks.closing(book);
    new StatedBooks().trade(book, order, "10", "10");
    book.record(
        List.of(
            new ExecutionReport.Corrected(
                ABook.ACCOUNT,
                order.terms().uid(),
                "paper",
                "x1",
                "c1",
                Quantity.of(qty),
                price,
                ABook.NOW)));
    List<LedgerEvent> events = book.changes().events();
    return events.get(events.size() - 1);
  }
}
