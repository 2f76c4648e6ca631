// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.book;

import java.util.HashSet;
import java.util.Set;

/**
 * Names of entries that could not be read. What refers to them is not a mistake of its own, so that
 * the report shows causes and not their consequences.
 */
public final class Unreadable {
  private final Set<String> accounts = new HashSet<>();
  private final Set<String> symbols = new HashSet<>();
  private final Set<String> labels = new HashSet<>();

  public Set<String> accounts() {
    return accounts;
  }

  /** With their aliases. */
  public Set<String> symbols() {
    return symbols;
  }

  /** Of orders. */
  public Set<String> labels() {
    return labels;
  }
}
