// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import dev.unwind.application.TradingException;
import dev.unwind.dialect.unwind.UnwindErrors;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** What happens to one liquidation, from its first event to its last. */
@Path("/unwind/v1/liquidations/{id}/events")
@Authenticated
@Tag(name = "Events")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindLiquidationEventsResource {
  private final UnwindEventStreams streams;
  private final UnwindErrors errors;

  UnwindLiquidationEventsResource(UnwindEventStreams streams, UnwindErrors errors) {
    this.streams = streams;
    this.errors = errors;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "streamLiquidation",
      summary = "Events of a liquidation from its beginning to its end, as server-sent events")
  @UnwindStreamGate.Guarded
  public Multi<OutboundSseEvent> stream(
      @PathParam(UnwindStreamGate.LIQUIDATION) String id,
      @QueryParam("after") @Nullable String after,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context ContainerRequestContext request,
      @Context Sse sse) {
    return streams.stream(UnwindStreamGate.start(request), sse);
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
