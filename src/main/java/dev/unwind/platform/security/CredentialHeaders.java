// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.security;

import dev.unwind.application.access.Credential;
import dev.unwind.dialect.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the credential that a request shows, by the rules of its dialect. Pure. */
public final class CredentialHeaders {
  private static final Set<String> ANONYMOUS =
      Set.of(
          // Sockets authenticate with their first message.
          "/stream",
          "/v1/websocket",
          // Sign-ins: whatever header a client has left over from an earlier session is not looked
          // at.
          "/v1/auth/accesstokenrequest",
          "/v1/auth/oauthtoken",
          "/auth/token",
          "/unwind/v1/sign-in");

  private CredentialHeaders() {}

  /** A header that is there but cannot be read as a credential. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException() {
      super("malformed credential", null, false, false);
    }
  }

  /** Whether the path takes no credential at all. */
  public static boolean isAnonymous(String path) {
    return ANONYMOUS.contains(path);
  }

  /**
   * The credential, or nothing where none is shown or the path takes none.
   *
   * @param path normalised
   * @param header the value of a header by its name in any case, null where absent
   */
  static Optional<Credential> read(
      Dialect dialect, String path, UnaryOperator<@Nullable String> header)
      throws MalformedException {
    if (isAnonymous(path)) {
      return Optional.empty();
    }
    String authorization = header.apply("Authorization");
    return switch (dialect) {
      case ALPACA, UNWIND -> anyScheme(authorization, header);
      case NEURATRADE ->
          authorization == null ? Optional.empty() : Optional.of(bearer(authorization, true));
      case TRADOVATE, UPVEST ->
          authorization == null ? Optional.empty() : Optional.of(bearer(authorization, false));
    };
  }

  /** A bearer token wins over a key pair, for who sends both means the token. */
  private static Optional<Credential> anyScheme(
      @Nullable String authorization, UnaryOperator<@Nullable String> header)
      throws MalformedException {
    if (authorization != null && hasScheme(authorization, "Bearer")) {
      return Optional.of(bearer(authorization, false));
    }
    String id = header.apply("APCA-API-KEY-ID");
    String secret = header.apply("APCA-API-SECRET-KEY");
    if (id != null && secret != null && !id.isEmpty() && !secret.isEmpty()) {
      return Optional.of(new Credential.ApiKey(id, secret));
    }
    if (authorization == null) {
      return Optional.empty();
    }
    if (!hasScheme(authorization, "Basic")) {
      throw new MalformedException();
    }
    return Optional.of(basic(authorization.substring("Basic ".length()).strip()));
  }

  private static Credential basic(String encoded) throws MalformedException {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new MalformedException();
    }
    int colon = pair.indexOf(':');
    if (colon <= 0) {
      throw new MalformedException();
    }
    return new Credential.ApiKey(pair.substring(0, colon), pair.substring(colon + 1));
  }

  /**
   * @param strict exactly one space, as NeuraTrade wants it
   */
  private static Credential bearer(String authorization, boolean strict) throws MalformedException {
    if (!hasScheme(authorization, "Bearer")) {
      throw new MalformedException();
    }
    String rest = authorization.substring("Bearer ".length());
    String token = strict ? rest : rest.strip();
    if (token.isEmpty() || token.indexOf(' ') >= 0) {
      throw new MalformedException();
    }
    return new Credential.Token(token);
  }

  private static boolean hasScheme(String authorization, String scheme) {
    return authorization.length() > scheme.length()
        && authorization.regionMatches(true, 0, scheme, 0, scheme.length())
        && authorization.charAt(scheme.length()) == ' ';
  }
}
