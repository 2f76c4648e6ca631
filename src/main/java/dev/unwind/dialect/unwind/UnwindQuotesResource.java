// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.market.Market;
import dev.unwind.application.market.PutQuote;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Quotes, by which the simulator trades and positions are valued. */
@Path("/unwind/v1/quotes")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Quotes")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindQuotesResource {
  private final Caller caller;
  private final Market market;
  private final PutQuote putQuote;
  private final InstantSource clock;
  private final UnwindConfig config;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindQuotesResource(
      Caller caller,
      Market market,
      PutQuote putQuote,
      InstantSource clock,
      UnwindConfig config,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.caller = caller;
    this.market = market;
    this.putQuote = putQuote;
    this.clock = clock;
    this.config = config;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Path("/{symbol:.+}")
  @Operation(operationId = "getQuote", summary = "The quote of an instrument")
  public Uni<UnwindQuote> get(@PathParam("symbol") String symbol) {
    return instrument(symbol)
        .chain(
            instrument ->
                market
                    .quotes(Set.of(instrument.id()))
                    .map(
                        quotes -> {
                          Quote quote = quotes.get(instrument.id());
                          if (quote == null) {
                            throw new TradingException(
                                Denial.of(Reason.QUOTE_MISSING).withSymbol(instrument.symbol()));
                          }
                          return UnwindMapping.quote(instrument, quote);
                        }));
  }

  @PUT
  @Path("/{symbol:.+}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "putQuote", summary = "Set the quote of an instrument")
  public Uni<UnwindQuote> put(@PathParam("symbol") String symbol, @Nullable String body) {
    Actor actor = caller.actor();
    UnwindQuote.Request request = bodies.read(body, UnwindQuote.Request.class);
    return instrument(symbol)
        .chain(
            instrument ->
                putQuote
                    .put(actor, quote(instrument, request))
                    .map(stored -> UnwindMapping.quote(instrument, stored)));
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "putQuotes", summary = "Set the quotes of many instruments")
  public Uni<UnwindQuote.Many> putAll(@Nullable String body) {
    Actor actor = caller.actor();
    List<UnwindQuote.ManyRequest.@Nullable One> asked = asked(body);
    Map<String, UnwindQuote.Request> bySymbol = new LinkedHashMap<>();
    for (UnwindQuote.ManyRequest.One one : asked) {
      if (one == null) {
        throw UnwindBodies.malformed("quotes must be objects");
      }
      UnwindQuote.Request request =
          new UnwindQuote.Request(one.last(), one.bid(), one.ask(), one.previousClose());
      if (bySymbol.put(UnwindParameters.symbol(one.symbol()), request) != null) {
        throw UnwindBodies.malformed(one.symbol() + " stands twice");
      }
    }
    Map<InstrumentId, Instrument> known = new LinkedHashMap<>();
    return Multi.createFrom()
        .iterable(List.copyOf(bySymbol.entrySet()))
        .onItem()
        .transformToUniAndConcatenate(
            each ->
                instrument(each.getKey())
                    .map(
                        instrument -> {
                          if (known.put(instrument.id(), instrument) != null) {
                            throw UnwindBodies.malformed(each.getKey() + " stands twice");
                          }
                          return quote(instrument, each.getValue());
                        }))
        .collect()
        .asList()
        .chain(quotes -> putQuote.putAll(actor, quotes))
        .map(put -> many(known, put));
  }

  private List<UnwindQuote.ManyRequest.@Nullable One> asked(@Nullable String body) {
    List<UnwindQuote.ManyRequest.@Nullable One> asked =
        bodies.read(body, UnwindQuote.ManyRequest.class).quotes();
    if (asked == null || asked.isEmpty() || asked.size() > config.namedMax()) {
      throw UnwindBodies.malformed("quotes must be 1 to " + config.namedMax());
    }
    return asked;
  }

  private static UnwindQuote.Many many(Map<InstrumentId, Instrument> known, PutQuote.Put put) {
    List<UnwindQuote> quotes = new ArrayList<>();
    put.quotes()
        .forEach(
            quote ->
                quotes.add(
                    UnwindMapping.quote(
                        Objects.requireNonNull(known.get(quote.instrument())), quote)));
    quotes.sort(Comparator.comparing(UnwindQuote::symbol));
    return new UnwindQuote.Many(
        quotes,
        put.refused().stream()
            .map(
                denial ->
                    new UnwindQuote.Many.Refused(
                        String.valueOf(denial.symbol()),
                        denial.reason().name(),
                        denial.reason().meaning()))
            .toList());
  }

  private Quote quote(Instrument instrument, UnwindQuote.Request request) {
    Price last = UnwindParameters.price("last", request.last());
    if (last == null) {
      throw new TradingException(Denial.of(Reason.PRICE_MISSING, "last is required"));
    }
    Price bid = UnwindParameters.price("bid", request.bid());
    Price ask = UnwindParameters.price("ask", request.ask());
    Price previousClose = UnwindParameters.price("previousClose", request.previousClose());
    if (bid != null && ask != null && bid.compareTo(ask) > 0) {
      throw new TradingException(Denial.of(Reason.PRICE_INVALID, "bid is above ask"));
    }
    return new Quote(instrument.id(), last, bid, ask, previousClose, clock.instant());
  }

  private Uni<Instrument> instrument(String symbol) {
    return market
        .bySymbol(UnwindParameters.symbol(symbol))
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new TradingException(
                            Denial.of(Reason.INSTRUMENT_NOT_FOUND).withSymbol(symbol))));
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
