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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Liquidations of NeuraTrade's trading API. What was begun goes on when its caller hangs up. */
@Path("/api/v1/trading")
@Authenticated
@Tag(name = "Trading")
@Extension(name = "x-smallrye-profile-neuratrade", value = "")
public class NeuratradeLiquidationsResource {
  private final NeuratradeCalls calls;
  private final NeuratradeLiquidations liquidations;
  private final NeuratradeCloseAll closeAll;
  private final NeuratradeReplies replies;

  NeuratradeLiquidationsResource(
      NeuratradeCalls calls,
      NeuratradeLiquidations liquidations,
      NeuratradeCloseAll closeAll,
      NeuratradeReplies replies) {
    this.calls = calls;
    this.liquidations = liquidations;
    this.closeAll = closeAll;
    this.replies = replies;
  }

  @POST
  @Path("/liquidate")
  @Consumes(MediaType.WILDCARD)
  @Cancellable(false)
  @Operation(
      operationId = "neuratradeLiquidate",
      summary = "Close one position at the market",
      description =
          "By position_id, else the oldest open position of the symbol, whatever its case. Of all who ask for the same position one gets 200, the others 404. An unfilled position is liquidated by cancelling its order.")
  @RequestBodySchema(NeuratradeRequest.LiquidateBody.class)
  @APIResponse(
      responseCode = "200",
      description = "the position, liquidated",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfPosition.class),
              examples = {
                @ExampleObject(name = "liquidated", value = NeuratradeExamples.LIQUIDATED)
              }))
  @APIResponse(
      responseCode = "400",
      description = "neither a position nor a symbol, or no JSON",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples = @ExampleObject(name = "target", value = NeuratradeExamples.BAD_TARGET)))
  @APIResponse(
      responseCode = "404",
      description = "not open, not there, or taken by another caller",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples =
                  @ExampleObject(name = "position", value = NeuratradeExamples.NO_OPEN_POSITION)))
  @APIResponse(
      responseCode = "500",
      description = "not closed in time; the first repeat by the caller receives the outcome",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples =
                  @ExampleObject(name = "late", value = NeuratradeExamples.LIQUIDATE_FAILED)))
  public Uni<Response> liquidate(
      byte @Nullable [] body, @HeaderParam("Idempotency-Key") @Nullable String key) {
    return calls.command(
        NeuratradeOperation.LIQUIDATE,
        () -> NeuratradeRequest.liquidate(replies.read(body)),
        (request, by) ->
            liquidations
                .liquidate(by.actor(), by.account(), request, NeuratradeKeys.read(key))
                .map(
                    done ->
                        replies.reply(
                            200,
                            new NeuratradeAnswer.OfPosition(
                                NeuratradeAnswer.SUCCESS, done.position()),
                            done.liquidation())));
  }

  @POST
  @Path("/liquidate_all")
  @Consumes(MediaType.WILDCARD)
  @Cancellable(false)
  @Operation(
      operationId = "neuratradeLiquidateAll",
      summary = "Close every position of the account",
      description =
          "Answers exactly the positions that this call has closed, oldest first. The body is ignored.")
  @APIResponse(
      responseCode = "200",
      description = "what was closed",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfPositions.class),
              examples = {
                @ExampleObject(name = "liquidated", value = NeuratradeExamples.LIQUIDATED_ALL)
              }))
  @APIResponse(
      responseCode = "500",
      description =
          "not closed in time, or nothing could be closed; the next call by the caller receives the outcome",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples =
                  @ExampleObject(name = "late", value = NeuratradeExamples.LIQUIDATE_ALL_FAILED)))
  public Uni<Response> liquidateAll(@HeaderParam("Idempotency-Key") @Nullable String key) {
    return calls.command(
        NeuratradeOperation.LIQUIDATE_ALL,
        () -> Optional.ofNullable(NeuratradeKeys.read(key)),
        (read, by) ->
            closeAll
                .liquidate(by.actor(), by.account(), read.orElse(null))
                .chain(
                    done ->
                        replies.replyLong(
                            new NeuratradeAnswer.OfPositions(
                                NeuratradeAnswer.SUCCESS, done.positions()),
                            done.liquidation())));
  }
}
