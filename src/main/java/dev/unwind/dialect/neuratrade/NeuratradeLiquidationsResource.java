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
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Liquidations of NeuraTrade's trading API. What was begun goes on when its caller hangs up. */
@Path("/api/v1/trading")
@Authenticated
@Tag(name = "Trading")
@Extension(name = "x-smallrye-profile-neuratrade", value = "")
public class NeuratradeLiquidationsResource {
  private final NeuratradeAccess calls;
  private final NeuratradeClosing liquidations;
  private final NeuratradeCloseAll closeAll;
  private final NeuratradeReplies replies;

  NeuratradeLiquidationsResource(
      NeuratradeAccess calls,
      NeuratradeClosing liquidations,
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
  @Operation(operationId = "neuratradeLiquidate", summary = "Close one position at the market")
  @RequestBodySchema(NeuratradeRequest.LiquidateBody.class)
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
      summary = "Close every position of the account")
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
