// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.control;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.control.LatchAccount;
import dev.unwind.application.control.Lift;
import dev.unwind.dialect.unwind.UnwindAccess;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindConfig;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindMapping;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.TradingState;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The latch of an account. */
@Path("/unwind/v1/accounts/{account}/trading-state")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Accounts")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindTradingStateResource {
  private final UnwindAccess access;
  private final LatchAccount latch;
  private final UnwindConfig config;
  private final InstantSource clock;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindTradingStateResource(
      UnwindAccess access,
      LatchAccount latch,
      UnwindConfig config,
      InstantSource clock,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.access = access;
    this.latch = latch;
    this.config = config;
    this.clock = clock;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Operation(operationId = "getTradingState", summary = "The latch of an account")
  public Uni<Response> get(@PathParam("account") String account) {
    Actor actor = access.actor();
    return access
        .account(account)
        .chain(id -> access.find(actor, id))
        .map(
            found ->
                Response.ok(UnwindMapping.tradingState(found.latch()))
                    .tag(tag(found.latch()))
                    .build());
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "latchAccount",
      summary = "Halt an account, restrict it to closing, or lift that")
  public Uni<Response> latch(
      @PathParam("account") String account,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Nullable String body) {
    Actor actor = access.actor();
    UnwindLatchRequest request = bodies.read(body, UnwindLatchRequest.class);
    TradingState state = UnwindParameters.oneOf("state", TradingState.class, request.state());
    String why = UnwindParameters.text("reason", request.reason(), config.reasonCharsMax());
    if (state == TradingState.ACTIVE && (why == null || why.isBlank())) {
      throw UnwindBodies.malformed("a latch is lifted with a reason");
    }
    String seen = UnwindParameters.digest(ifMatch);
    return access
        .account(account)
        .chain(
            id -> latch.latch(actor, id, state, why, now -> seen == null || seen.equals(tag(now))))
        .map(this::answer);
  }

  private Response answer(LatchAccount.Latched done) {
    Lift asked = done.asked();
    return (asked == null
            ? Response.ok(UnwindMapping.account(done.account()))
            : Response.accepted(UnwindLift.of(asked, clock.instant()))
                .location(URI.create("/unwind/v1/lifts/" + asked.id())))
        .tag(tag(done.account().latch()))
        .build();
  }

  private static String tag(Account.Latch latch) {
    return UnwindParameters.digestOf(latch);
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
