// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import dev.unwind.application.proof.CanonicalRecord;
import dev.unwind.persistence.proof.LoggedRow.Part;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;

/** A row of the log as its chain has it: the digest of each of its parts. */
public record Link(long account, long seq, int told, String kind, Map<Part, byte[]> digests) {
  public static final int HASH_BYTES = 32;

  /** What becomes of the leaves of an event before they are digested. */
  interface Texts {
    void hide(LoggedRow row, NavigableMap<String, String> leaves);
  }

  static Link of(LoggedRow row, Texts texts) {
    Map<Part, byte[]> digests = new EnumMap<>(Part.class);
    row.json()
        .forEach(
            (part, json) -> {
              NavigableMap<String, String> leaves = RowLeaves.of(json);
              if (part == Part.EVENT) {
                texts.hide(row, leaves);
              }
              digests.put(part, CanonicalRecord.digest(part.table(), leaves));
            });
    return new Link(row.account(), row.seq(), row.told(), row.kind(), digests);
  }

  /** Puts a digest where a text was. */
  static void hide(NavigableMap<String, String> leaves, String field, byte[] digest) {
    leaves.remove(field);
    leaves.put(field + SaltedText.SUFFIX, HexFormat.of().formatHex(digest));
  }

  /** The head after it: SHA-256 of the head before, and of the digests. */
  public byte[] after(byte[] head) {
    MessageDigest sha = CanonicalRecord.sha256();
    sha.update(head);
    digests.values().forEach(sha::update);
    return sha.digest();
  }

  /** The head that an account's chain begins with. */
  public static byte[] genesis(String record) {
    return genesis(RowLeaves.of(record));
  }

  public static byte[] genesis(NavigableMap<String, String> record) {
    MessageDigest sha = CanonicalRecord.sha256();
    sha.update(new byte[HASH_BYTES]);
    return sha.digest(CanonicalRecord.digest("genesis", record));
  }
}
