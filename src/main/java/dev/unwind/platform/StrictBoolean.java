// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import jakarta.annotation.Priority;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/** Reads switches. The library's own converter takes every word that it does not know for no. */
@Priority(1000)
public final class StrictBoolean implements Converter<Boolean> {
  private static final long serialVersionUID = 1L;
  private static final Set<String> YES = Set.of("true", "yes", "y", "on", "1");
  private static final Set<String> NO = Set.of("false", "no", "n", "off", "0");

  @Override
  public @Nullable Boolean convert(String value) {
    String word = value.strip().toLowerCase(Locale.ROOT);
    if (word.isEmpty()) {
      return null;
    }
    if (!YES.contains(word) && !NO.contains(word)) {
      throw new IllegalArgumentException("neither true nor false");
    }
    return YES.contains(word);
  }
}
