// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import dev.unwind.application.proof.CanonicalRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Set;

/**
 * Free text that stands beside the log. In the record of its event there is its digest instead,
 * which stays when the text and the salt are erased.
 */
record SaltedText(long account, long seq, String field, byte[] salt, byte[] digest) {
  /** What people have written: reasons and names. */
  static final Set<String> FIELDS =
      Set.of(
          "order_reason_text",
          "snapshot/order/reason_text",
          "snapshot/latch/latched_reason",
          "snapshot/standing/title");

  /** The name of the leaf that has the digest. */
  static final String SUFFIX = ";digest";

  private static final int SALT_BYTES = 16;

  static SaltedText of(long account, long seq, String field, String text, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new SaltedText(account, seq, field, salt, digest(salt, text));
  }

  static byte[] digest(byte[] salt, String text) {
    MessageDigest sha = CanonicalRecord.sha256();
    sha.update(salt);
    return sha.digest(text.getBytes(StandardCharsets.UTF_8));
  }
}
