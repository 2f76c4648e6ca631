// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import dev.unwind.domain.account.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A principal that has proved to be one, and how.
 *
 * @param credentialId identifies the credential for limits and for {@link Authenticate#stillValid}
 * @param keyId the API key's id; null for tokens
 * @param publicKey PEM of the key that signs this caller's requests, where one is registered
 * @param tags what the issuer of a session noted: {@link #DIALECT}, {@link #SCOPE} and its own
 * @param expiresAt null where it never ends
 */
public record Authenticated(
    Principal principal,
    UUID credentialId,
    CredentialKind kind,
    @Nullable String keyId,
    @Nullable String publicKey,
    Map<String, String> tags,
    @Nullable Instant expiresAt) {
  /** Tag of sessions: code of the dialect that issued it, and the only one that takes it. */
  public static final String DIALECT = "dialect";

  /** Tag of sessions that end with the credential, named by its id, that was shown for them. */
  public static final String SIGNED_IN_WITH = "signedInWith";

  /** Tag of sessions that may do less than their principal. */
  public static final String SCOPE = "scope";

  public Authenticated {
    tags = Map.copyOf(tags);
  }
}
