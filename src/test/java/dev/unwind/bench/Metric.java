// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.util.Set;

/** Something that {@code bench/run} measures. A new one is listed in {@link SpeedReport}. */
interface Metric {
  /** The names of the lines that it prints. */
  Set<String> names();

  /** How many instruments it needs. */
  default int instruments() {
    return 10_000;
  }

  /** How many accounts it needs. */
  default int accounts() {
    return 72;
  }

  /** Whether its clients sign in with passwords. */
  default boolean signsIn() {
    return false;
  }

  /** Measures on databases of its own, and prints with {@link Figures}. */
  void measure(Sides sides) throws Exception;
}
