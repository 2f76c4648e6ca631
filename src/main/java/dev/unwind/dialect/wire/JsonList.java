// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/**
 * A JSON array that is written piece by piece. Ten thousand results are megabytes: as a whole they
 * would be copied by the garbage collector, and sent by an event loop, while everybody else waits.
 */
public final class JsonList {
  private static final int PIECE = 65_536;

  private final Iterator<?> items;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream(PIECE + PIECE / 2);
  private final SequenceWriter writer;
  private boolean hasEnded;

  public JsonList(ObjectMapper json, List<?> items) {
    this.items = items.iterator();
    try {
      writer = json.writer().writeValuesAsArray(written);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the last piece has been made. */
  boolean hasEnded() {
    return hasEnded;
  }

  /** Makes the next piece. */
  byte[] next() {
    written.reset();
    try {
      while (items.hasNext() && written.size() < PIECE) {
        writer.write(items.next());
      }
      if (!items.hasNext()) {
        writer.close();
        hasEnded = true;
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return written.toByteArray();
  }
}
