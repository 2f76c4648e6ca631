// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.security;

import dev.unwind.application.Actor;
import dev.unwind.application.access.Authenticated;
import dev.unwind.application.access.Caller;
import dev.unwind.application.access.ChooseAccount;
import dev.unwind.application.observation.Observations;
import dev.unwind.dialect.Dialect;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.value.AccountId;
import dev.unwind.platform.http.RequestIds;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** The caller of the request at hand. */
@RequestScoped
class RequestCaller implements Caller {
  private final SecurityIdentity identity;
  private final RoutingContext rc;
  private final ChooseAccount chooseAccount;
  private final Observations observations;

  RequestCaller(
      SecurityIdentity identity,
      RoutingContext rc,
      ChooseAccount chooseAccount,
      Observations observations) {
    this.identity = identity;
    this.rc = rc;
    this.chooseAccount = chooseAccount;
    this.observations = observations;
  }

  @Override
  public Principal principal() {
    return authenticated().principal();
  }

  @Override
  public Authenticated authenticated() {
    Authenticated authenticated = identity.getAttribute(CredentialIdentityProvider.AUTHENTICATED);
    if (authenticated == null) {
      throw new IllegalStateException("the request is anonymous");
    }
    return authenticated;
  }

  @Override
  public Actor actor() {
    String dialect = Dialect.ofPath(rc.normalizedPath()).orElse(Dialect.UNWIND).code();
    return new Actor(principal(), dialect, requestId());
  }

  @Override
  public String requestId() {
    return RequestIds.of(rc);
  }

  @Override
  public Uni<AccountId> account(Optional<String> named) {
    return chooseAccount.of(principal().scope(), named).invoke(observations::account);
  }

  @Override
  public Uni<AccountId> account() {
    return account(Optional.ofNullable(rc.request().getHeader(ACCOUNT_HEADER)));
  }
}
