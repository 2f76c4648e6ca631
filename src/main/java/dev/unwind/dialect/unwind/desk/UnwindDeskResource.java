// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.desk;

import dev.unwind.application.TradingException;
import dev.unwind.application.account.DeskView;
import dev.unwind.application.venue.Venues;
import dev.unwind.dialect.unwind.UnwindAccess;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindConfig;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindMapping;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.dialect.unwind.UnwindStreams;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** All accounts of the caller side by side. */
@Path("/unwind/v1/desk")
@Authenticated
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindDeskResource {
  private final UnwindAccess access;
  private final DeskView desk;
  private final Venues venues;
  private final UnwindStreams streams;
  private final UnwindConfig config;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindDeskResource(
      UnwindAccess access,
      DeskView desk,
      Venues venues,
      UnwindStreams streams,
      UnwindConfig config,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.access = access;
    this.desk = desk;
    this.venues = venues;
    this.streams = streams;
    this.config = config;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "getDesk",
      summary = "The caller's accounts with their latch, exposure and open liquidations")
  public Uni<Response> get(
      @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
    Page page = Page.of(after, limit);
    return desk.lines(access.actor().scope(), page.after(), page.limit())
        .map(lines -> page.of(shown(lines)))
        .chain(bodies::ok);
  }

  private List<UnwindDeskLine> shown(List<DeskView.Line> lines) {
    return lines.stream().map(this::shown).toList();
  }

  private UnwindDeskLine shown(DeskView.Line line) {
    return UnwindDeskLine.of(
        line, UnwindMapping.venueState(venues.get(line.account().venue()).outage()));
  }

  @GET
  @Path("/exposure")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "getExposure",
      summary = "What the caller's accounts hold of each instrument, the largest first")
  public Uni<Response> exposure(@QueryParam("limit") @Nullable String limit) {
    int rows = UnwindParameters.limit(limit, 100, UnwindParameters.PAGE_MAX);
    return desk.exposures(access.actor().scope(), rows)
        .map(UnwindExposure.Page::of)
        .chain(bodies::ok);
  }

  @GET
  @Path("/stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "streamDesk",
      summary = "A page of the desk, and then each account of it that has changed")
  public Multi<OutboundSseEvent> stream(
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit,
      @Context Sse sse) {
    Page page = Page.of(after, limit);
    AccountScope scope = access.actor().scope();
    Map<Long, UnwindDeskLine> shown = new HashMap<>();
    Multi<Optional<OutboundSseEvent>> frames =
        Multi.createFrom()
            .ticks()
            .every(config.deskInterval())
            .onOverflow()
            .drop()
            .onItem()
            .transformToMultiAndConcatenate(
                tick ->
                    desk.lines(scope, page.after(), page.limit())
                        .map(lines -> frames(changed(shown(lines), shown), sse))
                        // It is looked at again at the next tick.
                        .onFailure(TradingException::isOfTheStore)
                        .recoverWithItem(List.of())
                        .onItem()
                        .transformToMulti(Multi.createFrom()::iterable))
            .map(Optional::of);
    return streams.stream(frames, sse, streams.enter());
  }

  /** What is not as it was shown; it counts as shown from now on. */
  private static List<UnwindDeskLine> changed(
      List<UnwindDeskLine> lines, Map<Long, UnwindDeskLine> shown) {
    List<UnwindDeskLine> changed = new ArrayList<>();
    for (UnwindDeskLine line : lines) {
      if (!line.equals(shown.put(line.accountId(), line))) {
        changed.add(line);
      }
    }
    return changed;
  }

  /** Whoever watches is told that nothing has changed, and so how old is what they see. */
  private List<OutboundSseEvent> frames(List<UnwindDeskLine> changed, Sse sse) {
    return changed.isEmpty()
        ? List.of(sse.newEventBuilder().comment("unchanged").build())
        : changed.stream().map(line -> frame(line, sse)).toList();
  }

  private OutboundSseEvent frame(UnwindDeskLine line, Sse sse) {
    return sse.newEventBuilder()
        .id(Long.toString(line.accountId()))
        .name("ACCOUNT")
        .mediaType(MediaType.TEXT_PLAIN_TYPE)
        .data(String.class, bodies.text(line))
        .build();
  }

  private record Page(AccountId after, int limit) {
    static Page of(@Nullable String after, @Nullable String limit) {
      return new Page(
          new AccountId(UnwindParameters.number("after", after, 0)),
          UnwindParameters.limit(limit, 100, UnwindParameters.PAGE_MAX));
    }

    UnwindDeskLine.Page of(List<UnwindDeskLine> lines) {
      return new UnwindDeskLine.Page(
          lines, lines.size() < limit ? null : (Long) lines.get(limit - 1).accountId());
    }
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
