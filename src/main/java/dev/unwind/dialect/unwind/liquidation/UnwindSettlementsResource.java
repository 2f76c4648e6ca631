// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.liquidation.SettleExpired;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.Reason;
import dev.unwind.domain.value.PositionId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Settles what is held of contracts that have expired. */
@Path("/unwind/v1/accounts/{account}/positions/{position}/settlement")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindSettlementsResource {
  private final Caller caller;
  private final SettleExpired settleExpired;
  private final UnwindLiquidationViews views;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindSettlementsResource(
      Caller caller,
      SettleExpired settleExpired,
      UnwindLiquidationViews views,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.caller = caller;
    this.settleExpired = settleExpired;
    this.views = views;
    this.bodies = bodies;
    this.errors = errors;
  }

  @POST
  @Operation(
      operationId = "settleExpiredPosition",
      summary = "Settle a position in a contract that has expired")
  public Uni<Response> settle(
      @PathParam("account") String account, @PathParam("position") String position) {
    Actor actor = caller.actor();
    if (!actor.principal().mayControl()) {
      throw new TradingException(Reason.NOT_PERMITTED);
    }
    PositionId id = UnwindParameters.position(position);
    return caller
        .account(Optional.of(account))
        .chain(of -> settleExpired.settle(actor, of, id))
        .chain(done -> views.show(actor.scope(), done.uid()))
        .chain(bodies::ok);
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
