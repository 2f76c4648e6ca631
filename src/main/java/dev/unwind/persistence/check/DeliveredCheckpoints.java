// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.check;

import dev.unwind.application.proof.ChainHead;
import dev.unwind.application.proof.Checkpoint;
import dev.unwind.persistence.check.LedgerCheck.Violation;
import dev.unwind.persistence.proof.CheckpointJson;
import dev.unwind.persistence.proof.CheckpointJson.Delivered;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints that were delivered, read from files, and looked at by themselves: what they say of
 * the ledger counts only if nobody has changed them. Of each account the last head is kept.
 */
public final class DeliveredCheckpoints {
  static final String INVARIANT = "checkpoints are what was delivered";

  /**
   * The last head of an account that was delivered.
   *
   * @param number of the checkpoint
   */
  record Head(long number, long seq, byte[] hash) {}

  /** A checkpoint without its heads. */
  private record Known(byte[] hash, byte[] previous) {}

  private final @Nullable PublicKey key;
  private final List<Violation> found = new ArrayList<>();
  private final TreeMap<Long, Known> checkpoints = new TreeMap<>();
  private final Map<Long, Head> heads = new HashMap<>();
  private @Nullable UUID ledger;
  private long signed;
  private long damaged;

  private DeliveredCheckpoints(@Nullable PublicKey key) {
    this.key = key;
  }

  /** None. */
  public static DeliveredCheckpoints none() {
    return new DeliveredCheckpoints(null);
  }

  /**
   * Reads files of lines.
   *
   * @param key whose signature each must bear; null where signatures are not looked at
   */
  public static DeliveredCheckpoints read(List<Path> files, @Nullable PublicKey key)
      throws IOException {
    DeliveredCheckpoints delivered = new DeliveredCheckpoints(key);
    for (Path file : files) {
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (!line.isBlank()) {
            delivered.add(line);
          }
        }
      }
    }
    delivered.requireOrder();
    return delivered;
  }

  /**
   * A line may have been cut when the machine failed; then the checkpoint comes once more. One that
   * does not is missed by its number.
   */
  private void add(String line) {
    try {
      add(CheckpointJson.read(line));
    } catch (IllegalArgumentException e) {
      damaged++;
    }
  }

  private void add(Delivered delivered) {
    Checkpoint checkpoint = delivered.checkpoint();
    byte[] hash = checkpoint.hash();
    if (!Arrays.equals(hash, delivered.hash())) {
      tell("number=%d was changed where it is kept".formatted(checkpoint.number()));
      return;
    }
    if (ledger != null && !ledger.equals(checkpoint.ledger())) {
      tell("number=%d is of another ledger than those before".formatted(checkpoint.number()));
      return;
    }
    ledger = checkpoint.ledger();
    requireSignature(checkpoint, hash);
    Known before = checkpoints.put(checkpoint.number(), new Known(hash, checkpoint.previous()));
    if (before != null && !Arrays.equals(before.hash(), hash)) {
      tell("number=%d was delivered twice, and they differ".formatted(checkpoint.number()));
    }
    for (ChainHead head : checkpoint.heads()) {
      Head last = heads.get(head.account().value());
      if (last == null || last.number() <= checkpoint.number()) {
        heads.put(head.account().value(), new Head(checkpoint.number(), head.seq(), head.hash()));
      }
    }
  }

  private void requireSignature(Checkpoint checkpoint, byte[] hash) {
    Checkpoint.Signed by = checkpoint.signed();
    if (by != null) {
      signed++;
    }
    if (key != null && (by == null || !isSignedBy(key, hash, by.signature()))) {
      tell("number=%d is not signed by that key".formatted(checkpoint.number()));
    }
  }

  static boolean isSignedBy(PublicKey key, byte[] hash, byte[] signed) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(hash);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private void requireOrder() {
    Map.Entry<Long, Known> before = null;
    for (Map.Entry<Long, Known> each : checkpoints.entrySet()) {
      if (before != null) {
        if (before.getKey() + 1 != each.getKey()) {
          tell(
              "numbers %d to %d are missing where they are kept"
                  .formatted(before.getKey() + 1, each.getKey() - 1));
        } else if (!Arrays.equals(before.getValue().hash(), each.getValue().previous())) {
          tell("number=%d does not follow the one before".formatted(each.getKey()));
        }
      }
      before = each;
    }
  }

  private void tell(String what) {
    if (found.size() < ChainCheck.LINES_MAX) {
      found.add(new Violation(INVARIANT, what));
    }
  }

  List<Violation> violations() {
    return found;
  }

  boolean isEmpty() {
    return checkpoints.isEmpty();
  }

  /** How many there are. */
  public int count() {
    return checkpoints.size();
  }

  /** How many of them bear a signature. */
  public long signed() {
    return signed;
  }

  /** How many lines are no checkpoint. */
  public long damaged() {
    return damaged;
  }

  /** The ledger that they are of; null where there is none. */
  @Nullable UUID ledger() {
    return ledger;
  }

  byte @Nullable [] hash(long number) {
    Known known = checkpoints.get(number);
    return known == null ? null : known.hash();
  }

  /** Numbers of all. */
  Iterable<Long> numbers() {
    return checkpoints.keySet();
  }

  @Nullable Head head(long account) {
    return heads.get(account);
  }

  /** Accounts that they name. */
  Iterable<Map.Entry<Long, Head>> accounts() {
    return heads.entrySet();
  }
}
