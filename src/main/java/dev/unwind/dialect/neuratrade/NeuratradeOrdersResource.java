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
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Orders of NeuraTrade's trading API. What was begun goes on when its caller hangs up. */
@Path("/api/v1/trading")
@Authenticated
@Tag(name = "Trading")
@Extension(name = "x-smallrye-profile-neuratrade", value = "")
public class NeuratradeOrdersResource {
  private final NeuratradeCalls calls;
  private final NeuratradeOrders orders;
  private final NeuratradeReplies replies;

  NeuratradeOrdersResource(
      NeuratradeCalls calls, NeuratradeOrders orders, NeuratradeReplies replies) {
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
      summary = "Place an order, which opens a position",
      description =
          "On hedging accounts every order opens a position of its own. On netting accounts it opens or adds to the net position; an order that would reduce it is refused. A market order is answered when it has traded.")
  @RequestBodySchema(NeuratradeRequest.PlaceBody.class)
  @APIResponse(
      responseCode = "201",
      description = "the order and its position",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfPlaced.class),
              examples = {@ExampleObject(name = "placed", value = NeuratradeExamples.PLACED)}))
  @APIResponse(
      responseCode = "400",
      description = "the request is wrong, or the book or the venue refuses it",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples = @ExampleObject(name = "amount", value = NeuratradeExamples.BAD_REQUEST)))
  @APIResponse(
      responseCode = "409",
      description = "the position is being liquidated, or the key was used with another payload",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples = @ExampleObject(name = "key", value = NeuratradeExamples.KEY_REUSED)))
  @APIResponse(
      responseCode = "500",
      description = "not filled in time; the same request sent again meets the order",
      headers =
          @Header(
              name = "Unwind-Order",
              description = "the order that goes on",
              schema = @Schema(implementation = String.class)),
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples = @ExampleObject(name = "late", value = NeuratradeExamples.PLACE_FAILED)))
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
  @Operation(
      operationId = "neuratradeCancelOrder",
      summary = "Cancel an order that has not traded",
      description =
          "Its position is then CLOSED. After any fill the position can only be liquidated.")
  @RequestBodySchema(NeuratradeRequest.CancelBody.class)
  @APIResponse(
      responseCode = "200",
      description = "the cancelled order",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfOrder.class),
              examples = {@ExampleObject(name = "canceled", value = NeuratradeExamples.CANCELED)}))
  @APIResponse(
      responseCode = "404",
      description = "no such order",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples = @ExampleObject(name = "order", value = NeuratradeExamples.NO_ORDER)))
  @APIResponse(
      responseCode = "409",
      description = "it has traded, has ended, or its cancel is on its way",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples = @ExampleObject(name = "open", value = NeuratradeExamples.ORDER_NOT_OPEN)))
  @APIResponse(
      responseCode = "500",
      description = "the cancel was not confirmed in time; it goes on",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples = @ExampleObject(name = "late", value = NeuratradeExamples.CANCEL_FAILED)))
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
