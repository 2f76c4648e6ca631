// SPDX-License-Identifier: Apache-2.0
package dev.unwind.secrets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds many secrets in many lines: by their beginnings, so that each line is read once. */
final class SecretSearch {
  private final Map<String, List<String>> byBeginning = new HashMap<>();

  SecretSearch(Collection<String> secrets) {
    for (String secret : secrets) {
      byBeginning.computeIfAbsent(beginning(secret, 0), key -> new ArrayList<>()).add(secret);
    }
  }

  private static String beginning(String text, int from) {
    return text.substring(from, from + UsedSecrets.CHARS_MIN);
  }

  /** The secrets that a line holds. */
  List<String> in(String line) {
    List<String> found = new ArrayList<>();
    for (int from = 0; from + UsedSecrets.CHARS_MIN <= line.length(); from++) {
      List<String> candidates = byBeginning.get(beginning(line, from));
      if (candidates != null) {
        int start = from;
        candidates.stream().filter(secret -> line.startsWith(secret, start)).forEach(found::add);
      }
    }
    return found;
  }

  /** The lines that hold one, each after it. */
  List<String> findings(Stream<String> lines) {
    return lines.flatMap(line -> in(line).stream().map(secret -> secret + " in: " + line)).toList();
  }
}
