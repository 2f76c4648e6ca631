// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Orders of NeuraTrade's trading API. What was begun goes on when its caller hangs up. */
@Path("/api/v1/trading")
@Authenticated
@Tag(name = "Trading")
@Extension(name = "x-smallrye-profile-neuratrade", value = "")
public class NeuratradeOrdersResource {
  private final NeuratradeAccess calls;
  private final NeuratradeOrders orders;
  private final NeuratradeReplies replies;

  NeuratradeOrdersResource(
      NeuratradeAccess calls, NeuratradeOrders orders, NeuratradeReplies replies) {
    this.calls = calls;
    this.orders = orders;
    this.replies = replies;
  }

  @POST
  @Path("/place_order")
  @Consumes(MediaType.WILDCARD)
  @Cancellable(false)
  @Operation(
      operationId = "neuratradePlaceOrder",
      summary = "Place an order, which opens a position")
  @RequestBodySchema(NeuratradeRequest.PlaceBody.class)
  public Uni<Response> placeOrder(
      byte @Nullable [] body, @HeaderParam("Idempotency-Key") @Nullable String key) {
    return calls.command(
        NeuratradeOperation.PLACE,
        () -> NeuratradeRequest.place(replies.read(body)),
        (request, by) ->
            orders
                .place(by.actor(), by.account(), request, NeuratradeKeys.read(key))
                .map(
                    placed ->
                        replies.reply(
                            201, new NeuratradeAnswer.OfPlaced(NeuratradeAnswer.SUCCESS, placed))));
  }

  @POST
  @Path("/cancel_order")
  @Consumes(MediaType.WILDCARD)
  @Cancellable(false)
  @Operation(operationId = "neuratradeCancelOrder", summary = "Cancel an order that has not traded")
  @RequestBodySchema(NeuratradeRequest.CancelBody.class)
  public Uni<Response> cancelOrder(byte @Nullable [] body) {
    return calls.command(
        NeuratradeOperation.CANCEL,
        () -> NeuratradeRequest.orderId(replies.read(body)),
        (order, by) ->
            orders
                .cancel(by.actor(), by.account(), order)
                .map(
                    canceled ->
                        replies.reply(
                            200,
                            new NeuratradeAnswer.OfOrder(NeuratradeAnswer.SUCCESS, canceled))));
  }
}
