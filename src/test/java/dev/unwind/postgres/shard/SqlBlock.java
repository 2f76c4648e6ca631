// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A query, or an arm of one, with the queries within it: as much of SQL as the rules of a
 * distributed ledger need. Words are in lower case; a query in parentheses is one word, {@code
 * (n)}, that names its place among the inner ones.
 */
final class SqlBlock {
  private static final Pattern WORDS =
      Pattern.compile(
          "--[^\\n]*|/\\*.*?\\*/|'(?:[^']|'')*'|\\$\\d+|[A-Za-z_][A-Za-z_0-9.]*|\\d+(?:\\.\\d+)?|::|<>|<=|>=|->>|->|\\|\\||\\S",
          Pattern.DOTALL);
  private static final Set<String> BEGINNINGS =
      Set.of("select", "insert", "update", "delete", "with", "values");
  private static final Set<String> WRITES = Set.of("insert", "update", "delete");
  private static final Set<String> COMBINED = Set.of("union", "intersect", "except");

  /** What the query does; a part of a {@code with} has its name. */
  private final String verb;

  private final List<String> words;
  private final List<SqlBlock> inner;
  private final @Nullable String part;
  private final boolean recursive;

  private SqlBlock(
      List<String> words, List<SqlBlock> inner, @Nullable String part, boolean recursive) {
    verb = words.isEmpty() ? "" : words.get(0);
    this.words = List.copyOf(words);
    this.inner = inner;
    this.part = part;
    this.recursive = recursive;
  }

  /** Whether a text begins as a statement does that reads or writes tables. */
  static boolean isStatement(String text) {
    List<String> words = words(text);
    if (words.isEmpty() || !BEGINNINGS.contains(words.get(0)) || words.get(0).equals("values")) {
      return false;
    }
    return switch (words.get(0)) {
      case "insert" -> words.size() > 2 && words.get(1).equals("into");
      case "delete" -> words.size() > 2 && words.get(1).equals("from");
      case "update" -> words.contains("set");
      default -> words.size() > 1 && words.contains("from");
    };
  }

  /** The arms of a statement: one, unless it is a union. */
  static List<SqlBlock> of(String text) {
    return arms(words(text), null, false);
  }

  String verb() {
    return verb;
  }

  /** The name of the part of a {@code with} that this is. */
  @Nullable String part() {
    return part;
  }

  /** Whether it stands in a {@code with recursive}. */
  boolean recursive() {
    return recursive;
  }

  List<String> words() {
    return words;
  }

  List<SqlBlock> inner() {
    return inner;
  }

  /** This one and all within. */
  List<SqlBlock> all() {
    List<SqlBlock> found = new ArrayList<>(List.of(this));
    inner.forEach(each -> found.addAll(each.all()));
    return found;
  }

  /** The tables that are read or written here, by the name that they have here. */
  Map<String, String> tables() {
    Map<String, String> found = new LinkedHashMap<>();
    int depth = 0;
    for (int at = 0; at < words.size() - 1; at++) {
      if (words.get(at).equals("(")) {
        depth++;
      } else if (words.get(at).equals(")")) {
        depth--;
      }
      // Within parentheses it is that of a function: extract (epoch from timeout).
      if (opens(at) && (depth == 0 || !words.get(at).equals("from"))) {
        item(at + 1, found);
      }
    }
    return found;
  }

  /** The name here of the table that is written. */
  Optional<String> written() {
    return WRITES.contains(verb) ? tables().keySet().stream().findFirst() : Optional.empty();
  }

  /** Whether a table may follow: also a comma within a {@code from}, outside of functions. */
  private boolean opens(int at) {
    String word = words.get(at);
    switch (word) {
      case "from":
        return at < 2 || !words.get(at - 1).equals("distinct");
      case "join", "into", "using":
        return true;
      case "update":
        return at == 0;
      case ",":
        return inFrom(at);
      default:
        return false;
    }
  }

  private boolean inFrom(int comma) {
    int depth = 0;
    for (int at = comma - 1; at >= 0; at--) {
      String word = words.get(at);
      if (word.equals(")")) {
        depth++;
      } else if (word.equals("(")) {
        depth--;
        if (depth < 0) {
          return false;
        }
      } else if (depth == 0) {
        if (word.equals("from") && (at == 0 || !words.get(at - 1).equals("distinct"))) {
          return true;
        }
        if (Set.of("where", "set", "select", "order", "group", "returning", "on", "values", "into")
            .contains(word)) {
          return word.equals("on") && inFrom(at);
        }
      }
    }
    return false;
  }

  private void item(int first, Map<String, String> found) {
    int at = first;
    while (at < words.size() && Set.of("lateral", "only", "(").contains(words.get(at))) {
      at++;
    }
    if (at >= words.size() || !words.get(at).matches("[a-z_][a-z_0-9.]*")) {
      return;
    }
    String table = words.get(at);
    boolean written = first > 0 && words.get(first - 1).equals("into");
    if (!written && word(at + 1).equals("(")) {
      return;
    }
    String next = word(at + 1).equals("as") ? word(at + 2) : word(at + 1);
    boolean named = next.matches("[a-z_][a-z_0-9]*") && !ShardText.AFTER.contains(next);
    found.put(named ? next : table.substring(table.lastIndexOf('.') + 1), table);
  }

  private String word(int at) {
    return at < words.size() ? words.get(at) : "";
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher found = WORDS.matcher(text);
    while (found.find()) {
      String word = found.group();
      if (!word.startsWith("--") && !word.startsWith("/*")) {
        words.add(word.startsWith("'") ? "'" : word.toLowerCase(Locale.ROOT));
      }
    }
    return words;
  }

  /** Splits a query at its unions, after the parts of its {@code with}. */
  private static List<SqlBlock> arms(List<String> words, @Nullable String part, boolean recursive) {
    List<SqlBlock> parts = new ArrayList<>();
    int at = 0;
    boolean recurs = recursive;
    if (!words.isEmpty() && words.get(0).equals("with")) {
      at = 1;
      if (words.get(at).equals("recursive")) {
        recurs = true;
        at++;
      }
      while (at < words.size()) {
        String name = words.get(at);
        int open = words.subList(at, words.size()).indexOf("as") + at;
        if (open < at) {
          break;
        }
        open++;
        while (open < words.size() && !words.get(open).equals("(")) {
          open++;
        }
        int end = closing(words, open);
        parts.addAll(arms(words.subList(Math.min(open + 1, end), end), name, recurs));
        at = end + 1;
        if (at >= words.size() || !words.get(at).equals(",")) {
          break;
        }
        at++;
      }
    }
    List<SqlBlock> arms = new ArrayList<>();
    List<String> own = new ArrayList<>();
    List<SqlBlock> inner = new ArrayList<>(parts);
    while (at < words.size()) {
      String word = words.get(at);
      if (word.equals("(") && at + 1 < words.size() && begins(words, at + 1)) {
        int end = closing(words, at);
        List<SqlBlock> within = arms(words.subList(at + 1, end), null, false);
        inner.addAll(within);
        own.add("(" + (inner.size() - 1) + ")");
        at = end + 1;
        continue;
      }
      if (COMBINED.contains(word) && !own.isEmpty()) {
        arms.add(new SqlBlock(own, inner, part, recurs));
        own = new ArrayList<>();
        inner = new ArrayList<>();
        at++;
        if (at < words.size() && Set.of("all", "distinct").contains(words.get(at))) {
          at++;
        }
        continue;
      }
      own.add(word);
      at++;
    }
    if (!own.isEmpty() || !inner.isEmpty()) {
      arms.add(new SqlBlock(own, inner, part, recurs));
    }
    return arms;
  }

  private static boolean begins(List<String> words, int at) {
    int first = at;
    while (first < words.size() && words.get(first).equals("(")) {
      first++;
    }
    return first < words.size() && BEGINNINGS.contains(words.get(first));
  }

  /** Where the parenthesis ends that opens at a place; the end of all where it does not. */
  private static int closing(List<String> words, int open) {
    int depth = 0;
    for (int at = open; at < words.size(); at++) {
      if (words.get(at).equals("(")) {
        depth++;
      } else if (words.get(at).equals(")")) {
        depth--;
        if (depth == 0) {
          return at;
        }
      }
    }
    return words.size();
  }
}
