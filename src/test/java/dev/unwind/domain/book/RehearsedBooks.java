// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.Selection;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Books made anew from what another one holds, and what a close makes of them. */
final class RehearsedBooks {
  private RehearsedBooks() {}

  static CloseRequest selecting(Selection selection, CloseAmount amount) {
    return CloseRequest.of(LiquidationScope.POSITIONS).selection(selection).amount(amount).build();
  }

  static @Nullable ClosePlan plan(AccountBook book, CloseRequest request) {
    try {
      return planOf(book, request);
    } catch (DeniedException denied) {
      return null;
    }
  }

  static ClosePlan planOf(AccountBook book, CloseRequest request) {
    return ClosePlan.of(book, book.close(request));
  }

  static @Nullable Reason refusal(AccountBook book, CloseRequest request) {
    try {
      book.close(request);
      return null;
    } catch (DeniedException denied) {
      return denied.denial().reason();
    }
  }

  static BookSlice slice(AccountBook book) {
    Map<UUID, OrderId> keys =
        book.orders().stream().collect(Collectors.toMap(o -> o.terms().uid(), Order::id));
    List<Liquidation> liquidations = new ArrayList<>(book.changes().newLiquidations());
    List<LiquidationItem> items =
        liquidations.stream()
            .map(Liquidation::id)
            .map((LiquidationId id) -> book.items(id))
            .flatMap(List::stream)
            .filter(item -> !item.hasEnded())
            .toList();
    return BookSlice.of(book.account(), book.changes().eventSeq(), OpeningBook.NOW)
        .with(
            to ->
                to.positions(book.positions().stream().filter(p -> !p.isFlat()).toList())
                    .orders(book.orders().stream().filter(Order::isOpen).toList())
                    .orderKeys(keys)
                    .liquidations(liquidations)
                    .items(items));
  }

  static AccountBook book(BookSlice slice, BookContext like, long firstId) {
    return new AccountBook(
        slice,
        new BookContext(
            like.now(),
            like.actor(),
            like.dialect(),
            like.requestId(),
            ABook.countingIds(firstId),
            like.sessions(),
            like.pairsLinked(),
            like.settings(),
            like.instruments(),
            like.quotes()));
  }

  static BookContext unquoted(BookContext like) {
    return new BookContext(
        like.now(),
        like.actor(),
        like.dialect(),
        like.requestId(),
        like.ids(),
        like.sessions(),
        like.pairsLinked(),
        like.settings(),
        like.instruments(),
        Map.of());
  }

  static AccountBook quoted(String qty, String bid, String ask) {
    AccountBook book = OpeningBook.book(qty);
    BookContext like = book.context();
    Map<InstrumentId, Quote> quotes = new HashMap<>(like.quotes());
    quotes.put(
        OpeningBook.STOCK,
        new Quote(
            OpeningBook.STOCK,
            Price.of("10"),
            Price.of(bid),
            Price.of(ask),
            null,
            OpeningBook.NOW));
    return new AccountBook(
        slice(book),
        new BookContext(
            like.now(),
            like.actor(),
            like.dialect(),
            like.requestId(),
            like.ids(),
            like.sessions(),
            like.pairsLinked(),
            like.settings(),
            like.instruments(),
            quotes));
  }
}
