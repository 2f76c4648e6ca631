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
import dev.unwind.domain.value.Price;
import io.quarkus.security.Authenticated;
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
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindQuotesResource(
      Caller caller,
      Market market,
      PutQuote putQuote,
      InstantSource clock,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.caller = caller;
    this.market = market;
    this.putQuote = putQuote;
    this.clock = clock;
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
    return instrument(symbol)
        .chain(
            instrument -> {
              Quote quote =
                  new Quote(instrument.id(), last, bid, ask, previousClose, clock.instant());
              return putQuote
                  .put(actor, quote)
                  .map(stored -> UnwindMapping.quote(instrument, stored));
            });
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
