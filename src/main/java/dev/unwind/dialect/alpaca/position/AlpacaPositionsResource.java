// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.position;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.market.Market;
import dev.unwind.dialect.alpaca.AlpacaAccess;
import dev.unwind.dialect.alpaca.AlpacaAnswers;
import dev.unwind.dialect.alpaca.AlpacaError;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.AlpacaMapping;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.dialect.alpaca.AlpacaPosition;
import dev.unwind.dialect.alpaca.AssetDirectory;
import dev.unwind.dialect.alpaca.order.EnterOrders;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Open positions, and closing them. */
@Path("/v2/positions")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Positions")
@Extension(name = "x-smallrye-profile-alpaca", value = "")
public class AlpacaPositionsResource {
  private final Caller caller;
  private final AlpacaAccess accounts;
  private final AssetDirectory assets;
  private final LedgerReader reader;
  private final Market market;
  private final AlpacaClosing closing;
  private final AlpacaAnswers answers;
  private final InstantSource clock;

  AlpacaPositionsResource(
      Caller caller,
      AlpacaAccess accounts,
      AssetDirectory assets,
      LedgerReader reader,
      Market market,
      AlpacaClosing closing,
      AlpacaAnswers answers,
      InstantSource clock) {
    this.caller = caller;
    this.accounts = accounts;
    this.assets = assets;
    this.reader = reader;
    this.market = market;
    this.closing = closing;
    this.answers = answers;
    this.clock = clock;
  }

  @GET
  @Operation(operationId = "getAllOpenPositions", summary = "All open positions, oldest first")
  public Uni<Response> list() {
    AccountScope scope = caller.actor().scope();
    return answers.list(
        200,
        accounts
            .of(caller)
            .chain(account -> reader.positions(scope, LedgerQueries.Positions.open(account)))
            .chain(this::show));
  }

  @GET
  @Path("/{symbol_or_asset_id}")
  @Operation(operationId = "getOpenPosition", summary = "One open position")
  public Uni<AlpacaPosition> get(@PathParam("symbol_or_asset_id") String symbol) {
    return get(assets.find(symbol));
  }

  @GET
  @Path("/{base}/{quote}")
  @Operation(hidden = true)
  public Uni<AlpacaPosition> getPair(
      @PathParam("base") String base, @PathParam("quote") String quote) {
    return get(pair(base, quote));
  }

  @DELETE
  @Operation(operationId = "deleteAllOpenPositions", summary = "Close all positions")
  public Uni<Response> closeAll(
      @QueryParam("cancel_orders") @Nullable String cancelOrders,
      @QueryParam("client_order_id") @Nullable String clientOrderId,
      @HeaderParam("Idempotency-Key") @Nullable String key) {
    Actor actor = caller.actor();
    AlpacaClosing.Terms terms =
        terms(
            "*",
            CloseAmount.ALL,
            AlpacaParameters.flag("cancel_orders", cancelOrders),
            AlpacaParameters.clientOrderId(clientOrderId),
            key);
    return accounts
        .of(caller)
        .chain(account -> closing.all(actor, account, terms))
        .chain(
            all ->
                all.failure() == null
                    ? answers.list(
                        207, Uni.createFrom().item(all.results()), all.liquidation().uid())
                    : Uni.createFrom()
                        .item(
                            AlpacaAnswers.json(
                                all.failure().status(), all.failure().error(), all.liquidation())));
  }

  @DELETE
  @Path("/{symbol_or_asset_id}")
  @Operation(operationId = "deleteOpenPosition", summary = "Close a position, or part of it")
  public Uni<Response> close(
      @PathParam("symbol_or_asset_id") String symbol,
      @QueryParam("cancel_orders") @Nullable String cancelOrders,
      @QueryParam("client_order_id") @Nullable String clientOrderId,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @Context UriInfo uri) {
    return close(assets.find(symbol), uri, cancelOrders, clientOrderId, key);
  }

  @DELETE
  @Path("/{base}/{quote}")
  @Operation(hidden = true)
  public Uni<Response> closePair(
      @PathParam("base") String base,
      @PathParam("quote") String quote,
      @QueryParam("cancel_orders") @Nullable String cancelOrders,
      @QueryParam("client_order_id") @Nullable String clientOrderId,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @Context UriInfo uri) {
    return close(pair(base, quote), uri, cancelOrders, clientOrderId, key);
  }

  private Uni<Response> close(
      Uni<Optional<Instrument>> found,
      UriInfo uri,
      @Nullable String cancelOrders,
      @Nullable String clientOrderId,
      @Nullable String key) {
    Actor actor = caller.actor();
    Uni<AccountId> account = accounts.of(caller);
    // What is wrong in itself is refused before what it names is looked for.
    CloseAmount amount = AlpacaParameters.amount(uri.getQueryParameters());
    boolean cancel = AlpacaParameters.flag("cancel_orders", cancelOrders);
    String name = AlpacaParameters.clientOrderId(clientOrderId);
    return found
        .map(instrument -> instrument.orElseThrow(AlpacaPositionsResource::notHeld))
        .chain(
            instrument -> {
              AlpacaClosing.Terms terms =
                  terms(instrument.id().toString(), amount, cancel, name, key);
              return account.chain(id -> closing.one(actor, id, instrument, terms));
            })
        .map(AlpacaPositionsResource::answer);
  }

  private static Response answer(AlpacaClosing.One one) {
    AlpacaErrors.Failure failure = one.failure();
    Object body = failure == null ? one.order() : failure.error();
    return AlpacaAnswers.json(
        failure == null ? 200 : failure.status(),
        body == null ? AlpacaError.of(AlpacaErrors.INTERNAL, "no order") : body,
        one.liquidation());
  }

  private static AlpacaClosing.Terms terms(
      String what,
      CloseAmount amount,
      boolean cancel,
      @Nullable String name,
      @Nullable String key) {
    String payload = String.join("|", "close", what, amount.toString(), "" + cancel, "" + name);
    return new AlpacaClosing.Terms(amount, cancel, name, AlpacaParameters.key(key, name, payload));
  }

  private Uni<AlpacaPosition> get(Uni<Optional<Instrument>> found) {
    AccountScope scope = caller.actor().scope();
    Uni<AccountId> account = accounts.of(caller);
    return found
        .map(instrument -> instrument.orElseThrow(AlpacaPositionsResource::notHeld))
        .chain(
            instrument ->
                account.chain(
                    id ->
                        reader.positions(
                            scope,
                            new LedgerQueries.Positions(
                                id, Set.of(instrument.id()), Set.of(), true, true, 0, 1))))
        .chain(this::show)
        .map(shown -> shown.stream().findFirst().orElseThrow(AlpacaPositionsResource::notHeld));
  }

  private Uni<List<AlpacaPosition>> show(List<Position> positions) {
    Instant now = clock.instant();
    Set<InstrumentId> ids =
        positions.stream().map(Position::instrumentId).collect(Collectors.toSet());
    return Uni.combine()
        .all()
        .unis(market.byIds(ids), market.quotes(ids))
        .asTuple()
        .map(
            known -> {
              List<AlpacaPosition> shown = new ArrayList<>(positions.size());
              for (Position position : positions) {
                Instrument instrument = known.getItem1().get(position.instrumentId());
                if (instrument != null) {
                  shown.add(
                      AlpacaMapping.position(
                          position,
                          instrument,
                          known.getItem2().get(position.instrumentId()),
                          now));
                }
              }
              return shown;
            });
  }

  /** Other paths of two segments do not exist here. */
  private Uni<Optional<Instrument>> pair(String base, String quote) {
    return assets
        .findPair(base, quote)
        .invoke(
            found -> {
              if (found.isEmpty()) {
                throw new NotFoundException();
              }
            });
  }

  private static TradingException notHeld() {
    return new TradingException(Reason.POSITION_NOT_FOUND);
  }

  @ServerExceptionMapper
  Response refused(TradingException refused) {
    return AlpacaErrors.response(refused);
  }

  @ServerExceptionMapper
  Response refused(EnterOrders.RefusedException refused) {
    return AlpacaErrors.response(refused.failure());
  }
}
