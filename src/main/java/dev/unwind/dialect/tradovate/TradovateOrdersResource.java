// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
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
  private final LiquidationCommands liquidations;
  private final AccountOperations accounts;

  TradovateOrdersResource(
      TradovateHttp http,
      OrderCommands orders,
      LiquidationCommands liquidations,
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
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.PlaceOrder.class),
              examples =
                  @ExampleObject(
                      name = "request",
                      value =
                          "{\"accountId\":7001,\"action\":\"Buy\",\"symbol\":\"MESZ6\",\"orderQty\":2,\"orderType\":\"Limit\",\"price\":5000.25}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = PlaceOrderResult.class),
              examples = {
                @ExampleObject(name = "placed", value = "{\"orderId\":1000000001}"),
                @ExampleObject(
                    name = "refused",
                    value =
                        "{\"failureReason\":\"InvalidContract\",\"failureText\":\"no instrument has that symbol or id\"}")
              }))
  public Uni<PlaceOrderResult> placeOrder(@Nullable String body) {
    return http.run(orders.placeOrder, body);
  }

  @POST
  @Path("/order/placeoco")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      operationId = "placeOco",
      summary = "Places two orders of which each cancels the other")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.PlaceOrder.class),
              examples =
                  @ExampleObject(
                      name = "request",
                      value =
                          "{\"accountId\":7001,\"action\":\"Sell\",\"symbol\":\"MESZ6\",\"orderQty\":2,\"orderType\":\"Limit\",\"price\":5100,\"other\":{\"action\":\"Sell\",\"orderType\":\"Stop\",\"stopPrice\":4900}}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = PlaceOcoResult.class),
              examples = {
                @ExampleObject(
                    name = "placed",
                    value = "{\"orderId\":1000000001,\"ocoId\":1000000002}"),
                @ExampleObject(
                    name = "refused",
                    value =
                        "{\"failureReason\":\"InvalidContract\",\"failureText\":\"no instrument has that symbol or id\"}")
              }))
  public Uni<PlaceOcoResult> placeOco(@Nullable String body) {
    return http.run(orders.placeOco, body);
  }

  @POST
  @Path("/order/placeoso")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      operationId = "placeOso",
      summary = "Places an order with one or two that wait for its fill")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.PlaceOrder.class),
              examples =
                  @ExampleObject(
                      name = "request",
                      value =
                          "{\"accountId\":7001,\"action\":\"Buy\",\"symbol\":\"MESZ6\",\"orderQty\":2,\"orderType\":\"Market\",\"bracket1\":{\"action\":\"Sell\",\"orderType\":\"Limit\",\"price\":5100},\"bracket2\":{\"action\":\"Sell\",\"orderType\":\"Stop\",\"stopPrice\":4900}}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = PlaceOsoResult.class),
              examples = {
                @ExampleObject(
                    name = "placed",
                    value = "{\"orderId\":1000000001,\"oso1Id\":1000000002,\"oso2Id\":1000000003}"),
                @ExampleObject(
                    name = "refused",
                    value =
                        "{\"failureReason\":\"InvalidContract\",\"failureText\":\"no instrument has that symbol or id\"}")
              }))
  public Uni<PlaceOsoResult> placeOso(@Nullable String body) {
    return http.run(orders.placeOso, body);
  }

  @POST
  @Path("/order/modifyorder")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "modifyOrder", summary = "Changes a working order")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.ModifyOrder.class),
              examples =
                  @ExampleObject(
                      name = "request",
                      value =
                          "{\"orderId\":1000000001,\"orderQty\":3,\"orderType\":\"Limit\",\"price\":5000.5}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = CommandResult.class),
              examples = {
                @ExampleObject(name = "asked", value = "{\"commandId\":1000000011}"),
                @ExampleObject(
                    name = "late",
                    value =
                        "{\"failureReason\":\"TooLate\",\"failureText\":\"the order is final\"}")
              }))
  public Uni<CommandResult> modifyOrder(@Nullable String body) {
    return http.run(orders.modifyOrder, body);
  }

  @POST
  @Path("/order/cancelorder")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "cancelOrder", summary = "Cancels a working order")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.CancelOrder.class),
              examples = @ExampleObject(name = "request", value = "{\"orderId\":1000000001}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = CommandResult.class),
              examples = {
                @ExampleObject(name = "asked", value = "{\"commandId\":1000000012}"),
                @ExampleObject(
                    name = "late",
                    value =
                        "{\"failureReason\":\"TooLate\",\"failureText\":\"the order is final\"}")
              }))
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
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.LiquidatePosition.class),
              examples =
                  @ExampleObject(
                      name = "request",
                      value = "{\"accountId\":7001,\"contractId\":3001,\"admin\":false}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = PlaceOrderResult.class),
              examples = {
                @ExampleObject(name = "closing", value = "{\"orderId\":1000000021}"),
                @ExampleObject(name = "flat", value = "{}"),
                @ExampleObject(
                    name = "halted",
                    value =
                        "{\"failureReason\":\"AccountClosed\",\"failureText\":\"the account is closed\"}")
              }))
  public Uni<PlaceOrderResult> liquidatePosition(@Nullable String body) {
    return http.run(liquidations.liquidatePosition, body);
  }

  @POST
  @Path("/order/liquidatepositions")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      operationId = "liquidatePositions",
      summary = "The same for several positions, of any accounts")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.LiquidatePositions.class),
              examples =
                  @ExampleObject(
                      name = "request",
                      value = "{\"positions\":[8001,8002],\"admin\":false}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = SimpleResponse.class),
              examples = {
                @ExampleObject(name = "closing", value = "{\"ok\":true}"),
                @ExampleObject(
                    name = "some",
                    value = "{\"ok\":false,\"errorText\":\"position 99: not found\"}")
              }))
  public Uni<SimpleResponse> liquidatePositions(@Nullable String body) {
    return http.run(liquidations.liquidatePositions, body);
  }

  @POST
  @Path("/order/dryrun")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      operationId = "dryRun",
      summary = "Says whether orders would be admitted, and what they would do")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.DryRun.class),
              examples =
                  @ExampleObject(
                      name = "request",
                      value =
                          "{\"accountId\":7001,\"orders\":[{\"contractId\":3001,\"action\":\"Buy\",\"orderQty\":1,\"orderType\":\"Market\"}]}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = DryRunResponse.class),
              examples = {
                @ExampleObject(
                    name = "refused",
                    value =
                        "{\"rejectReason\":\"InvalidPrice\",\"comment\":\"not a multiple of the price increment\"}")
              }))
  public Uni<DryRunResponse> dryRun(@Nullable String body) {
    return http.run(accounts.dryRun, body);
  }
}
