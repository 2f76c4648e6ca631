// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The reads of NeuraTrade's trading API. */
@Path("/api/v1/trading/positions")
@Authenticated
@Tag(name = "Trading")
@Extension(name = "x-smallrye-profile-neuratrade", value = "")
public class NeuratradePositionsResource {
  private final NeuratradeCalls calls;
  private final NeuratradePositions positions;
  private final NeuratradeReplies replies;

  NeuratradePositionsResource(
      NeuratradeCalls calls, NeuratradePositions positions, NeuratradeReplies replies) {
    this.calls = calls;
    this.positions = positions;
    this.replies = replies;
  }

  @GET
  @Operation(
      operationId = "neuratradeListPositions",
      summary = "List positions",
      description = "Newest first; at most the newest 10,000.")
  @APIResponse(
      responseCode = "200",
      description = "the positions",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfPositions.class),
              examples = {
                @ExampleObject(name = "positions", value = NeuratradeExamples.POSITIONS)
              }))
  @APIResponse(
      responseCode = "400",
      description = "a page that cannot be, or several accounts granted and none named",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples = @ExampleObject(name = "page", value = NeuratradeExamples.BAD_PAGE)))
  @APIResponse(
      responseCode = "500",
      description = "a defect",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples = @ExampleObject(name = "failed", value = NeuratradeExamples.LIST_FAILED)))
  public Uni<Response> list(
      @Parameter(
              description = "OPEN, CLOSED or LIQUIDATED in any case; anything else matches nothing")
          @QueryParam("status")
          @Nullable String status,
      @Parameter(
              description = "at most this many",
              schema = @Schema(implementation = Integer.class, minimum = "1", maximum = "10000"))
          @QueryParam("limit")
          @Nullable String limit,
      @Parameter(
              description = "leave out this many of the newest",
              schema = @Schema(implementation = Integer.class, minimum = "0"))
          @QueryParam("offset")
          @Nullable String offset) {
    return calls.read(
        NeuratradeOperation.LIST,
        (actor, account) -> {
          int most =
              number(
                  limit, "limit", 1, NeuratradePositions.LIMIT_MAX, NeuratradePositions.LIMIT_MAX);
          int from = number(offset, "offset", 0, Integer.MAX_VALUE, 0);
          return positions
              .list(actor.scope(), account, Optional.ofNullable(status), from, most)
              .chain(
                  list ->
                      replies.replyLong(
                          new NeuratradeAnswer.OfPositions(NeuratradeAnswer.SUCCESS, list), null));
        });
  }

  @GET
  @Path("/snapshot")
  @Operation(
      operationId = "neuratradeSnapshotPositions",
      summary = "Count and list positions as of one moment",
      description = "The counts are of all positions, the list is of the newest 10,000.")
  @APIResponse(
      responseCode = "200",
      description = "the snapshot",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfSnapshot.class),
              examples = {@ExampleObject(name = "snapshot", value = NeuratradeExamples.SNAPSHOT)}))
  @APIResponse(
      responseCode = "500",
      description = "a defect",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples =
                  @ExampleObject(name = "failed", value = NeuratradeExamples.SNAPSHOT_FAILED)))
  public Uni<Response> snapshot() {
    return calls.read(
        NeuratradeOperation.SNAPSHOT,
        (actor, account) ->
            positions
                .snapshot(actor.scope(), account)
                .chain(
                    snapshot ->
                        replies.replyLong(
                            new NeuratradeAnswer.OfSnapshot(NeuratradeAnswer.SUCCESS, snapshot),
                            null)));
  }

  @GET
  @Path("/{position_id}")
  @Operation(
      operationId = "neuratradeGetPosition",
      summary = "Read one position, whatever its state")
  @APIResponse(
      responseCode = "200",
      description = "the position",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfPosition.class),
              examples = {@ExampleObject(name = "position", value = NeuratradeExamples.POSITION)}))
  @APIResponse(
      responseCode = "400",
      description = "no id, or several accounts granted and none named",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples = @ExampleObject(name = "id", value = NeuratradeExamples.BAD_ID)))
  @APIResponse(
      responseCode = "404",
      description = "no such position",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples = @ExampleObject(name = "position", value = NeuratradeExamples.NO_POSITION)))
  @APIResponse(
      responseCode = "500",
      description = "a defect",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = NeuratradeAnswer.OfError.class),
              examples = @ExampleObject(name = "failed", value = NeuratradeExamples.GET_FAILED)))
  public Uni<Response> get(
      @Parameter(description = "as the list shows it", example = "pos-20260302150000-41")
          @PathParam("position_id")
          String positionId) {
    return calls.read(
        NeuratradeOperation.GET,
        (actor, account) -> {
          if (positionId.isBlank()) {
            throw NeuratradeException.badRequest("position_id is required");
          }
          return positions
              .find(actor.scope(), account, positionId.strip())
              .map(
                  found -> found.orElseThrow(() -> new TradingException(Reason.POSITION_NOT_FOUND)))
              .chain(positions::record)
              .map(
                  record ->
                      replies.reply(
                          200, new NeuratradeAnswer.OfPosition(NeuratradeAnswer.SUCCESS, record)));
        });
  }

  private static int number(@Nullable String text, String name, int least, int most, int absent) {
    if (text == null || text.isBlank()) {
      return absent;
    }
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw NeuratradeException.badRequest(name + " must be between " + least + " and " + most);
  }
}
