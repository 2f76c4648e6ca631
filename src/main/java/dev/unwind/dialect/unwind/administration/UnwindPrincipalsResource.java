// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.administration;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.AdministerPrincipals;
import dev.unwind.application.access.CredentialKind;
import dev.unwind.application.access.IssuedCredential;
import dev.unwind.dialect.unwind.UnwindAccess;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindMapping;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.Reason;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Principals, their grants and their keys. */
@Path("/unwind/v1/principals")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Administration")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindPrincipalsResource {
  private static final Duration OVERLAP = Duration.ofHours(1);
  private static final Duration OVERLAP_MAX = Duration.ofDays(30);

  private final UnwindAccess access;
  private final AdministerPrincipals principals;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindPrincipalsResource(
      UnwindAccess access,
      AdministerPrincipals principals,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.access = access;
    this.principals = principals;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Operation(
      operationId = "listPrincipals",
      summary = "Those whose grants lie within the caller's, ascending by name")
  public Uni<UnwindPrincipal.Page> list(
      @QueryParam("limit") @Nullable String limit, @QueryParam("offset") @Nullable String offset) {
    int rows = UnwindParameters.limit(limit, 100, UnwindParameters.PAGE_MAX);
    int skipped = UnwindParameters.offset(offset);
    return principals
        .list(access.actor(), skipped, rows)
        .map(
            found ->
                new UnwindPrincipal.Page(
                    found.stream().map(UnwindPrincipal::of).toList(), rows, skipped));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "createPrincipal", summary = "Make a principal, without a key yet")
  public Uni<Response> create(@Nullable String body) {
    Actor actor = access.actor();
    UnwindPrincipal.Request request = bodies.read(body, UnwindPrincipal.Request.class);
    return principals
        .create(actor, request.named(), request.asked(), request.grants())
        .map(
            made ->
                UnwindMapping.created("principals", made.name(), UnwindPrincipal.of(made)).build());
  }

  @GET
  @Path("/{principal}")
  @Operation(operationId = "getPrincipal", summary = "A principal with its grants and keys")
  public Uni<UnwindPrincipal> get(@PathParam("principal") String principal) {
    return principals.find(access.actor(), principal).map(UnwindPrincipal::of);
  }

  @PUT
  @Path("/{principal}/grants")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "putGrants", summary = "Say which accounts a principal may act on")
  public Uni<UnwindPrincipal> grant(
      @PathParam("principal") String principal, @Nullable String body) {
    Actor actor = access.actor();
    UnwindPrincipal.GrantsRequest request = bodies.read(body, UnwindPrincipal.GrantsRequest.class);
    return principals.grant(actor, principal, request.grants()).map(UnwindPrincipal::of);
  }

  @DELETE
  @Path("/{principal}")
  @Operation(
      operationId = "revokePrincipal",
      summary = "End all that a principal may do, by whatever key, at once")
  public Uni<Response> revoke(@PathParam("principal") String principal) {
    return principals
        .revoke(access.actor(), principal)
        .replaceWith(() -> Response.noContent().build());
  }

  @POST
  @Path("/{principal}/keys")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "createKey", summary = "Make a key or token, and show it once")
  public Uni<Response> issue(@PathParam("principal") String principal, @Nullable String body) {
    Actor actor = access.actor();
    CredentialKind kind = bodies.read(body, UnwindPrincipal.KeyRequest.class).asked();
    return principals.issue(actor, principal, kind).map(UnwindPrincipalsResource::shown);
  }

  @POST
  @Path("/{principal}/keys/{key}/rotation")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "rotateKey",
      summary = "Make another key, and let the one before end after both have worked for a while")
  public Uni<Response> rotate(
      @PathParam("principal") String principal,
      @PathParam("key") String key,
      @Nullable String body) {
    Actor actor = access.actor();
    String asked = bodies.read(body, UnwindPrincipal.RotationRequest.class).overlap();
    Duration overlap = asked == null ? OVERLAP : UnwindParameters.duration("overlap", asked);
    if (overlap.compareTo(OVERLAP_MAX) > 0) {
      throw UnwindBodies.malformed("overlap must be at most 30 days");
    }
    return principals
        .rotate(actor, principal, UnwindParameters.uid(key, Reason.CREDENTIAL_NOT_FOUND), overlap)
        .map(UnwindPrincipalsResource::shown);
  }

  @DELETE
  @Path("/{principal}/keys/{key}")
  @Operation(operationId = "revokeKey", summary = "End a key or token at once, on all replicas")
  public Uni<Response> revoke(
      @PathParam("principal") String principal, @PathParam("key") String key) {
    return principals
        .revoke(access.actor(), principal, UnwindParameters.uid(key, Reason.CREDENTIAL_NOT_FOUND))
        .replaceWith(() -> Response.noContent().build());
  }

  /** Nobody on the way keeps a secret. */
  private static Response shown(IssuedCredential made) {
    CacheControl none = new CacheControl();
    none.setNoStore(true);
    return Response.status(Response.Status.CREATED)
        .entity(UnwindPrincipal.NewKey.of(made))
        .cacheControl(none)
        .build();
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
