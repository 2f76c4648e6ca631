// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.administration;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.market.Market;
import dev.unwind.application.registry.Register;
import dev.unwind.dialect.unwind.UnwindAccess;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindMapping;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.Instrument;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** What is traded. */
@Path("/unwind/v1/instruments")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Administration")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindInstrumentsResource {
  private final UnwindAccess access;
  private final Market market;
  private final Register register;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindInstrumentsResource(
      UnwindAccess access,
      Market market,
      Register register,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.access = access;
    this.market = market;
    this.register = register;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Operation(operationId = "listInstruments", summary = "What is traded, ascending by symbol")
  public Uni<Response> list(
      @QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
    int rows = UnwindParameters.limit(limit, 100, UnwindParameters.PAGE_MAX);
    if (after != null && after.indexOf('\0') >= 0) {
      throw UnwindBodies.malformed("after must be a symbol");
    }
    return market
        .list(after == null ? "" : after, rows)
        .map(
            found ->
                new UnwindInstrument.Page(
                    found.stream().map(UnwindInstrument::of).toList(),
                    found.size() < rows ? null : found.get(rows - 1).symbol()))
        .chain(bodies::ok);
  }

  @GET
  @Path("/{symbol:.+}")
  @Operation(operationId = "getInstrument", summary = "An instrument, by its symbol or an alias")
  public Uni<UnwindInstrument> get(@PathParam("symbol") String symbol) {
    return market
        .bySymbol(symbol)
        .map(
            found ->
                found
                    .map(UnwindInstrument::of)
                    .orElseThrow(
                        () ->
                            new TradingException(
                                Denial.of(Reason.INSTRUMENT_NOT_FOUND).withSymbol(symbol))));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "addInstrument", summary = "Let something be traded")
  public Uni<Response> add(@Nullable String body) {
    Actor actor = access.actor();
    UnwindInstrument.Request request = bodies.read(body, UnwindInstrument.Request.class);
    String symbol = request.symbol();
    if (symbol == null) {
      throw UnwindBodies.malformed("symbol is required");
    }
    byte[] document =
        bodies
            .text(new UnwindInstrument.Document(List.of(request)))
            .getBytes(StandardCharsets.UTF_8);
    return register
        .instrument(actor, UnwindParameters.newName("symbol", symbol), document)
        .map(UnwindInstrumentsResource::added);
  }

  private static Response added(Instrument instrument) {
    return UnwindMapping.created(
            "instruments", instrument.symbol(), UnwindInstrument.of(instrument))
        .build();
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
