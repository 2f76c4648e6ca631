// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.signature;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Digests of bodies, in the two header forms that Upvest knows. */
final class ContentDigest {
  private ContentDigest() {}

  /**
   * Whether a {@code content-digest} header tells the body's digest. Unknown algorithms are passed
   * over; one known must be there, and all that are known must be right.
   */
  static boolean matches(String header, byte[] body) {
    StructuredText in = new StructuredText(header);
    in.skipSpaces();
    boolean known = false;
    do {
      String algorithm = in.key();
      in.require('=');
      byte[] told = in.bytes();
      String name =
          switch (algorithm) {
            case "sha-512" -> "SHA-512";
            case "sha-256" -> "SHA-256";
            default -> "";
          };
      if (!name.isEmpty()) {
        if (!MessageDigest.isEqual(told, digest(name, body))) {
          return false;
        }
        known = true;
      }
    } while (in.another());
    return known;
  }

  /** The value of the older {@code digest} header. */
  static String sha256(byte[] body) {
    return "SHA-256=" + Base64.getEncoder().encodeToString(digest("SHA-256", body));
  }

  private static byte[] digest(String algorithm, byte[] body) {
    try {
      return MessageDigest.getInstance(algorithm).digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has " + algorithm, e);
    }
  }
}
