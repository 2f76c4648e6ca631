// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import dev.unwind.dialect.unwind.UnwindBodies;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a page over several accounts begins.
 *
 * @param place null where all have had their turn but those that were away
 * @param away shards whose server has not answered, each with the place from which on it was passed
 *     over
 */
record UnwindEventCursor(@Nullable Place place, SortedMap<Long, Place> away) {
  /** In which of the accounts, and after which event. */
  record Place(long account, long seq) {
    static final Place START = new Place(0, 0);

    private static Place of(String text) {
      int colon = text.indexOf(':');
      return new Place(
          Long.parseLong(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
      return account + ":" + seq;
    }
  }

  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{1,18}:[0-9]{1,18}|end)(_[0-9]{1,18}@[0-9]{1,18}:[0-9]{1,18}){0,1000}");

  private static final String END = "end";

  UnwindEventCursor {
    away = Collections.unmodifiableSortedMap(new TreeMap<>(away));
  }

  static UnwindEventCursor of(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return new UnwindEventCursor(Place.START, new TreeMap<>());
    }
    if (!FORM.matcher(text).matches()) {
      throw UnwindBodies.malformed("cursor must be that of a page before");
    }
    String[] parts = text.split("_");
    SortedMap<Long, Place> away = new TreeMap<>();
    for (int each = 1; each < parts.length; each++) {
      int at = parts[each].indexOf('@');
      away.put(
          Long.parseLong(parts[each].substring(0, at)), Place.of(parts[each].substring(at + 1)));
    }
    return new UnwindEventCursor(parts[0].equals(END) ? null : Place.of(parts[0]), away);
  }

  @Override
  public String toString() {
    return (place == null ? END : place)
        + away.entrySet().stream().map(UnwindEventCursor::text).collect(Collectors.joining());
  }

  private static String text(Map.Entry<Long, Place> away) {
    return "_" + away.getKey() + "@" + away.getValue();
  }
}
