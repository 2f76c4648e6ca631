// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.market;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.market.Market.ValuedQuote;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LedgerRange;
import dev.unwind.domain.value.Price;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Sets quotes of instruments, durably, and lets venues act on them. */
@ApplicationScoped
public class PutQuote {
  private final Market market;
  private final TellQuotes log;
  private final Instance<QuoteListener> listeners;

  public PutQuote(Market market, TellQuotes log, @Any Instance<QuoteListener> listeners) {
    this.market = market;
    this.log = log;
    this.listeners = listeners;
  }

  /**
   * Fails with NOT_PERMITTED unless the caller has the role risk or admin, and with
   * VALUE_OUT_OF_RANGE where the ledger could not carry what is held at these prices.
   *
   * @return the quote as it is from now on: where no previous close was given, with the one before
   */
  public Uni<Quote> put(Actor actor, Quote quote) {
    return putAll(actor, List.of(quote))
        .map(
            put -> {
              if (!put.refused().isEmpty()) {
                throw new TradingException(put.refused().get(0));
              }
              return put.quotes().get(0);
            });
  }

  /**
   * What has come of many.
   *
   * @param quotes as they are from now on
   * @param refused why others were not put, each with its symbol
   */
  public record Put(List<Quote> quotes, List<Denial> refused) {}

  /**
   * Puts many at once. One that the ledger could not carry is refused for itself. Fails with
   * NOT_PERMITTED, or INSTRUMENT_NOT_FOUND; then nothing is put.
   *
   * @param quotes each of another instrument
   */
  public Uni<Put> putAll(Actor actor, List<Quote> quotes) {
    if (!actor.principal().mayControl()) {
      return Uni.createFrom().failure(new TradingException(Reason.NOT_PERMITTED));
    }
    return market
        .byIds(quotes.stream().map(Quote::instrument).toList())
        .chain(
            known ->
                store(known, quotes)
                    .call(
                        put ->
                            log.set(
                                actor,
                                put.quotes().stream()
                                    .map(quote -> known.get(quote.instrument()))
                                    .filter(Objects::nonNull)
                                    .map(Instrument::symbol)
                                    .toList())))
        .call(put -> tell(put.quotes()));
  }

  private Uni<Put> store(Map<InstrumentId, Instrument> known, List<Quote> quotes) {
    Map<InstrumentId, Denial> tooHigh = new HashMap<>();
    List<ValuedQuote> admitted = new ArrayList<>();
    for (Quote quote : quotes) {
      Instrument instrument = known.get(quote.instrument());
      if (instrument == null) {
        return Uni.createFrom().failure(new TradingException(Reason.INSTRUMENT_NOT_FOUND));
      }
      Price highest = highest(quote);
      tooHigh.put(
          instrument.id(),
          Denial.of(Reason.VALUE_OUT_OF_RANGE).withSymbol(instrument.symbol()).withPrice(highest));
      if (LedgerRange.admits(highest, instrument.multiplier())) {
        admitted.add(
            new ValuedQuote(quote, highest.value().multiply(instrument.multiplier().value())));
      }
    }
    Uni<List<Quote>> stored =
        admitted.isEmpty() ? Uni.createFrom().item(List.of()) : market.putQuotes(admitted);
    return stored.map(
        all -> {
          all.forEach(quote -> tooHigh.remove(quote.instrument()));
          return new Put(
              all,
              quotes.stream()
                  .map(Quote::instrument)
                  .filter(tooHigh::containsKey)
                  .map(tooHigh::get)
                  .toList());
        });
  }

  private static Price highest(Quote quote) {
    Price highest = quote.last();
    for (Price price : Arrays.asList(quote.bid(), quote.ask(), quote.previousClose())) {
      highest = price != null && price.compareTo(highest) > 0 ? price : highest;
    }
    return highest;
  }

  private Uni<Void> tell(List<Quote> stored) {
    return Multi.createFrom()
        .iterable(stored)
        .onItem()
        .transformToMultiAndConcatenate(
            quote ->
                Multi.createFrom()
                    .iterable(listeners)
                    .onItem()
                    .transformToUniAndConcatenate(listener -> listener.onQuote(quote)))
        .collect()
        .last()
        .replaceWithVoid();
  }
}
