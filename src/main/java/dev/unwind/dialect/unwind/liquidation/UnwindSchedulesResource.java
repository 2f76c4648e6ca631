// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.schedule.KeepSchedules;
import dev.unwind.application.schedule.Schedule;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Liquidations that are to be asked for later: made, looked at, changed, cancelled. */
@Path("/unwind/v1/schedules")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Schedules")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindSchedulesResource {
  private final Caller caller;
  private final KeepSchedules schedules;
  private final UnwindScheduling reading;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindSchedulesResource(
      Caller caller,
      KeepSchedules schedules,
      UnwindScheduling reading,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.caller = caller;
    this.schedules = schedules;
    this.reading = reading;
    this.bodies = bodies;
    this.errors = errors;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "schedule", summary = "Close positions later")
  public Uni<Response> add(
      @HeaderParam("Idempotency-Key") @Nullable String keyHeader, @Nullable String body) {
    Actor actor = caller.actor();
    UnwindScheduleRequest request = bodies.read(body, UnwindScheduleRequest.class);
    return reading.add(actor, request, keyHeader);
  }

  @GET
  @Operation(
      operationId = "listSchedules",
      summary = "The caller's schedules, the newest first, without what became of them")
  public Uni<Response> list(
      @QueryParam("status") @Nullable String status,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("offset") @Nullable String offset) {
    Schedule.Status which =
        status == null
            ? null
            : UnwindParameters.oneOf(
                "status", Schedule.Status.class, status.toUpperCase(Locale.ROOT));
    int rows = UnwindParameters.limit(limit, 100, UnwindParameters.PAGE_MAX);
    int skipped = UnwindParameters.offset(offset);
    return schedules
        .list(caller.actor(), which, skipped, rows)
        .map(
            found ->
                new UnwindSchedule.Page(found.stream().map(reading::shown).toList(), rows, skipped))
        .chain(bodies::ok);
  }

  @GET
  @Path("/{id}")
  @Operation(
      operationId = "getSchedule",
      summary = "A schedule with what became of each time that it was to fire")
  public Uni<Response> get(@PathParam("id") String id) {
    return schedules
        .show(caller.actor(), UnwindParameters.uid(id, Reason.SCHEDULE_NOT_FOUND))
        .chain(
            found ->
                bodies
                    .write(
                        UnwindSchedule.of(
                            found.schedule(), reading.request(found.schedule()), found.firings()))
                    .map(json -> Response.ok(json).tag(tag(found.schedule())).build()));
  }

  @PUT
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "changeSchedule", summary = "Put another schedule in its place")
  public Uni<Response> change(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Nullable String body) {
    Actor actor = caller.actor();
    UnwindScheduleRequest request = bodies.read(body, UnwindScheduleRequest.class);
    String seen = UnwindParameters.digest(ifMatch);
    if (seen == null) {
      throw new TradingException(Denial.of(Reason.PRECONDITION_MISSING));
    }
    UUID uid = UnwindParameters.uid(id, Reason.SCHEDULE_NOT_FOUND);
    return schedules
        .show(actor, uid)
        .invoke(found -> requireSeen(found.schedule(), seen))
        .chain(
            found ->
                reading
                    .read(request)
                    .chain(
                        wanted -> schedules.change(actor, uid, found.schedule().version(), wanted)))
        .map(this::answer);
  }

  @DELETE
  @Path("/{id}")
  @Operation(operationId = "cancelSchedule", summary = "Let a schedule fire no more")
  public Uni<Response> cancel(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    Actor actor = caller.actor();
    String seen = UnwindParameters.digest(ifMatch);
    UUID uid = UnwindParameters.uid(id, Reason.SCHEDULE_NOT_FOUND);
    return schedules
        .show(actor, uid)
        .chain(
            found -> {
              if (seen != null) {
                requireSeen(found.schedule(), seen);
              }
              return schedules.cancel(actor, uid, seen == null ? null : found.schedule().version());
            })
        .map(this::answer);
  }

  private Response answer(Schedule schedule) {
    return Response.ok(bodies.text(reading.shown(schedule))).tag(tag(schedule)).build();
  }

  private static void requireSeen(Schedule schedule, String seen) {
    if (!seen.equals(tag(schedule))) {
      throw new TradingException(
          Denial.of(Reason.BOOK_CHANGED, "the schedule is not what the caller has seen"));
    }
  }

  static String tag(Schedule schedule) {
    return UnwindParameters.digestOf(schedule.id() + " " + schedule.version());
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
