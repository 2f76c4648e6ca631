// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What two requests have in common when they ask for the same: SHA-256 of what they say. */
public final class Fingerprint {
  private Fingerprint() {}

  public static byte[] of(String text) {
    return of(text, new byte[0]);
  }

  /** Of a text and the very bytes of a body behind it. */
  public static byte[] of(String text, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(text.getBytes(StandardCharsets.UTF_8));
      return digest.digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
