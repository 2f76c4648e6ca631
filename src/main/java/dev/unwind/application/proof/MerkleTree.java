// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import java.security.MessageDigest;
import java.util.List;

/** The root of a tree over digests, as RFC 6962 has it. */
final class MerkleTree {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private MerkleTree() {}

  static byte[] root(List<byte[]> digests) {
    if (digests.isEmpty()) {
      return CanonicalRecord.sha256().digest();
    }
    if (digests.size() == 1) {
      MessageDigest sha = CanonicalRecord.sha256();
      sha.update(LEAF);
      return sha.digest(digests.get(0));
    }
    // The largest power of two below the size.
    int left = Integer.highestOneBit(digests.size() - 1);
    MessageDigest sha = CanonicalRecord.sha256();
    sha.update(NODE);
    sha.update(root(digests.subList(0, left)));
    return sha.digest(root(digests.subList(left, digests.size())));
  }
}
