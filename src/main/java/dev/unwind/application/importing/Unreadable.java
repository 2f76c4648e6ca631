// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.importing;

import java.util.HashSet;
import java.util.Set;

/**
 * Names of entries that could not be read. What refers to them is not a mistake of its own, so that
 * the report shows causes and not their consequences.
 */
final class Unreadable {
  private final Set<String> accounts = new HashSet<>();
  private final Set<String> symbols = new HashSet<>();
  private final Set<String> labels = new HashSet<>();

  Set<String> accounts() {
    return accounts;
  }

  /** With their aliases. */
  Set<String> symbols() {
    return symbols;
  }

  /** Of orders. */
  Set<String> labels() {
    return labels;
  }
}
