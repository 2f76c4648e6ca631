// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.command;

import dev.unwind.dialect.tradovate.TradovateHttp;
import dev.unwind.dialect.tradovate.TradovateResults.AccessTokenResponse;
import dev.unwind.dialect.tradovate.TradovateResults.MeResponse;
import dev.unwind.dialect.tradovate.TradovateResults.TimestampResponse;
import dev.unwind.dialect.tradovate.TradovateResults.UserInfoResponse;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Signing in, and who is signed in. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Authentication")
@Extension(name = "x-smallrye-profile-tradovate", value = "")
public class TradovateAuthResource {
  private final TradovateHttp http;
  private final AuthOperations auth;

  TradovateAuthResource(TradovateHttp http, AuthOperations auth) {
    this.http = http;
    this.auth = auth;
  }

  @POST
  @PermitAll
  @Path("/auth/accesstokenrequest")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "accessTokenRequest", summary = "Signs in; status 200 also when refused")
  @RequestBodySchema(TradovateRequests.AccessTokenRequest.class)
  public Uni<AccessTokenResponse> accessTokenRequest(@Nullable String body) {
    return http.run(auth.accessTokenRequest, body);
  }

  @GET
  @Path("/auth/renewaccesstoken")
  @Authenticated
  @Operation(
      operationId = "renewAccessToken",
      summary = "A new token; the old one stays good until its end")
  public Uni<AccessTokenResponse> renewAccessToken() {
    return http.run(auth.renewAccessToken);
  }

  @POST
  @Path("/auth/renewaccesstoken")
  @Consumes(MediaType.WILDCARD)
  @Authenticated
  @Operation(operationId = "renewAccessTokenByPost", summary = "The same, as some clients call it")
  public Uni<AccessTokenResponse> renewAccessTokenByPost() {
    return http.run(auth.renewAccessToken);
  }

  @GET
  @Path("/auth/me")
  @Authenticated
  @Operation(operationId = "me", summary = "Who is signed in")
  public Uni<MeResponse> me() {
    return http.run(auth.me);
  }

  @GET
  @PermitAll
  @Path("/timestamp")
  @Operation(operationId = "timestamp", summary = "The clock of the service; path inferred")
  public Uni<TimestampResponse> timestamp() {
    return http.run(auth.timestamp);
  }

  @GET
  @Path("/oidc/userinfo")
  @Authenticated
  @Operation(
      operationId = "userInfo",
      summary = "OpenID Connect claims of the caller; path inferred")
  public Uni<UserInfoResponse> userInfo() {
    return http.run(auth.userInfo);
  }
}
