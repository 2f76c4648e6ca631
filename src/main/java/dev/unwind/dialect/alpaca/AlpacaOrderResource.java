// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Orders: finding, placing, replacing and cancelling them. */
@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Orders")
@Extension(name = "x-smallrye-profile-alpaca", value = "")
public class AlpacaOrderResource {
  private final Caller caller;
  private final NettingAccounts accounts;
  private final FindOrders find;
  private final OrderFilters filters;
  private final EnterOrders enter;
  private final AmendOrders amend;
  private final AlpacaAnswers answers;

  AlpacaOrderResource(
      Caller caller,
      NettingAccounts accounts,
      FindOrders find,
      OrderFilters filters,
      EnterOrders enter,
      AmendOrders amend,
      AlpacaAnswers answers) {
    this.caller = caller;
    this.accounts = accounts;
    this.find = find;
    this.filters = filters;
    this.enter = enter;
    this.amend = amend;
    this.answers = answers;
  }

  @GET
  @Path("/orders")
  @Operation(operationId = "getAllOrders", summary = "Orders, newest first")
  @APIResponse(
      responseCode = "200",
      description = "The orders",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(type = SchemaType.ARRAY, implementation = AlpacaOrder.class),
              examples = @ExampleObject(name = "one", value = AlpacaExamples.ORDERS)))
  @APIResponse(
      responseCode = "422",
      description = "A filter cannot be read",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaError.class),
              examples = @ExampleObject(name = "time", value = AlpacaExamples.BAD_FILTER)))
  public Uni<Response> list(@BeanParam OrderFilters.Parameters parameters) {
    AccountScope scope = caller.actor().scope();
    Uni<AccountId> account = accounts.of(caller);
    return answers.list(
        200,
        filters.query(parameters).chain(query -> account.chain(id -> find.list(scope, id, query))));
  }

  @GET
  @Path("/orders/{order_id}")
  @Operation(operationId = "getOrderByOrderID", summary = "One order")
  @APIResponse(
      responseCode = "200",
      description = "The order",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaOrder.class),
              examples = @ExampleObject(name = "closing", value = AlpacaExamples.CLOSING_ORDER)))
  @APIResponse(
      responseCode = "404",
      description = "No such order",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaError.class),
              examples = @ExampleObject(name = "absent", value = AlpacaExamples.NO_ORDER)))
  public Uni<AlpacaOrder> get(
      @Parameter(description = "Order id, or client order id") @PathParam("order_id") String id,
      @Parameter(
              description = "Legs below their order",
              schema = @Schema(type = SchemaType.STRING, defaultValue = "false"))
          @QueryParam("nested")
          @Nullable String nested) {
    return one(id, nested);
  }

  @GET
  @Path("/orders:by_client_order_id")
  @Operation(operationId = "getOrderByClientOrderId", summary = "One order by the client's id")
  @APIResponse(
      responseCode = "200",
      description = "The order",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaOrder.class),
              examples = @ExampleObject(name = "closing", value = AlpacaExamples.CLOSING_ORDER)))
  @APIResponse(
      responseCode = "404",
      description = "No such order",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaError.class),
              examples = @ExampleObject(name = "absent", value = AlpacaExamples.NO_ORDER)))
  public Uni<AlpacaOrder> getByClientOrderId(
      @Parameter(required = true) @QueryParam("client_order_id") @Nullable String clientOrderId,
      @Parameter(
              description = "Legs below their order",
              schema = @Schema(type = SchemaType.STRING, defaultValue = "false"))
          @QueryParam("nested")
          @Nullable String nested) {
    if (clientOrderId == null || clientOrderId.isEmpty()) {
      throw AlpacaParameters.malformed("client_order_id is required");
    }
    return one(clientOrderId, nested);
  }

  private Uni<AlpacaOrder> one(String id, @Nullable String nested) {
    AccountScope scope = caller.actor().scope();
    boolean below = AlpacaParameters.flag("nested", nested);
    return accounts.of(caller).chain(account -> find.one(scope, account, id, below));
  }

  @POST
  @Path("/orders")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "postOrder",
      summary = "Place an order",
      description =
          "Or a bracket, a pair of which one cancels the other, or an order with an exit.")
  @APIResponse(
      responseCode = "200",
      description = "The order",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaOrder.class),
              examples = @ExampleObject(name = "sell", value = AlpacaExamples.CLOSING_ORDER)))
  @APIResponse(
      responseCode = "400",
      description = "The body cannot be read",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaError.class),
              examples = @ExampleObject(name = "broken", value = AlpacaExamples.BROKEN_BODY)))
  @APIResponse(
      responseCode = "422",
      description = "The order is wrong in itself",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaError.class),
              examples = @ExampleObject(name = "qty", value = AlpacaExamples.QTY_MISSING)))
  public Uni<AlpacaOrder> place(
      @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = AlpacaOrderRequest.class)))
          @Nullable AlpacaOrderRequest request,
      @Parameter(description = "Extension: the same key gives the same order")
          @HeaderParam("Idempotency-Key")
          @Nullable String key) {
    if (request == null) {
      throw new TradingException(Reason.REQUEST_MALFORMED);
    }
    Actor actor = caller.actor();
    return accounts.of(caller).chain(account -> enter.place(actor, account, request, key));
  }

  @PATCH
  @Path("/orders/{order_id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "patchOrderByOrderId",
      summary = "Replace an order",
      description =
          "The answer is a new order; the old one ends as replaced once that is confirmed.")
  @APIResponse(
      responseCode = "200",
      description = "The new order",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaOrder.class),
              examples = @ExampleObject(name = "new", value = AlpacaExamples.CLOSING_ORDER)))
  @APIResponse(
      responseCode = "400",
      description = "The body cannot be read",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaError.class),
              examples = @ExampleObject(name = "broken", value = AlpacaExamples.BROKEN_BODY)))
  @APIResponse(
      responseCode = "404",
      description = "No such order",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaError.class),
              examples = @ExampleObject(name = "absent", value = AlpacaExamples.NO_ORDER)))
  @APIResponse(
      responseCode = "422",
      description = "It cannot be replaced",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaError.class),
              examples = @ExampleObject(name = "filled", value = AlpacaExamples.ALREADY_FILLED)))
  public Uni<AlpacaOrder> replace(
      @PathParam("order_id") String id,
      @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = AlpacaReplaceRequest.class)))
          @Nullable AlpacaReplaceRequest request) {
    if (request == null) {
      throw new TradingException(Reason.REQUEST_MALFORMED);
    }
    Actor actor = caller.actor();
    return accounts.of(caller).chain(account -> amend.replace(actor, account, id, request));
  }

  @DELETE
  @Path("/orders/{order_id}")
  @Operation(operationId = "deleteOrderByOrderID", summary = "Cancel an order")
  @APIResponse(responseCode = "204", description = "The cancel is on its way, or done")
  @APIResponse(
      responseCode = "404",
      description = "No such order",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaError.class),
              examples = @ExampleObject(name = "absent", value = AlpacaExamples.NO_ORDER)))
  @APIResponse(
      responseCode = "422",
      description = "It cannot be cancelled any more",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaError.class),
              examples = @ExampleObject(name = "filled", value = AlpacaExamples.ALREADY_FILLED)))
  public Uni<Response> cancel(@PathParam("order_id") String id) {
    Actor actor = caller.actor();
    return accounts
        .of(caller)
        .chain(account -> amend.cancel(actor, account, id))
        .map(done -> Response.noContent().build());
  }

  @DELETE
  @Path("/orders")
  @Operation(
      operationId = "deleteAllOrders",
      summary = "Cancel all open orders",
      description =
          "Every open order is an entry. Those that close positions go on, with 422 as their status.")
  @APIResponse(
      responseCode = "207",
      description = "What became of each order",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(type = SchemaType.ARRAY, implementation = AlpacaCancelResult.class),
              examples = @ExampleObject(name = "one", value = AlpacaExamples.CANCEL_RESULTS)))
  public Uni<Response> cancelAll() {
    Actor actor = caller.actor();
    Uni<List<AlpacaCancelResult>> results =
        accounts.of(caller).chain(account -> amend.cancelAll(actor, account));
    return answers.list(207, results);
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
