// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Hashes passwords and tells whether one is right. Slow: for worker threads only. */
@ApplicationScoped
public class Passwords {
  private final SignInConfig config;
  private final SecureRandom random = new SecureRandom();

  public Passwords(SignInConfig config) {
    this.config = config;
  }

  /** What the ledger keeps of a password, with a new salt. */
  public String hash(String password) {
    byte[] salt = new byte[PasswordHash.SALT_BYTES];
    random.nextBytes(salt);
    return PasswordHash.of(password, salt, config.passwordIterations());
  }

  /**
   * Takes as long for a name that nobody has as for a known one.
   *
   * @param stored null where there is no such name or it has no password
   */
  boolean matches(String password, @Nullable String stored) {
    String nobodys =
        "pbkdf2-sha512$" + config.passwordIterations() + "$AAAAAAAAAAAAAAAAAAAAAA$AAAA";
    return PasswordHash.matches(password, stored == null ? nobodys : stored);
  }
}
