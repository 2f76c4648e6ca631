// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.market.Market;
import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** What accounts hold, and have held. */
@Path("/unwind/v1/accounts/{account}/positions")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindPositionsResource {
  private final UnwindAccess access;
  private final LedgerReader reader;
  private final Market market;
  private final InstantSource clock;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindPositionsResource(
      UnwindAccess access,
      LedgerReader reader,
      Market market,
      InstantSource clock,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.access = access;
    this.reader = reader;
    this.market = market;
    this.clock = clock;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Operation(
      operationId = "listPositions",
      summary = "What an account holds, ascending by opening time")
  public Uni<Response> positions(
      @PathParam("account") String account,
      @QueryParam("symbol") @Nullable String symbol,
      @QueryParam("closed") @Nullable String closed,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("offset") @Nullable String offset) {
    Actor actor = access.actor();
    int rows = UnwindParameters.limit(limit, 1_000, LedgerQueries.LIMIT_MAX);
    int skipped = UnwindParameters.offset(offset);
    boolean openOnly = !Boolean.parseBoolean(closed);
    return access
        .account(account)
        .chain(
            id ->
                instrument(symbol)
                    .chain(
                        only ->
                            reader.positions(
                                actor.scope(),
                                new LedgerQueries.Positions(
                                    id, only, Set.of(), openOnly, true, skipped, rows))))
        .chain(this::show)
        .map(positions -> new UnwindPosition.Page(positions, rows, skipped))
        .chain(bodies::ok);
  }

  private Uni<Set<InstrumentId>> instrument(@Nullable String symbol) {
    if (symbol == null) {
      return Uni.createFrom().item(Set.of());
    }
    return market
        .bySymbol(UnwindParameters.symbol(symbol))
        .map(
            found ->
                Set.of(
                    found
                        .orElseThrow(() -> new TradingException(Reason.INSTRUMENT_NOT_FOUND))
                        .id()));
  }

  private Uni<List<UnwindPosition>> show(List<Position> positions) {
    Set<InstrumentId> ids =
        positions.stream().map(Position::instrumentId).collect(Collectors.toSet());
    return market
        .byIds(ids)
        .chain(
            instruments -> market.quotes(ids).map(quotes -> show(positions, instruments, quotes)));
  }

  private List<UnwindPosition> show(
      List<Position> positions,
      Map<InstrumentId, Instrument> instruments,
      Map<InstrumentId, Quote> quotes) {
    Instant now = clock.instant();
    return positions.stream()
        .map(
            p ->
                UnwindMapping.position(
                    p, instruments.get(p.instrumentId()), quotes.get(p.instrumentId()), now))
        .toList();
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
