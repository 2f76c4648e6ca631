// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which programs are measured, and what of them.
 *
 * @param ours instead of the one that is packaged here
 * @param other that ours is compared with, in turns
 * @param metrics all when empty
 */
record Programs(@Nullable Path ours, @Nullable Path other, List<String> metrics) {
  private static final Set<String> OPTIONS = Set.of("--binary", "--against");

  /**
   * Reads {@code [--binary FILE] [--against FILE] [METRIC...]}; {@code bench/run} has built the
   * revision that it is given.
   */
  static Programs of(List<String> arguments) {
    Path ours = null;
    Path other = null;
    List<String> metrics = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!OPTIONS.contains(argument)) {
        metrics.add(argument);
      } else if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(argument + " of what?");
      } else if (argument.equals("--binary")) {
        ours = Path.of(arguments.get(++i));
      } else {
        other = Path.of(arguments.get(++i));
      }
    }
    return new Programs(ours, other, List.copyOf(metrics));
  }
}
