// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.heartbeat.HearHeartbeats;
import dev.unwind.application.heartbeat.Heartbeat;
import dev.unwind.domain.Reason;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** A switch for somebody who may vanish. */
@Path("/unwind/v1/accounts/{account}/heartbeat")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindHeartbeatResource {
  private final UnwindAccess access;
  private final HearHeartbeats heartbeats;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindHeartbeatResource(
      UnwindAccess access, HearHeartbeats heartbeats, UnwindBodies bodies, UnwindErrors errors) {
    this.access = access;
    this.heartbeats = heartbeats;
    this.bodies = bodies;
    this.errors = errors;
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "beat",
      summary =
          "Be heard of, and promise to be again within a time; else the account is restricted")
  public Uni<UnwindHeartbeat> beat(@PathParam("account") String account, @Nullable String body) {
    Actor actor = access.actor();
    UnwindHeartbeat.Request request = bodies.read(body, UnwindHeartbeat.Request.class);
    Duration timeout = UnwindParameters.duration("timeout", request.timeout());
    Heartbeat.Action action = UnwindHeartbeat.action(request.action());
    return access
        .account(account)
        .chain(id -> heartbeats.beat(actor, id, timeout, action))
        .map(UnwindHeartbeat::of);
  }

  @GET
  @Operation(operationId = "getHeartbeat", summary = "Whether somebody is expected to be heard of")
  public Uni<UnwindHeartbeat> get(@PathParam("account") String account) {
    return access
        .account(account)
        .chain(heartbeats::find)
        .map(
            found ->
                found
                    .map(UnwindHeartbeat::of)
                    .orElseThrow(() -> new TradingException(Reason.HEARTBEAT_NOT_FOUND)));
  }

  @DELETE
  @Operation(operationId = "removeHeartbeat", summary = "Take the promise back")
  public Uni<Response> remove(@PathParam("account") String account) {
    Actor actor = access.actor();
    return access
        .account(account)
        .chain(id -> heartbeats.remove(actor, id))
        .replaceWith(() -> Response.noContent().build());
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
