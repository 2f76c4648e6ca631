// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All heads that had moved since the checkpoint before.
 *
 * @param ledger whose they are
 * @param number counted from one
 * @param at to the second
 * @param previous hash of the checkpoint before; zeros before the first
 * @param heads by account
 * @param signed null where there was no key
 */
public record Checkpoint(
    UUID ledger,
    long number,
    Instant at,
    byte[] previous,
    List<ChainHead> heads,
    @Nullable Signed signed) {

  /** A signature of the hash by a key with this id. */
  public record Signed(String keyId, byte[] signature) {}

  /** One digest for all heads. */
  public byte[] root() {
    return MerkleTree.root(heads.stream().map(ChainHead::digest).toList());
  }

  /** What is signed, and what the next one names. */
  public byte[] hash() {
    return hash(root(), heads.size());
  }

  /** The same where the root is known already. */
  public byte[] hash(byte[] root, int count) {
    HexFormat hex = HexFormat.of();
    NavigableMap<String, String> leaves = CanonicalRecord.leaves();
    leaves.put("ledger", ledger.toString());
    leaves.put("number", Long.toString(number));
    leaves.put("at", at.toString());
    leaves.put("previous", hex.formatHex(previous));
    leaves.put("heads", Integer.toString(count));
    leaves.put("root", hex.formatHex(root));
    return CanonicalRecord.digest("checkpoint", leaves);
  }

  public Checkpoint signed(@Nullable Signed by) {
    return new Checkpoint(ledger, number, at, previous, heads, by);
  }
}
