// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.book;

import org.jspecify.annotations.Nullable;

/** Port: reads JSON into plain Java values. */
public interface JsonText {
  /**
   * Reads one JSON value: {@code Map}s in the order of the text, {@code List}s, {@code String}s,
   * {@code Boolean}s, exact {@code BigDecimal}s and null.
   *
   * @throws ImportRefusedException when it is not JSON, or a key stands twice in one object
   */
  @Nullable Object read(byte[] text);
}
