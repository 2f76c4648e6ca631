// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.security;

import dev.unwind.application.access.Credential;
import dev.unwind.dialect.Entrance;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** A credential found on a request, to be believed or not. */
final class CredentialRequest extends BaseAuthenticationRequest {
  private final Credential credential;
  private final Entrance entrance;
  private final boolean byCookie;

  CredentialRequest(Credential credential, Entrance entrance, boolean byCookie) {
    this.credential = credential;
    this.entrance = entrance;
    this.byCookie = byCookie;
  }

  Credential credential() {
    return credential;
  }

  /** Where it was shown. */
  Entrance entrance() {
    return entrance;
  }

  /** Whether it came in the console's cookie, where nothing but the console's session may be. */
  boolean byCookie() {
    return byCookie;
  }
}
