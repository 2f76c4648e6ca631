// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The form in which everything is digested that proves something: names and values, as text. */
public final class CanonicalRecord {
  /** As the bytes of UTF-8 are ordered, which {@link String#compareTo} is not beyond U+D7FF. */
  private static final Comparator<String> BYTES = CanonicalRecord::compare;

  private CanonicalRecord() {}

  /** Where leaves go, by their names. */
  public static NavigableMap<String, String> leaves() {
    return new TreeMap<>(BYTES);
  }

  private static int compare(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        return rank(a) - rank(b);
      }
    }
    return one.length() - other.length();
  }

  /** Surrogates stand for what comes after everything else. */
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }

  /**
   * SHA-256 of the kind and of each leaf's name and value, in the order of the names, each as a
   * netstring: its length in bytes, a colon, its bytes in UTF-8, a comma.
   */
  public static byte[] digest(String kind, NavigableMap<String, String> leaves) {
    MessageDigest sha = sha256();
    netstring(sha, kind);
    leaves.forEach(
        (name, value) -> {
          netstring(sha, name);
          netstring(sha, value);
        });
    return sha.digest();
  }

  private static void netstring(MessageDigest sha, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sha.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
    sha.update((byte) ':');
    sha.update(bytes);
    sha.update((byte) ',');
  }

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
