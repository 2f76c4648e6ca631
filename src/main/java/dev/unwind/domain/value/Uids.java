// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads ids that callers write. */
public final class Uids {
  /** RFC 9562, section 4; {@link UUID#fromString} also reads groups of other lengths. */
  private static final Pattern WRITTEN =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Uids() {}

  /** Empty where it is none. */
  public static Optional<UUID> read(@Nullable String text) {
    return text != null && WRITTEN.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }
}
