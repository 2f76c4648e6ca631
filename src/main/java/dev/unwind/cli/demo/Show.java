// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the demo shows, by the word that asks for it. */
public enum Show {
  /** The sample book, closed through each dialect. */
  DIALECTS,
  /** An account that another server is the broker of. */
  VENUE,
  /** Nothing: the other server of {@link #VENUE}. It ends with whoever has started it. */
  BROKER;

  /** The word on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a word. */
  public static final class Reader implements ITypeConverter<Show> {
    @Override
    public Show convert(String word) {
      return Arrays.stream(values())
          .filter(show -> show.word().equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "expected one of "
                          + String.join(", ", new Words())
                          + " but was '"
                          + word
                          + "'"));
    }
  }

  /** All that there are. */
  public static final class Words implements Iterable<String> {
    private static final List<String> ALL = Arrays.stream(values()).map(Show::word).toList();

    @Override
    public Iterator<String> iterator() {
      return ALL.iterator();
    }
  }
}
