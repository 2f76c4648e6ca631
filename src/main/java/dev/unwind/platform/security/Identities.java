// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.security;

import dev.unwind.application.access.Authenticated;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Who a request has been authenticated as, for filters behind authentication. */
public final class Identities {
  private Identities() {}

  /** Null on anonymous requests, and before authentication. */
  public static @Nullable Authenticated of(RoutingContext rc) {
    return rc.user() instanceof QuarkusHttpUser user
        ? user.getSecurityIdentity().getAttribute(CredentialIdentityProvider.AUTHENTICATED)
        : null;
  }
}
