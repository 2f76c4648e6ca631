// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.book;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a document, so that all of it can be told at once. */
public final class Mistakes {
  private static final int TOLD_MAX = 1000;

  private final List<ImportMistake> told = new ArrayList<>();
  private int untold;

  public void add(String path, String message) {
    if (told.size() < TOLD_MAX) {
      told.add(new ImportMistake(path, message));
    } else {
      untold++;
    }
  }

  /** A value as messages show it. */
  public static String quoted(String value) {
    return "\"" + value + "\"";
  }

  public int count() {
    return told.size() + untold;
  }

  public boolean isEmpty() {
    return told.isEmpty();
  }

  /** Refuses the document if anything was wrong. */
  public void refuseIfAny() {
    if (told.isEmpty()) {
      return;
    }
    if (untold > 0) {
      told.add(new ImportMistake("", "and " + untold + " more"));
    }
    throw new ImportRefusedException(told);
  }
}
