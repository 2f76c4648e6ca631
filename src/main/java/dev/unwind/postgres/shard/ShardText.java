// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement as it is on one shard: in the place of each table stands the shard's, under the name
 * that the table has in the statement.
 */
final class ShardText {
  private static final Pattern WORDS =
      Pattern.compile(
          "--[^\\n"
              + "]*|/\\*.*?\\*/|'(?:[^']|'')*'|\\$\\d+|[A-Za-z_][A-Za-z_0-9.]*|\\d+(?:\\.\\d+)?|\\S",
          Pattern.DOTALL);

  private static final Set<String> BEFORE = Set.of("from", "join", "into", "update", "only");

  /** What follows a table that has no other name. */
  static final Set<String> AFTER =
      Set.of(
          "where",
          "on",
          "join",
          "left",
          "right",
          "full",
          "cross",
          "inner",
          "order",
          "group",
          "limit",
          "for",
          "set",
          "using",
          "union",
          "returning",
          "select",
          "values",
          "offset",
          "natural",
          "having",
          "except",
          "intersect",
          "default",
          "fetch",
          "window",
          "tablesample");

  private record Word(String text, int start, int end) {}

  private ShardText() {}

  /**
   * @param shards by the table's name, as statements have it
   */
  static String of(String statement, Map<String, String> shards) {
    List<Word> words = words(statement);
    StringBuilder made = new StringBuilder();
    int copied = 0;
    for (int at = 0; at < words.size(); at++) {
      String shard = shards.get(words.get(at).text());
      if (shard == null || !isTable(words, at)) {
        continue;
      }
      Word table = words.get(at);
      made.append(statement, copied, table.start()).append(shard);
      if (!isNamed(words, at)) {
        made.append(" as ").append(table.text().substring(table.text().lastIndexOf('.') + 1));
      }
      copied = table.end();
    }
    return made.append(statement.substring(copied)).toString();
  }

  private static boolean isTable(List<Word> words, int at) {
    String before = word(words, at - 1);
    if (before.equals("from")) {
      return !word(words, at - 2).equals("distinct");
    }
    return BEFORE.contains(before) || before.equals(",") && isNamed(words, at);
  }

  private static boolean isNamed(List<Word> words, int at) {
    String next = word(words, at + 1);
    return next.matches("[a-z_][a-z_0-9]*") && !AFTER.contains(next);
  }

  private static String word(List<Word> words, int at) {
    return at >= 0 && at < words.size() ? words.get(at).text() : "";
  }

  private static List<Word> words(String statement) {
    List<Word> words = new ArrayList<>();
    Matcher found = WORDS.matcher(statement);
    while (found.find()) {
      String text = found.group().toLowerCase(Locale.ROOT);
      if (!text.startsWith("--") && !text.startsWith("/*")) {
        words.add(new Word(text, found.start(), found.end()));
      }
    }
    return words;
  }
}
