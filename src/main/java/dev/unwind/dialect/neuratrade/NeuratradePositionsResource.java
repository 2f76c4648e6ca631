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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The reads of NeuraTrade's trading API. */
@Path("/api/v1/trading/positions")
@Authenticated
@Tag(name = "Trading")
@Extension(name = "x-smallrye-profile-neuratrade", value = "")
public class NeuratradePositionsResource {
  private final NeuratradeAccess calls;
  private final NeuratradePositions positions;
  private final NeuratradeReplies replies;

  NeuratradePositionsResource(
      NeuratradeAccess calls, NeuratradePositions positions, NeuratradeReplies replies) {
    this.calls = calls;
    this.positions = positions;
    this.replies = replies;
  }

  @GET
  @Operation(operationId = "neuratradeListPositions", summary = "List positions")
  public Uni<Response> list(
      @QueryParam("status") @Nullable String status,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("offset") @Nullable String offset) {
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
      summary = "Count and list positions as of one moment")
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
  public Uni<Response> get(@PathParam("position_id") String positionId) {
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
