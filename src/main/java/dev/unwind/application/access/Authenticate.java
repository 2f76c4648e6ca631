// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import dev.unwind.application.access.NotAuthenticatedException.Cause;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who a caller is. The HTTP mechanism and the sockets' first messages both come through
 * here. A wrong credential fails with {@link NotAuthenticatedException}; any other failure means
 * that the ledger could not be asked, and says nothing about the credential.
 */
@ApplicationScoped
public class Authenticate {
  /** Longer secrets and ids are wrong before they cost anything. */
  private static final int CREDENTIAL_CHARS_MAX = 8192;

  /**
   * Passwords being hashed at once, waiting ones included; each costs a tenth of a second of a
   * core.
   */
  private static final int PASSWORDS_MAX = 64;

  private final Principals principals;
  private final Passwords passwords;
  private final InstantSource clock;
  private final AtomicInteger hashing = new AtomicInteger();

  public Authenticate(Principals principals, Passwords passwords, InstantSource clock) {
    this.principals = principals;
    this.passwords = passwords;
    this.clock = clock;
  }

  /** Believes an API key or a token, or fails. */
  public Uni<Authenticated> with(Credential credential) {
    if (credential instanceof Credential.ApiKey key) {
      return isSane(key.id()) && isSane(key.secret())
          ? principals.findApiKey(key.id()).map(found -> accept(found, key.secret()))
          : refuse();
    }
    String secret = ((Credential.Token) credential).secret();
    return isSane(secret)
        ? principals.findToken(SecretDigest.of(secret)).map(found -> accept(found, secret))
        : refuse();
  }

  /** Believes a name and a password, or fails. The password is hashed on a worker thread. */
  public Uni<Principal> withPassword(String name, String password) {
    if (!isSane(name) || password.length() > PasswordHash.PASSWORD_CHARS_MAX) {
      return refuse();
    }
    return principals.findPassword(name).chain(found -> verify(found.orElse(null), password));
  }

  /**
   * Those of what was believed once that may go on: neither the credential nor its principal has
   * been revoked, nor has a key its end. That of a session does not count, for a socket once
   * authorised outlives it; of the console's it does.
   *
   * @return with what their principals are granted now
   */
  public Uni<Map<UUID, AccountScope>> stillValid(Set<UUID> credentialIds) {
    return principals.unrevoked(credentialIds);
  }

  private Authenticated accept(Optional<StoredCredential> found, String secret) {
    StoredCredential stored = found.orElse(null);
    byte[] expected = stored == null ? new byte[32] : stored.secretSha256();
    boolean matches = SecretDigest.matches(secret, expected);
    if (stored == null || !matches || stored.revokedAt() != null) {
      throw new NotAuthenticatedException(Cause.WRONG);
    }
    Instant end = stored.authenticated().expiresAt();
    if (end != null && !clock.instant().isBefore(end)) {
      throw new NotAuthenticatedException(Cause.EXPIRED);
    }
    return stored.authenticated();
  }

  private Uni<Principal> verify(@Nullable StoredPassword stored, String password) {
    String hash = stored == null ? null : stored.hash();
    if (hashing.incrementAndGet() > PASSWORDS_MAX) {
      hashing.decrementAndGet();
      return Uni.createFrom().failure(new SignInsExhaustedException());
    }
    return Uni.createFrom()
        .item(() -> passwords.matches(password, hash))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .onTermination()
        .invoke(hashing::decrementAndGet)
        .map(
            matches -> {
              if (stored == null || !matches) {
                throw new NotAuthenticatedException(Cause.WRONG);
              }
              return stored.principal();
            });
  }

  private static boolean isSane(String text) {
    return !text.isEmpty() && text.length() <= CREDENTIAL_CHARS_MAX && text.indexOf('\0') < 0;
  }

  private static <T> Uni<T> refuse() {
    return Uni.createFrom().failure(() -> new NotAuthenticatedException(Cause.WRONG));
  }
}
