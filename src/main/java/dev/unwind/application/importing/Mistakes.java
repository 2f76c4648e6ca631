// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.importing;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a document, so that all of it can be told at once. */
final class Mistakes {
  private static final int TOLD_MAX = 1000;

  private final List<ImportMistake> told = new ArrayList<>();
  private int untold;

  void add(String path, String message) {
    if (told.size() < TOLD_MAX) {
      told.add(new ImportMistake(path, message));
    } else {
      untold++;
    }
  }

  /** A value as messages show it. */
  static String quoted(String value) {
    return "\"" + value + "\"";
  }

  int count() {
    return told.size() + untold;
  }

  boolean isEmpty() {
    return told.isEmpty();
  }

  /** Refuses the document if anything was wrong. */
  void refuseIfAny() {
    if (told.isEmpty()) {
      return;
    }
    if (untold > 0) {
      told.add(new ImportMistake("", "and " + untold + " more"));
    }
    throw new ImportRefusedException(told);
  }
}
