// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

import java.util.regex.Pattern;

/** The name of a place where orders are executed, as configured; it stands in fills for ever. */
public record VenueName(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /** The market that is built in, and to which accounts belong that name no other. */
  public static final VenueName SIMULATOR = new VenueName("simulator");

  public VenueName {
    if (!isName(value)) {
      throw new IllegalArgumentException("not a venue's name: " + value);
    }
  }

  /** Lower-case letters, digits and hyphens, at most 32. */
  public static boolean isName(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
