// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.command;

import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Authenticated;
import dev.unwind.application.access.IssueCredential;
import dev.unwind.application.access.IssuedCredential;
import dev.unwind.application.access.NotAuthenticatedException;
import dev.unwind.application.access.SignInDelayedException;
import dev.unwind.application.access.SignInThrottle;
import dev.unwind.dialect.Bearer;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.tradovate.TradovateBody;
import dev.unwind.dialect.tradovate.TradovateCall;
import dev.unwind.dialect.tradovate.TradovateConfig;
import dev.unwind.dialect.tradovate.TradovateMapping;
import dev.unwind.dialect.tradovate.TradovateOperation;
import dev.unwind.dialect.tradovate.TradovateResults.AccessTokenResponse;
import dev.unwind.dialect.tradovate.TradovateResults.MeResponse;
import dev.unwind.dialect.tradovate.TradovateResults.TimestampResponse;
import dev.unwind.dialect.tradovate.TradovateResults.UserInfoResponse;
import dev.unwind.domain.account.Principal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Signs in, renews, and tells who is signed in. */
@Singleton
public class AuthOperations {
  private static final String REFUSED =
      "Incorrect username or password. Please try again, noting that passwords are case-sensitive.";
  private static final int PASSWORD_CHARS_MAX = 256;

  private final Authenticate authenticate;
  private final IssueCredential issue;
  private final TradovateConfig config;
  private final InstantSource clock;
  private final SignInThrottle throttle;

  final TradovateOperation<AccessTokenResponse> accessTokenRequest =
      TradovateOperation.anonymous("auth/accesstokenrequest", this::signIn);
  final TradovateOperation<AccessTokenResponse> renewAccessToken =
      TradovateOperation.of("auth/renewaccesstoken", this::renew);
  final TradovateOperation<MeResponse> me = TradovateOperation.of("auth/me", this::me);
  final TradovateOperation<TimestampResponse> timestamp =
      TradovateOperation.anonymous("timestamp", this::timestamp);
  final TradovateOperation<UserInfoResponse> userInfo =
      TradovateOperation.of("oidc/userinfo", this::userInfo);

  AuthOperations(
      Authenticate authenticate,
      IssueCredential issue,
      TradovateConfig config,
      InstantSource clock,
      SignInThrottle throttle) {
    this.authenticate = authenticate;
    this.issue = issue;
    this.config = config;
    this.clock = clock;
    this.throttle = throttle;
  }

  public List<TradovateOperation<?>> operations() {
    return List.of(accessTokenRequest, renewAccessToken, me, timestamp, userInfo);
  }

  /**
   * Wrong names and passwords are a 200 with a text; who fails often gets a ticket to wait with.
   */
  private Uni<AccessTokenResponse> signIn(TradovateCall call) {
    TradovateBody body = TradovateBody.parse(call.body());
    String name = body.text("name");
    String password =
        body.text("password", PASSWORD_CHARS_MAX).orElseThrow(() -> body.invalid("password"));
    return throttle
        .attempt(name, call.address(), () -> authenticate.withPassword(name, password))
        .chain(this::open)
        .onFailure(NotAuthenticatedException.class)
        .recoverWithItem(() -> AccessTokenResponse.error(REFUSED))
        .onFailure(SignInDelayedException.class)
        .recoverWithItem(
            delayed ->
                AccessTokenResponse.penalty(
                    UUID.randomUUID().toString(), ((SignInDelayedException) delayed).seconds()));
  }

  /** The old token stays good until its own end. */
  private Uni<AccessTokenResponse> renew(TradovateCall call) {
    return open(call.caller().principal());
  }

  private Uni<AccessTokenResponse> open(Principal principal) {
    return session(principal, Bearer.ACCESS)
        .chain(
            access ->
                session(
                        principal,
                        config.marketDataTokenTrades() ? Bearer.ACCESS : Bearer.MARKET_DATA)
                    .map(md -> response(principal, access, md)));
  }

  private Uni<IssuedCredential> session(Principal principal, String use) {
    return issue.session(
        principal.id(),
        config.sessionLifetime(),
        Map.of(Authenticated.DIALECT, Dialect.TRADOVATE.code(), Bearer.USE, use));
  }

  private static AccessTokenResponse response(
      Principal principal, IssuedCredential access, IssuedCredential marketData) {
    Instant end = Objects.requireNonNull(access.expiresAt(), "sessions end");
    return new AccessTokenResponse(
        null,
        access.secret(),
        marketData.secret(),
        TradovateMapping.timestamp(end),
        "Active",
        principal.id().value(),
        principal.name(),
        true,
        null,
        null,
        null);
  }

  private Uni<MeResponse> me(TradovateCall call) {
    Principal principal = call.caller().principal();
    return Uni.createFrom()
        .item(
            new MeResponse(
                null,
                principal.id().value(),
                principal.name(),
                principal.name(),
                "",
                false,
                false));
  }

  private Uni<TimestampResponse> timestamp(TradovateCall call) {
    return Uni.createFrom()
        .item(new TimestampResponse(TradovateMapping.timestamp(clock.instant())));
  }

  private Uni<UserInfoResponse> userInfo(TradovateCall call) {
    Principal principal = call.caller().principal();
    return Uni.createFrom()
        .item(
            new UserInfoResponse(
                Long.toString(principal.id().value()), principal.name(), principal.name()));
  }
}
