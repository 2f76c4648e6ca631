// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import dev.unwind.persistence.proof.LoggedRow.Part;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The first bytes of each digest between two heads. A head tells that something is another; these
 * tell what. They are in each close's share of what is written ahead, so they are short: for each
 * row a byte with how much further its number is (three bits) and which parts it has (five), and
 * two bytes of the digest of each. Rows follow one another; where one is further away than seven,
 * the three bits are zero and eight bytes follow.
 */
public final class Marks {
  private static final int BYTES = 2;
  private static final int PARTS = 5;
  private static final int NEAR = 7;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long last;

  Marks(long after) {
    last = after;
  }

  void add(Link link) {
    long further = link.seq() - last;
    boolean near = further >= 1 && further <= NEAR;
    int parts = link.digests().keySet().stream().mapToInt(Part::bit).sum();
    out.write((near ? (int) further << PARTS : 0) | parts);
    if (!near) {
      out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(further).array());
    }
    link.digests().values().forEach(digest -> out.write(digest, 0, BYTES));
    last = link.seq();
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /** The marks of each row, by its number; empty if they are none. */
  public static Optional<TreeMap<Long, Map<Part, byte[]>>> read(byte[] marks, long after) {
    TreeMap<Long, Map<Part, byte[]>> rows = new TreeMap<>();
    ByteBuffer in = ByteBuffer.wrap(marks);
    long seq = after;
    try {
      while (in.hasRemaining()) {
        int head = in.get() & 0xff;
        seq += head >>> PARTS == 0 ? in.getLong() : head >>> PARTS;
        int parts = head & (1 << PARTS) - 1;
        Map<Part, byte[]> digests = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
          if ((parts & part.bit()) != 0) {
            byte[] digest = new byte[BYTES];
            in.get(digest);
            digests.put(part, digest);
          }
        }
        rows.put(seq, digests);
      }
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
    return Optional.of(rows);
  }

  /** Whether these are the first bytes of that digest. */
  public static boolean fit(byte[] mark, byte[] digest) {
    return Arrays.equals(mark, 0, BYTES, digest, 0, BYTES);
  }
}
