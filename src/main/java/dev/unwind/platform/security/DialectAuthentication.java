// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.security;

import dev.unwind.application.access.Credential;
import dev.unwind.application.access.NotAuthenticatedException;
import dev.unwind.application.access.NotAuthenticatedException.Cause;
import dev.unwind.dialect.AccessTable;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.Entrance;
import dev.unwind.dialect.unwind.console.ConsoleCookie;
import dev.unwind.dialect.wire.Refusal;
import dev.unwind.platform.http.ErrorAnswers;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/** Authenticates requests by the scheme of the dialect that their path belongs to. */
@ApplicationScoped
class DialectAuthentication implements HttpAuthenticationMechanism {
  private final ErrorAnswers errors;

  DialectAuthentication(ErrorAnswers errors) {
    this.errors = errors;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(RoutingContext rc, IdentityProviderManager identities) {
    String path = rc.normalizedPath();
    Optional<Entrance> entrance = AccessTable.request(rc.request().method().name(), path);
    if (entrance.isEmpty()) {
      return Uni.createFrom().nullItem();
    }
    Optional<Credential> credential;
    try {
      credential = CredentialHeaders.read(entrance.get().dialect(), path, rc.request()::getHeader);
    } catch (CredentialHeaders.MalformedException e) {
      rc.put(ErrorAnswers.CHALLENGE, Refusal.CREDENTIAL_MALFORMED);
      return Uni.createFrom().failure(new AuthenticationFailedException());
    }
    boolean byCookie = false;
    if (credential.isEmpty()
        && entrance.get().dialect() == Dialect.UNWIND
        && !CredentialHeaders.isAnonymous(path)) {
      credential = ConsoleCookie.read(rc.request()).map(Credential.Token::new);
      byCookie = true;
    }
    if (credential.isEmpty()) {
      return Uni.createFrom().nullItem();
    }
    CredentialRequest request = new CredentialRequest(credential.get(), entrance.get(), byCookie);
    HttpSecurityUtils.setRoutingContextAttribute(request, rc);
    return identities
        .authenticate(request)
        .onFailure(AuthenticationFailedException.class)
        .invoke(failure -> rc.put(ErrorAnswers.CHALLENGE, refusal(failure)));
  }

  private static Refusal refusal(Throwable failure) {
    return failure.getCause() instanceof NotAuthenticatedException e && e.why() == Cause.EXPIRED
        ? Refusal.CREDENTIAL_EXPIRED
        : Refusal.CREDENTIAL_WRONG;
  }

  /** Writes the dialect's own 401; the mapper of missing credentials writes the same. */
  @Override
  public Uni<Boolean> sendChallenge(RoutingContext rc) {
    errors.writeChallenge(rc);
    return Uni.createFrom().item(true);
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext rc) {
    return Uni.createFrom().item(new ChallengeData(401, null, null));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(CredentialRequest.class);
  }
}
