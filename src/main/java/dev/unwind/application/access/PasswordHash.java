// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Password hashes as text: {@code pbkdf2-sha512$iterations$salt$hash}, the last two in Base64. Slow
 * on purpose: never called on an event loop.
 */
public final class PasswordHash {
  public static final int SALT_BYTES = 16;

  /** Longer ones are refused before they cost anything. */
  public static final int PASSWORD_CHARS_MAX = 256;

  private static final String SCHEME = "pbkdf2-sha512";
  private static final int HASH_BITS = 512;
  private static final int ITERATIONS_MAX = 10_000_000;

  private PasswordHash() {}

  /**
   * @param salt {@link #SALT_BYTES} random bytes
   * @throws IllegalArgumentException when the password is longer than {@link #PASSWORD_CHARS_MAX}
   */
  public static String of(String password, byte[] salt, int iterations) {
    if (password.length() > PASSWORD_CHARS_MAX) {
      throw new IllegalArgumentException("password longer than " + PASSWORD_CHARS_MAX);
    }
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return SCHEME
        + "$"
        + iterations
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(derive(password, salt, iterations));
  }

  /**
   * Whether the password is the one that was hashed; false also for a text that is no hash of ours.
   */
  public static boolean matches(String password, String stored) {
    String[] parts = stored.split("\\$", -1);
    if (parts.length != 4 || !parts[0].equals(SCHEME) || password.length() > PASSWORD_CHARS_MAX) {
      return false;
    }
    try {
      int iterations = Integer.parseInt(parts[1]);
      if (iterations < 1 || iterations > ITERATIONS_MAX) {
        return false;
      }
      byte[] salt = Base64.getDecoder().decode(parts[2]);
      byte[] expected = Base64.getDecoder().decode(parts[3]);
      return MessageDigest.isEqual(derive(password, salt, iterations), expected);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has PBKDF2WithHmacSHA512", e);
    } finally {
      spec.clearPassword();
    }
  }
}
