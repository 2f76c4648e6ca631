// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.security;

import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Authenticated;
import dev.unwind.application.access.NotAuthenticatedException;
import dev.unwind.application.access.NotAuthenticatedException.Cause;
import dev.unwind.dialect.AccessTable;
import dev.unwind.dialect.Bearer;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;

/** Turns a credential into an identity that carries the ledger's principal. */
@ApplicationScoped
class CredentialIdentityProvider implements IdentityProvider<CredentialRequest> {
  /** Attribute of the identity: {@link Authenticated}. */
  static final String AUTHENTICATED = "unwind.authenticated";

  private final Authenticate authenticate;

  CredentialIdentityProvider(Authenticate authenticate) {
    this.authenticate = authenticate;
  }

  @Override
  public Class<CredentialRequest> getRequestType() {
    return CredentialRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      CredentialRequest request, AuthenticationRequestContext context) {
    return authenticate
        .with(request.credential())
        .invoke(
            believed -> {
              boolean isSession = Bearer.of(believed) == Bearer.CONSOLE_SESSION;
              if (request.byCookie() != isSession
                  || AccessTable.verdict(believed, request.entrance())
                      == AccessTable.Verdict.CREDENTIAL_WRONG) {
                throw new NotAuthenticatedException(Cause.WRONG);
              }
            })
        .map(CredentialIdentityProvider::identity)
        .onFailure(NotAuthenticatedException.class)
        .transform(AuthenticationFailedException::new);
  }

  private static SecurityIdentity identity(Authenticated believed) {
    QuarkusSecurityIdentity.Builder builder =
        QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal(believed.principal().name()))
            .addAttribute(AUTHENTICATED, believed);
    believed
        .principal()
        .roles()
        .forEach(role -> builder.addRole(role.name().toLowerCase(Locale.ROOT)));
    return builder.build();
  }
}
