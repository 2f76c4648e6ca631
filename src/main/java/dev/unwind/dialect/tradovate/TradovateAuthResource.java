// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
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
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TradovateRequests.AccessTokenRequest.class),
              examples =
                  @ExampleObject(
                      name = "request",
                      value =
                          "{\"name\":\"desk\",\"password\":\"secret\",\"appId\":\"Sample App\",\"appVersion\":\"1.0\"}")))
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessTokenResponse.class),
              examples = {
                @ExampleObject(
                    name = "signedIn",
                    value =
                        "{\"accessToken\":\"...\",\"mdAccessToken\":\"...\",\"expirationTime\":\"2026-11-20T16:24:05.123Z\",\"userStatus\":\"Active\",\"userId\":9001,\"name\":\"desk\",\"hasLive\":true}"),
                @ExampleObject(
                    name = "refused",
                    value =
                        "{\"errorText\":\"Incorrect username or password. Please try again, noting that passwords are case-sensitive.\"}"),
                @ExampleObject(
                    name = "penalty",
                    value = "{\"p-ticket\":\"5b0c2f4e\",\"p-time\":15,\"p-captcha\":false}")
              }))
  public Uni<AccessTokenResponse> accessTokenRequest(@Nullable String body) {
    return http.run(auth.accessTokenRequest, body);
  }

  @GET
  @Path("/auth/renewaccesstoken")
  @Authenticated
  @Operation(
      operationId = "renewAccessToken",
      summary = "A new token; the old one stays good until its end")
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessTokenResponse.class),
              examples = {
                @ExampleObject(
                    name = "renewed",
                    value =
                        "{\"accessToken\":\"...\",\"mdAccessToken\":\"...\",\"expirationTime\":\"2026-11-20T16:24:05.123Z\",\"userStatus\":\"Active\",\"userId\":9001,\"name\":\"desk\",\"hasLive\":true}")
              }))
  public Uni<AccessTokenResponse> renewAccessToken() {
    return http.run(auth.renewAccessToken);
  }

  @POST
  @Path("/auth/renewaccesstoken")
  @Consumes(MediaType.WILDCARD)
  @Authenticated
  @Operation(operationId = "renewAccessTokenByPost", summary = "The same, as some clients call it")
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessTokenResponse.class),
              examples = {
                @ExampleObject(
                    name = "renewed",
                    value =
                        "{\"accessToken\":\"...\",\"mdAccessToken\":\"...\",\"expirationTime\":\"2026-11-20T16:24:05.123Z\",\"userStatus\":\"Active\",\"userId\":9001,\"name\":\"desk\",\"hasLive\":true}")
              }))
  public Uni<AccessTokenResponse> renewAccessTokenByPost() {
    return http.run(auth.renewAccessToken);
  }

  @GET
  @Path("/auth/me")
  @Authenticated
  @Operation(operationId = "me", summary = "Who is signed in")
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = MeResponse.class),
              examples = {
                @ExampleObject(
                    name = "me",
                    value =
                        "{\"userId\":9001,\"name\":\"desk\",\"fullName\":\"desk\",\"email\":\"\",\"emailVerified\":false,\"isTrial\":false}")
              }))
  public Uni<MeResponse> me() {
    return http.run(auth.me);
  }

  @GET
  @PermitAll
  @Path("/timestamp")
  @Operation(operationId = "timestamp", summary = "The clock of the service; path inferred")
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TimestampResponse.class),
              examples = {
                @ExampleObject(name = "now", value = "{\"timestamp\":\"2026-11-20T15:04:05.123Z\"}")
              }))
  public Uni<TimestampResponse> timestamp() {
    return http.run(auth.timestamp);
  }

  @GET
  @Path("/oidc/userinfo")
  @Authenticated
  @Operation(
      operationId = "userInfo",
      summary = "OpenID Connect claims of the caller; path inferred")
  @APIResponse(
      responseCode = "200",
      description = "processed; clients look inside",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = UserInfoResponse.class),
              examples = {
                @ExampleObject(
                    name = "claims",
                    value = "{\"sub\":\"9001\",\"name\":\"desk\",\"preferred_username\":\"desk\"}")
              }))
  public Uni<UserInfoResponse> userInfo() {
    return http.run(auth.userInfo);
  }
}
