// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.order;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.order.ChangeOrders;
import dev.unwind.dialect.upvest.UpvestKeys;
import dev.unwind.dialect.upvest.UpvestOrder;
import dev.unwind.dialect.upvest.UpvestRequests;
import dev.unwind.domain.Reason;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Orders and their executions. */
@Path("/orders")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
@Extension(name = "x-smallrye-profile-upvest", value = "")
public class UpvestOrdersResource {
  private final UpvestRequests requests;
  private final UpvestKeys keys;
  private final UpvestOrderEntry entry;
  private final UpvestOrders orders;
  private final ChangeOrders changes;

  UpvestOrdersResource(
      UpvestRequests requests,
      UpvestKeys keys,
      UpvestOrderEntry entry,
      UpvestOrders orders,
      ChangeOrders changes) {
    this.requests = requests;
    this.keys = keys;
    this.entry = entry;
    this.orders = orders;
    this.changes = changes;
  }

  /** Places an order. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "place_order", summary = "Place an order")
  public Uni<Response> place(
      @HeaderParam("idempotency-key") @Nullable String key, byte @Nullable [] body) {
    return requests.answer(
        body,
        call -> {
          IdempotencyKey idempotencyKey = UpvestKeys.of(call, key);
          return keys.once(call, idempotencyKey, () -> entry.place(call, idempotencyKey))
              .map(answer -> UpvestRequests.response(answer.status(), answer.body()));
        });
  }

  /** Shows an order. */
  @GET
  @Path("/{order_id}")
  @Operation(operationId = "retrieve_order", summary = "Show an order")
  public Uni<Response> retrieve(@PathParam("order_id") String orderId) {
    return requests.answer(
        call -> orders.one(call, orderId).chain(shown -> requests.json(200, shown)));
  }

  /** Asks for the cancel of an order; whether it could still be cancelled comes as an event. */
  @DELETE
  @Path("/{order_id}")
  @Operation(operationId = "cancel_order", summary = "Cancel an order")
  public Uni<Response> cancel(@PathParam("order_id") String orderId) {
    return requests.answer(
        call ->
            orders
                .find(call, orderId)
                .chain(
                    order ->
                        changes
                            .cancelOrReject(call.actor(), order.accountId(), order.id())
                            .onFailure(UpvestOrdersResource::isUnderWay)
                            .recoverWithItem(order))
                .chain(
                    order ->
                        requests.json(
                            202, new UpvestOrder.Canceled(order.terms().uid().toString()))));
  }

  /** A cancel that is on its way already is what was asked for. */
  private static boolean isUnderWay(Throwable failure) {
    return failure instanceof TradingException e && e.reason() == Reason.ORDER_PENDING_CANCEL;
  }

  /** Shows an execution. */
  @GET
  @Path("/{order_id}/executions/{execution_id}")
  @Operation(operationId = "retrieve_order_execution", summary = "Show an execution")
  public Uni<Response> retrieveExecution(
      @PathParam("order_id") String orderId, @PathParam("execution_id") String executionId) {
    return requests.answer(
        call -> {
          UUID uid = UpvestRequests.id(executionId, "the execution");
          return orders
              .one(call, orderId)
              .map(
                  shown ->
                      shown.executions().stream()
                          .filter(execution -> execution.id().equals(uid.toString()))
                          .findFirst()
                          .orElseThrow(() -> UpvestRequests.missing("the execution")))
              .chain(execution -> requests.json(200, execution));
        });
  }
}
