// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.book;

/**
 * One thing wrong with a document.
 *
 * @param path where, {@code positions[3].qty} or {@code line 4, qty}; empty for the document as a
 *     whole
 * @param message what, in words for whoever wrote the document
 */
public record ImportMistake(String path, String message) {
  @Override
  public String toString() {
    return path.isEmpty() ? message : path + ": " + message;
  }
}
