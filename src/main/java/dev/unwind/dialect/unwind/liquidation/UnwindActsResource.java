// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindConfig;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindParameters;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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

/** Acts over many accounts, and halts, which are acts. */
@Path("/unwind/v1")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Acts")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindActsResource {
  private final Caller caller;
  private final UnwindActs acts;
  private final UnwindBodies bodies;
  private final UnwindConfig config;
  private final UnwindErrors errors;

  UnwindActsResource(
      Caller caller,
      UnwindActs acts,
      UnwindBodies bodies,
      UnwindConfig config,
      UnwindErrors errors) {
    this.caller = caller;
    this.acts = acts;
    this.bodies = bodies;
    this.config = config;
    this.errors = errors;
  }

  @POST
  @Path("/halts")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "haltAccounts",
      summary = "Block accounts, cancel their orders, and close them where that is asked for")
  public Uni<Response> halt(
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @HeaderParam("Prefer") @Nullable List<String> prefer,
      @Nullable String body) {
    return acts.halt(
        caller.actor(),
        bodies.read(body, UnwindHaltRequest.class),
        key,
        UnwindParameters.wait(prefer, config.waitMax()));
  }

  @GET
  @Path("/acts/{id}")
  @Operation(
      operationId = "getAct",
      summary = "An act: what became of each account, and the sums of all")
  public Uni<Response> get(
      @PathParam("id") String id,
      @QueryParam("accountsLimit") @Nullable String limit,
      @QueryParam("accountsAfter") @Nullable String after) {
    int rows = UnwindParameters.limit(limit, config.actAccountsShown(), config.actAccountsShown());
    int place =
        (int) Math.min(UnwindParameters.number("accountsAfter", after, 0), Integer.MAX_VALUE);
    return acts.show(caller.actor(), UnwindParameters.act(id), place, rows).chain(bodies::ok);
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
