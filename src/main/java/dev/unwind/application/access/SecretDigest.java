// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Hashing of random secrets. They carry enough entropy themselves, so one SHA-256 is what is
 * stored; passwords do not and go through {@link PasswordHash}.
 */
public final class SecretDigest {
  private SecretDigest() {}

  public static byte[] of(String secret) {
    return of(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 of any bytes. */
  public static byte[] of(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Compares in time that does not depend on where the two differ. */
  public static boolean matches(String secret, byte[] stored) {
    return MessageDigest.isEqual(of(secret), stored);
  }
}
