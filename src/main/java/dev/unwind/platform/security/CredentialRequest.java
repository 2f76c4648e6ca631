// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.security;

import dev.unwind.application.access.Credential;
import dev.unwind.dialect.Dialect;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** A credential found on a request, to be believed or not. */
final class CredentialRequest extends BaseAuthenticationRequest {
  private final Credential credential;
  private final Dialect dialect;

  CredentialRequest(Credential credential, Dialect dialect) {
    this.credential = credential;
    this.dialect = dialect;
  }

  Credential credential() {
    return credential;
  }

  /** Where it was shown. */
  Dialect dialect() {
    return dialect;
  }
}
