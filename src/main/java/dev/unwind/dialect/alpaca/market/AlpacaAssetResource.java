// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.market;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.market.Market;
import dev.unwind.dialect.alpaca.AlpacaAnswers;
import dev.unwind.dialect.alpaca.AlpacaAsset;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.AlpacaMapping;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.dialect.alpaca.AlpacaWords;
import dev.unwind.dialect.alpaca.AssetDirectory;
import dev.unwind.dialect.alpaca.order.OrderTicket;
import dev.unwind.domain.instrument.Instrument;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * What can be traded, as far as the vendor's words reach: futures, funds and options have no
 * exchange there, and strict clients lose the whole list over one.
 */
@Path("/v2/assets")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Assets")
@Extension(name = "x-smallrye-profile-alpaca", value = "")
public class AlpacaAssetResource {
  private static final Set<String> STATUSES = Set.of("active", "inactive", "all");

  private final AssetDirectory assets;
  private final Market market;
  private final AlpacaAnswers answers;

  AlpacaAssetResource(AssetDirectory assets, Market market, AlpacaAnswers answers) {
    this.assets = assets;
    this.market = market;
    this.answers = answers;
  }

  @GET
  @Operation(operationId = "getAssets", summary = "Assets, ascending by symbol")
  public Uni<Response> list(
      @QueryParam("status") @Nullable String status,
      @QueryParam("asset_class") @Nullable String assetClass,
      @QueryParam("exchange") @Nullable String exchange,
      @QueryParam("attributes") @Nullable String attributes) {
    String wantedStatus = OrderTicket.given(status);
    if (wantedStatus != null && !STATUSES.contains(wantedStatus)) {
      throw AlpacaParameters.malformed("status must be active, inactive or all");
    }
    boolean none =
        "inactive".equals(wantedStatus)
            || !AlpacaParameters.list("attributes", attributes).isEmpty();
    String wantedClass = OrderTicket.given(assetClass);
    String wantedExchange = OrderTicket.given(exchange);
    Uni<List<AlpacaAsset>> found =
        market
            .list(LedgerQueries.LIMIT_MAX)
            .map(
                all ->
                    all.stream()
                        .filter(AlpacaWords::isAsset)
                        .map(AlpacaMapping::asset)
                        .filter(a -> !none)
                        .filter(
                            a ->
                                a.assetClass()
                                    .equals(wantedClass == null ? "us_equity" : wantedClass))
                        .filter(a -> wantedExchange == null || a.exchange().equals(wantedExchange))
                        .toList());
    return answers.list(200, found);
  }

  @GET
  @Path("/{symbol_or_asset_id}")
  @Operation(operationId = "getV2AssetsSymbolOrAssetId", summary = "One asset")
  public Uni<Response> get(@PathParam("symbol_or_asset_id") String symbol) {
    return assets
        .find(symbol)
        .chain(
            found -> found.isPresent() ? Uni.createFrom().item(found) : assets.findByCusip(symbol))
        .map(found -> answer(found, symbol));
  }

  @GET
  @Path("/{base}/{quote}")
  @Operation(hidden = true)
  public Uni<Response> getPair(@PathParam("base") String base, @PathParam("quote") String quote) {
    return assets
        .findPair(base, quote)
        .map(
            found -> {
              if (found.isEmpty()) {
                throw new NotFoundException();
              }
              return answer(found, base + "/" + quote);
            });
  }

  private static Response answer(Optional<Instrument> found, String symbol) {
    return found
        .filter(AlpacaWords::isAsset)
        .map(instrument -> AlpacaAnswers.json(200, AlpacaMapping.asset(instrument)))
        .orElseGet(() -> AlpacaErrors.response(AlpacaErrors.assetNotFound(symbol)));
  }

  @ServerExceptionMapper
  Response refused(TradingException refused) {
    return AlpacaErrors.response(refused);
  }
}
