// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.order;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.dialect.alpaca.AlpacaAccess;
import dev.unwind.dialect.alpaca.AlpacaAnswers;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.AlpacaOrder;
import dev.unwind.dialect.alpaca.AlpacaParameters;
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
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Orders: finding, placing, replacing and cancelling them. */
@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Orders")
@Extension(name = "x-smallrye-profile-alpaca", value = "")
public class AlpacaOrdersResource {
  private final Caller caller;
  private final AlpacaAccess accounts;
  private final FindOrders find;
  private final OrderFilters filters;
  private final EnterOrders enter;
  private final AmendOrders amend;
  private final AlpacaAnswers answers;

  AlpacaOrdersResource(
      Caller caller,
      AlpacaAccess accounts,
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
  public Uni<AlpacaOrder> get(
      @PathParam("order_id") String id, @QueryParam("nested") @Nullable String nested) {
    return one(id, nested);
  }

  @GET
  @Path("/orders:by_client_order_id")
  @Operation(operationId = "getOrderByClientOrderId", summary = "One order by the client's id")
  public Uni<AlpacaOrder> getByClientOrderId(
      @QueryParam("client_order_id") @Nullable String clientOrderId,
      @QueryParam("nested") @Nullable String nested) {
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
  @Operation(operationId = "postOrder", summary = "Place an order")
  public Uni<AlpacaOrder> place(
      @Nullable AlpacaOrderRequest request, @HeaderParam("Idempotency-Key") @Nullable String key) {
    if (request == null) {
      throw new TradingException(Reason.REQUEST_MALFORMED);
    }
    Actor actor = caller.actor();
    return accounts.of(caller).chain(account -> enter.place(actor, account, request, key));
  }

  @PATCH
  @Path("/orders/{order_id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "patchOrderByOrderId", summary = "Replace an order")
  public Uni<AlpacaOrder> replace(
      @PathParam("order_id") String id, @Nullable AlpacaReplaceRequest request) {
    if (request == null) {
      throw new TradingException(Reason.REQUEST_MALFORMED);
    }
    Actor actor = caller.actor();
    return accounts.of(caller).chain(account -> amend.replace(actor, account, id, request));
  }

  @DELETE
  @Path("/orders/{order_id}")
  @Operation(operationId = "deleteOrderByOrderID", summary = "Cancel an order")
  public Uni<Response> cancel(@PathParam("order_id") String id) {
    Actor actor = caller.actor();
    return accounts
        .of(caller)
        .chain(account -> amend.cancel(actor, account, id))
        .map(done -> Response.noContent().build());
  }

  @DELETE
  @Path("/orders")
  @Operation(operationId = "deleteAllOrders", summary = "Cancel all open orders")
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
