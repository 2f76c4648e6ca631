// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.command;

import dev.unwind.dialect.tradovate.TradovateHttp;
import dev.unwind.dialect.tradovate.TradovateResults.CommandResult;
import dev.unwind.dialect.tradovate.TradovateResults.DryRunResponse;
import dev.unwind.dialect.tradovate.TradovateResults.PlaceOcoResult;
import dev.unwind.dialect.tradovate.TradovateResults.PlaceOrderResult;
import dev.unwind.dialect.tradovate.TradovateResults.PlaceOsoResult;
import dev.unwind.dialect.tradovate.TradovateResults.SimpleResponse;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Commands on orders, the liquidation of positions among them. */
@Path("/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
public class TradovateOrdersResource {
  private final TradovateHttp http;
  private final OrderCommands orders;
  private final TradovateClosing liquidations;
  private final AccountOperations accounts;

  TradovateOrdersResource(
      TradovateHttp http,
      OrderCommands orders,
      TradovateClosing liquidations,
      AccountOperations accounts) {
    this.http = http;
    this.orders = orders;
    this.liquidations = liquidations;
    this.accounts = accounts;
  }

  @POST
  @Path("/order/placeorder")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "placeOrder", summary = "Places an order")
  @RequestBodySchema(TradovateRequests.PlaceOrder.class)
  public Uni<PlaceOrderResult> placeOrder(@Nullable String body) {
    return http.run(orders.placeOrder, body);
  }

  @POST
  @Path("/order/placeoco")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      operationId = "placeOco",
      summary = "Places two orders of which each cancels the other")
  @RequestBodySchema(TradovateRequests.PlaceOrder.class)
  public Uni<PlaceOcoResult> placeOco(@Nullable String body) {
    return http.run(orders.placeOco, body);
  }

  @POST
  @Path("/order/placeoso")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      operationId = "placeOso",
      summary = "Places an order with one or two that wait for its fill")
  @RequestBodySchema(TradovateRequests.PlaceOrder.class)
  public Uni<PlaceOsoResult> placeOso(@Nullable String body) {
    return http.run(orders.placeOso, body);
  }

  @POST
  @Path("/order/modifyorder")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "modifyOrder", summary = "Changes a working order")
  @RequestBodySchema(TradovateRequests.ModifyOrder.class)
  public Uni<CommandResult> modifyOrder(@Nullable String body) {
    return http.run(orders.modifyOrder, body);
  }

  @POST
  @Path("/order/cancelorder")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "cancelOrder", summary = "Cancels a working order")
  @RequestBodySchema(TradovateRequests.CancelOrder.class)
  public Uni<CommandResult> cancelOrder(@Nullable String body) {
    return http.run(orders.cancelOrder, body);
  }

  @POST
  @Path("/order/liquidateposition")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      operationId = "liquidatePosition",
      summary = "Cancels every order on a contract and closes the position",
      description =
          "Pressed again while it runs it returns the same order. The header Unwind-Liquidation names the liquidation, to be followed at /unwind/v1/liquidations.")
  @RequestBodySchema(TradovateRequests.LiquidatePosition.class)
  public Uni<PlaceOrderResult> liquidatePosition(@Nullable String body) {
    return http.run(liquidations.liquidatePosition, body);
  }

  @POST
  @Path("/order/liquidatepositions")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      operationId = "liquidatePositions",
      summary = "The same for several positions, of any accounts")
  @RequestBodySchema(TradovateRequests.LiquidatePositions.class)
  public Uni<SimpleResponse> liquidatePositions(@Nullable String body) {
    return http.run(liquidations.liquidatePositions, body);
  }

  @POST
  @Path("/order/dryrun")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      operationId = "dryRun",
      summary = "Says whether orders would be admitted, and what they would do")
  @RequestBodySchema(TradovateRequests.DryRun.class)
  public Uni<DryRunResponse> dryRun(@Nullable String body) {
    return http.run(accounts.dryRun, body);
  }
}
