// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.control;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.control.LatchAccount;
import dev.unwind.application.control.Lift;
import dev.unwind.dialect.unwind.UnwindAccess;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.Reason;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Requests to lift latches, where that takes two. */
@Path("/unwind/v1/lifts")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindLiftsResource {
  private final UnwindAccess access;
  private final LatchAccount latch;
  private final InstantSource clock;
  private final UnwindErrors errors;

  UnwindLiftsResource(
      UnwindAccess access, LatchAccount latch, InstantSource clock, UnwindErrors errors) {
    this.access = access;
    this.latch = latch;
    this.clock = clock;
    this.errors = errors;
  }

  @GET
  @Operation(
      operationId = "listLifts",
      summary = "Requests to lift latches of the caller's accounts, the newest first")
  public Uni<UnwindLift.Page> list(
      @QueryParam("status") @Nullable String status,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("offset") @Nullable String offset) {
    Lift.Status which =
        status == null
            ? null
            : UnwindParameters.oneOf("status", Lift.Status.class, status.toUpperCase(Locale.ROOT));
    int rows = UnwindParameters.limit(limit, 100, UnwindParameters.PAGE_MAX);
    int skipped = UnwindParameters.offset(offset);
    Instant now = clock.instant();
    return latch
        .list(access.actor(), which, skipped, rows)
        .map(
            found ->
                new UnwindLift.Page(
                    found.stream().map(lift -> UnwindLift.of(lift, now)).toList(), rows, skipped));
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getLift", summary = "A request to lift a latch")
  public Uni<UnwindLift> get(@PathParam("id") String id) {
    return found(id).map(this::shown);
  }

  @POST
  @Path("/{id}/confirmation")
  @Operation(
      operationId = "confirmLift",
      summary = "Lift the latch, as another principal has asked for")
  public Uni<UnwindLift> confirm(@PathParam("id") String id) {
    Actor actor = access.actor();
    return found(id).chain(found -> latch.confirm(actor, found)).map(this::shown);
  }

  @DELETE
  @Path("/{id}")
  @Operation(operationId = "withdrawLift", summary = "Take a request back, or refuse it")
  public Uni<UnwindLift> withdraw(@PathParam("id") String id) {
    Actor actor = access.actor();
    return found(id).chain(found -> latch.withdraw(actor, found)).map(this::shown);
  }

  private Uni<Lift> found(String id) {
    return latch
        .find(access.actor(), UnwindParameters.uid(id, Reason.LIFT_NOT_FOUND))
        .invoke(found -> access.concerns(found.account()));
  }

  private UnwindLift shown(Lift lift) {
    return UnwindLift.of(lift, clock.instant());
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
