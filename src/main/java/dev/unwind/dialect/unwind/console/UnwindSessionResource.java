// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.console;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Authenticated;
import dev.unwind.application.access.Caller;
import dev.unwind.application.access.Credential;
import dev.unwind.application.access.CredentialKind;
import dev.unwind.application.access.IssueCredential;
import dev.unwind.application.access.NotAuthenticatedException;
import dev.unwind.application.access.SignInDelayedException;
import dev.unwind.application.access.SignInThrottle;
import dev.unwind.dialect.Bearer;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.wire.ClientAddresses;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.book.Denial;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Signing in with a browser, and out again. The session is a credential of the ledger, kept as the
 * hash of its secret, so that every replica knows it and none believes it once it has been ended.
 */
@Path("/unwind/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sessions")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindSessionResource {
  /** Tag of the session: the moment that no renewal goes beyond. */
  private static final String ENDS_AT = "endsAt";

  private final Caller caller;
  private final Authenticate authenticate;
  private final IssueCredential credentials;
  private final SignInThrottle throttle;
  private final ClientAddresses addresses;
  private final UnwindConsoleConfig config;
  private final InstantSource clock;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;
  private final RoutingContext rc;

  UnwindSessionResource(
      Caller caller,
      Authenticate authenticate,
      IssueCredential credentials,
      SignInThrottle throttle,
      ClientAddresses addresses,
      UnwindConsoleConfig config,
      InstantSource clock,
      UnwindBodies bodies,
      UnwindErrors errors,
      RoutingContext rc) {
    this.caller = caller;
    this.authenticate = authenticate;
    this.credentials = credentials;
    this.throttle = throttle;
    this.addresses = addresses;
    this.config = config;
    this.clock = clock;
    this.bodies = bodies;
    this.errors = errors;
    this.rc = rc;
  }

  /**
   * Who has proved to be somebody.
   *
   * @param with the key or token that was shown; null for a password
   */
  private record Entered(Principal principal, @Nullable UUID with) {}

  @POST
  @Path("/sign-in")
  @PermitAll
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "signIn",
      summary = "Open a session for a browser, with a key, a token or a password")
  public Uni<Response> signIn(@Nullable String body) {
    if (!ConsoleCookie.isOwn(rc.request())) {
      throw new TradingException(
          Denial.of(Reason.NOT_PERMITTED, "the header " + ConsoleCookie.HEADER + " is required"));
    }
    UnwindSignInRequest request = bodies.read(body, UnwindSignInRequest.class);
    String name = request.name();
    String secret = request.secret();
    if (name == null || name.isEmpty() || secret == null || secret.isEmpty()) {
      throw UnwindBodies.malformed("name and secret are required");
    }
    return throttle
        .attempt(name, addresses.of(rc.request()), () -> believe(name, secret))
        .onFailure(NotAuthenticatedException.class)
        .transform(
            e ->
                new TradingException(
                    Denial.of(Reason.NOT_AUTHENTICATED, "the name or the secret is wrong")))
        .chain(this::open)
        .onFailure(SignInDelayedException.class)
        .recoverWithItem(e -> delayed(((SignInDelayedException) e).seconds()));
  }

  /**
   * A key of that id, else the token or password of a principal of that name: who guesses cannot
   * tell which there is.
   */
  private Uni<Entered> believe(String name, String secret) {
    return authenticate
        .with(new Credential.ApiKey(name, secret))
        .onFailure(NotAuthenticatedException.class)
        .recoverWithUni(() -> token(name, secret))
        .map(shown -> new Entered(shown.principal(), shown.credentialId()))
        .onFailure(NotAuthenticatedException.class)
        .recoverWithUni(
            () ->
                authenticate
                    .withPassword(name, secret)
                    .map(principal -> new Entered(principal, null)));
  }

  /** No session: it must not be made to last by opening another one with it. */
  private Uni<Authenticated> token(String name, String secret) {
    return authenticate
        .with(new Credential.Token(secret))
        .invoke(
            shown -> {
              if (shown.kind() != CredentialKind.TOKEN || !shown.principal().name().equals(name)) {
                throw new NotAuthenticatedException(NotAuthenticatedException.Cause.WRONG);
              }
            });
  }

  private Uni<Response> open(Entered who) {
    Instant end = clock.instant().plus(config.sessionMax());
    Map<String, String> tags = new HashMap<>();
    tags.put(Authenticated.DIALECT, Dialect.UNWIND.code());
    tags.put(ENDS_AT, end.toString());
    if (who.with() != null) {
      tags.put(Authenticated.SIGNED_IN_WITH, who.with().toString());
    }
    Duration lifetime = lesser(config.session(), config.sessionMax());
    return credentials
        .session(who.principal().id(), lifetime, tags)
        .map(
            issued ->
                answer(
                    UnwindSession.of(who.principal(), issued.expiresAt(), end),
                    ConsoleCookie.set(rc.request(), issued.secret(), lifetime)));
  }

  private Response delayed(int seconds) {
    Response refused =
        errors.response(
            new TradingException(
                Denial.of(
                    Reason.RATE_LIMITED,
                    "too many sign-ins have failed: wait " + seconds + " seconds")));
    return Response.fromResponse(refused)
        .header(HttpHeaders.RETRY_AFTER, null)
        .header(HttpHeaders.RETRY_AFTER, seconds)
        .build();
  }

  @GET
  @Path("/session")
  @io.quarkus.security.Authenticated
  @Operation(operationId = "getSession", summary = "Who one is, and what one may do")
  public Response show() {
    Authenticated who = caller.authenticated();
    return answer(UnwindSession.of(who.principal(), who.expiresAt(), end(who)), null);
  }

  @PUT
  @Path("/session")
  @io.quarkus.security.Authenticated
  @Operation(operationId = "renewSession", summary = "Let a browser's session go on")
  public Uni<Response> renew() {
    Authenticated who = caller.authenticated();
    Instant end = end(who);
    String secret = ConsoleCookie.read(rc.request()).orElse(null);
    if (end == null || secret == null || Bearer.of(who) != Bearer.CONSOLE_SESSION) {
      return Uni.createFrom().item(this::show);
    }
    return credentials
        .prolong(who.credentialId(), config.session(), end)
        .map(
            until -> {
              Instant goesOn =
                  until.orElseThrow(() -> new TradingException(Reason.NOT_AUTHENTICATED));
              Duration left = Duration.between(clock.instant(), goesOn);
              return answer(
                  UnwindSession.of(who.principal(), goesOn, end),
                  ConsoleCookie.set(rc.request(), secret, left));
            });
  }

  @DELETE
  @Path("/session")
  @io.quarkus.security.Authenticated
  @Operation(operationId = "signOut", summary = "End a browser's session, at every replica")
  public Uni<Response> signOut() {
    Authenticated who = caller.authenticated();
    Uni<Void> ended =
        Bearer.of(who) == Bearer.CONSOLE_SESSION
            ? credentials.end(who.credentialId())
            : Uni.createFrom().voidItem();
    return ended.map(
        done ->
            Response.noContent()
                .header(HttpHeaders.SET_COOKIE, ConsoleCookie.clear(rc.request()))
                .build());
  }

  private static @Nullable Instant end(Authenticated who) {
    String end = who.tags().get(ENDS_AT);
    return end == null ? null : Instant.parse(end);
  }

  private static Duration lesser(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private Response answer(UnwindSession session, @Nullable String cookie) {
    Response.ResponseBuilder answer =
        Response.ok(bodies.text(session)).header(HttpHeaders.CACHE_CONTROL, "no-store");
    return (cookie == null ? answer : answer.header(HttpHeaders.SET_COOKIE, cookie)).build();
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
