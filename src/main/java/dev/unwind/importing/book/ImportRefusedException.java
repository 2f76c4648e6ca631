// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.book;

import java.util.List;

/** A document is not imported; it tells every mistake at once, and nothing of it was loaded. */
public final class ImportRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ImportMistake> mistakes;

  public ImportRefusedException(List<ImportMistake> mistakes) {
    super(mistakes.size() + " mistakes, first " + mistakes.get(0), null, false, false);
    this.mistakes = List.copyOf(mistakes);
  }

  public ImportRefusedException(String path, String message) {
    this(List.of(new ImportMistake(path, message)));
  }

  /** In the order of the document; never empty. */
  public List<ImportMistake> mistakes() {
    return mistakes;
  }
}
