// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Authenticated;
import dev.unwind.application.access.Credential;
import dev.unwind.application.access.IssueCredential;
import dev.unwind.application.access.NotAuthenticatedException;
import dev.unwind.application.access.SignInDelayedException;
import dev.unwind.application.access.SignInThrottle;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.upvest.signature.SignedRequest;
import dev.unwind.dialect.wire.ClientAddresses;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tokens for clients, and the keys that verify webhooks. */
@Path("/auth")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Auth")
@Extension(name = "x-smallrye-profile-upvest", value = "")
public class UpvestAuthResource {
  private static final String CLIENT_ID_HEADER = "upvest-client-id";

  private final UpvestRequests requests;
  private final UpvestSignatures signatures;
  private final UpvestSigningKeys signingKeys;
  private final UpvestConfig config;
  private final Authenticate authenticate;
  private final IssueCredential credentials;
  private final SignInThrottle throttle;
  private final ClientAddresses addresses;
  private final RoutingContext rc;

  UpvestAuthResource(
      UpvestRequests requests,
      UpvestSignatures signatures,
      UpvestSigningKeys signingKeys,
      UpvestConfig config,
      Authenticate authenticate,
      IssueCredential credentials,
      SignInThrottle throttle,
      ClientAddresses addresses,
      RoutingContext rc) {
    this.requests = requests;
    this.signatures = signatures;
    this.signingKeys = signingKeys;
    this.config = config;
    this.authenticate = authenticate;
    this.credentials = credentials;
    this.throttle = throttle;
    this.addresses = addresses;
    this.rc = rc;
  }

  /** Issues a token for the client credentials of an API key. */
  @POST
  @Path("/token")
  @PermitAll
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(operationId = "issue_token", summary = "Issue an access token")
  public Uni<Response> token(byte @Nullable [] body) {
    byte[] received = body == null ? new byte[0] : body;
    SignedRequest request = UpvestSignatures.request(rc, received);
    return requests.answer(
        requests.requestId(),
        () -> {
          Map<String, String> form = form(received);
          if (!"client_credentials".equals(form.get("grant_type"))) {
            throw UpvestException.invalid("grant_type must be client_credentials");
          }
          String clientId = required(form, "client_id");
          String told = request.header(CLIENT_ID_HEADER);
          if (told != null && !told.equals(clientId)) {
            throw UpvestException.invalid(CLIENT_ID_HEADER + " is not the client_id");
          }
          Credential key = new Credential.ApiKey(clientId, required(form, "client_secret"));
          return throttle
              .attempt(clientId, addresses.of(rc.request()), () -> authenticate.with(key))
              .onFailure(SignInDelayedException.class)
              .transform(
                  e ->
                      new UpvestException(
                          UpvestFault.TOO_MANY_REQUESTS,
                          "wait "
                              + ((SignInDelayedException) e).seconds()
                              + " seconds before the next attempt"))
              .onFailure(NotAuthenticatedException.class)
              .transform(
                  e ->
                      new UpvestException(
                          UpvestFault.UNAUTHORIZED, "client_id or client_secret is wrong"))
              .call(client -> signatures.verify(request, clientId, client.publicKey()))
              .chain(client -> issue(client, clientId, form.getOrDefault("scope", "")))
              .chain(token -> requests.json(200, token));
        });
  }

  private Uni<UpvestToken> issue(Authenticated client, String clientId, String asked) {
    Set<UpvestScope> granted = UpvestScope.granted(client.principal(), asked);
    if (granted.isEmpty()) {
      throw UpvestException.invalid("none of the scopes is known and allowed to the client");
    }
    String scope = UpvestScope.text(granted);
    Map<String, String> tags =
        Map.of(
            Authenticated.DIALECT,
            Dialect.UPVEST.code(),
            Authenticated.SCOPE,
            scope,
            UpvestRequests.CLIENT_ID,
            clientId);
    return credentials
        .session(client.principal().id(), config.tokenLifetime(), tags)
        .map(
            issued ->
                new UpvestToken(
                    issued.secret(), config.tokenLifetime().toSeconds(), "bearer", scope));
  }

  private static String required(Map<String, String> form, String field) {
    String value = form.get(field);
    if (value == null || value.isEmpty()) {
      throw UpvestException.invalid(field + " is required");
    }
    return value;
  }

  /** The first value of every field. */
  private static Map<String, String> form(byte[] body) {
    Map<String, String> form = new HashMap<>();
    for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          form.putIfAbsent(
              URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          throw UpvestException.invalid("the form cannot be read");
        }
      }
    }
    return form;
  }

  /** Shows the keys that verify webhooks. */
  @GET
  @Path("/verify_keys")
  @io.quarkus.security.Authenticated
  @Operation(operationId = "get_jwks", summary = "Show the keys that verify webhooks")
  public Uni<Response> verifyKeys() {
    return requests.answer(
        call ->
            signingKeys
                .current()
                .chain(
                    key ->
                        requests.json(
                            200,
                            new UpvestWebhook.VerifyKeys(
                                List.of(
                                    new UpvestWebhook.VerifyKey(
                                        "EC", "P-521", key.id().toString(), key.x(), key.y()))))));
  }
}
