// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.control;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.control.AccountSettings;
import dev.unwind.application.control.KeepSettings;
import dev.unwind.dialect.unwind.UnwindAccess;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindParameters;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Settings of an account. */
@Path("/unwind/v1/accounts/{account}/settings")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Administration")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindSettingsResource {
  private final UnwindAccess access;
  private final KeepSettings settings;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindSettingsResource(
      UnwindAccess access, KeepSettings settings, UnwindBodies bodies, UnwindErrors errors) {
    this.access = access;
    this.settings = settings;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Operation(operationId = "getAccountSettings", summary = "How an account is controlled")
  public Uni<Response> get(@PathParam("account") String account) {
    return access.account(account).chain(settings::find).map(UnwindSettingsResource::answer);
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "putAccountSettings",
      summary = "Say by how many a latch is lifted, and when the account's day begins")
  public Uni<Response> put(
      @PathParam("account") String account,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Nullable String body) {
    Actor actor = access.actor();
    AccountSettings next = bodies.read(body, UnwindSettings.class).settings();
    String seen = UnwindParameters.digest(ifMatch);
    return access
        .account(account)
        .chain(id -> settings.put(actor, id, next, now -> seen == null || seen.equals(tag(now))))
        .map(UnwindSettingsResource::answer);
  }

  private static Response answer(AccountSettings settings) {
    return Response.ok(UnwindSettings.of(settings)).tag(tag(settings)).build();
  }

  private static String tag(AccountSettings settings) {
    return UnwindParameters.digestOf(settings);
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
