// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at.
 *
 * @param found what is there
 * @param advice what to do about it; null where nothing has to be done
 */
public record Finding(String subject, Grade grade, String found, @Nullable String advice) {
  /** What it means. */
  public enum Grade {
    GOOD,
    /** Serves, but not as it should. */
    WARNING,
    /** Would prevent serving. */
    FAULT
  }

  public static Finding good(String subject, String found) {
    return new Finding(subject, Grade.GOOD, found, null);
  }

  public static Finding warning(String subject, String found, String advice) {
    return new Finding(subject, Grade.WARNING, found, advice);
  }

  public static Finding fault(String subject, String found, String advice) {
    return new Finding(subject, Grade.FAULT, found, advice);
  }
}
