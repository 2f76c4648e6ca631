// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.table;

/**
 * A row of a file that did not become a position.
 *
 * @param line where it stands
 * @param text what it begins with
 * @param kind what it is, in words behind "is"
 */
public record SkippedRow(int line, String text, String kind) {
  @Override
  public String toString() {
    return "line " + line + ": skipped \"" + text + "\", which is " + kind;
  }
}
