// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which rules a statement breaks, by its text alone. As the router of Citus does it asks of each
 * query by itself, also of one within another, that every table of accounts in it is bound to a
 * parameter: directly, or over equations between tables of that query.
 */
final class ShardRules {
  private static final Set<String> LOCK_STRENGTHS = Set.of("update", "share", "no", "key");
  private static final Set<String> ENDS =
      Set.of("order", "group", "limit", "returning", "offset", "having", "window", "fetch");

  private final Set<String> parts = new HashSet<>();
  private final Set<String> broken = new TreeSet<>();

  private ShardRules() {}

  /** Each as {@code RULE table,table}, in order. */
  static Set<String> broken(String statement) {
    ShardRules rules = new ShardRules();
    List<SqlBlock> arms = SqlBlock.of(statement);
    List<SqlBlock> all = arms.stream().flatMap(each -> each.all().stream()).toList();
    all.forEach(
        each -> {
          if (each.part() != null) {
            rules.parts.add(each.part());
          }
        });
    Map<ShardRule, Set<String>> found = new LinkedHashMap<>();
    all.forEach(each -> rules.judge(each, found));
    Set<String> placed = rules.placed(all, Placement.DISTRIBUTED);
    Set<String> alone = rules.placed(all, Placement.LOCAL);
    if (!placed.isEmpty() && !alone.isEmpty()) {
      found.put(ShardRule.BESIDE_A_LOCAL_TABLE, alone);
    }
    if (placed.isEmpty() && rules.placed(all, Placement.REFERENCE).isEmpty()) {
      // The coordinator has all of it: a statement like any other.
      found.remove(ShardRule.WRITES_IN_A_PART);
    }
    found.forEach((rule, tables) -> rules.broken.add(rule + " " + String.join(",", tables)));
    return rules.broken;
  }

  private void judge(SqlBlock block, Map<ShardRule, Set<String>> found) {
    Map<String, String> tenants = tenants(block);
    Set<String> unbound =
        tenants.entrySet().stream()
            .filter(each -> !bound(block).contains(each.getKey()))
            .map(Map.Entry::getValue)
            .collect(Collectors.toCollection(TreeSet::new));
    note(found, ShardRule.UNBOUND, unbound);
    if (block.recursive()) {
      note(found, ShardRule.RECURSIVE_WITHOUT_KEY, unbound);
    }
    Optional<String> written = block.written();
    if (block.part() != null && written.isPresent()) {
      note(found, ShardRule.WRITES_IN_A_PART, Set.of(block.tables().get(written.get())));
    }
    if (locks(block)) {
      note(found, ShardRule.LOCKS_ACROSS, unbound);
    }
    if (block.verb().equals("insert")
        && (!block.words().contains("values")
            || block.inner().stream().anyMatch(each -> each.part() == null))) {
      written
          .filter(tenants::containsKey)
          .ifPresent(each -> note(found, ShardRule.INSERTS_A_QUERY, Set.of(tenants.get(each))));
    }
    Map<String, String> tables = block.tables();
    if (tenants.isEmpty()
        && !tables.isEmpty()
        && tables.values().stream().allMatch(each -> Placements.of(each).isPresent())) {
      Set<String> asked = new TreeSet<>();
      block.inner().stream()
          .filter(each -> each.part() == null)
          .flatMap(each -> each.all().stream())
          .filter(each -> names(each, tables.keySet()))
          .forEach(each -> asked.addAll(tenants(each).values()));
      note(found, ShardRule.CORRELATED_ON_REFERENCE, asked);
    }
  }

  private static void note(Map<ShardRule, Set<String>> found, ShardRule rule, Set<String> tables) {
    if (!tables.isEmpty()) {
      found.computeIfAbsent(rule, ignored -> new TreeSet<>()).addAll(tables);
    }
  }

  private Map<String, String> tenants(SqlBlock block) {
    Map<String, String> found = new LinkedHashMap<>();
    block
        .tables()
        .forEach(
            (alias, table) -> {
              if (!parts.contains(table)
                  && Placements.of(table).filter(Placement.DISTRIBUTED::equals).isPresent()) {
                found.put(alias, table);
              }
            });
    return found;
  }

  private Set<String> placed(List<SqlBlock> blocks, Placement placement) {
    return blocks.stream()
        .flatMap(each -> each.tables().values().stream())
        .filter(each -> !parts.contains(each))
        .filter(each -> Placements.of(each).filter(placement::equals).isPresent())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether rows of this query are locked: at its end, not in words of an {@code update}. */
  private static boolean locks(SqlBlock block) {
    List<String> words = block.words();
    for (int at = 0; at < words.size() - 1; at++) {
      if (words.get(at).equals("for") && LOCK_STRENGTHS.contains(words.get(at + 1))) {
        return true;
      }
    }
    return false;
  }

  private static boolean names(SqlBlock block, Set<String> aliases) {
    return block.words().stream()
        .anyMatch(
            each -> each.contains(".") && aliases.contains(each.substring(0, each.indexOf('.'))));
  }

  /** The names of the tables whose account is given. */
  private static Set<String> bound(SqlBlock block) {
    Map<String, String> tables = block.tables();
    List<Set<String>> equations = new ArrayList<>();
    conjuncts(block.words()).forEach(each -> equation(each, tables, equations));
    Set<String> bound = new LinkedHashSet<>();
    bound.add("$");
    if (block.verb().equals("insert") && namesTheAccount(block)) {
      block.written().ifPresent(bound::add);
    }
    boolean grows = true;
    while (grows) {
      grows = false;
      for (Set<String> each : equations) {
        if (each.stream().anyMatch(bound::contains)) {
          grows |= bound.addAll(each);
        }
      }
    }
    return bound;
  }

  /** Whether what is inserted names the account where its column stands. */
  private static boolean namesTheAccount(SqlBlock block) {
    List<String> words = block.words();
    int open = words.indexOf("(");
    if (open < 0) {
      return false;
    }
    List<String> columns = new ArrayList<>(words.subList(open + 1, words.indexOf(")")));
    columns.removeIf(","::equals);
    int place = columns.indexOf(TablePlacement.KEY);
    int values = words.indexOf("values");
    int from = values >= 0 ? values + 2 : words.indexOf("select") + 1;
    if (place < 0 || from <= 0) {
      return false;
    }
    int depth = 0;
    int column = 0;
    for (int at = from; at < words.size(); at++) {
      String word = words.get(at);
      if (column == place && depth == 0) {
        return word.matches("\\$\\d+|\\?");
      }
      if (word.equals("(")) {
        depth++;
      } else if (word.equals(")")) {
        depth--;
      } else if (word.equals(",") && depth == 0) {
        column++;
      }
    }
    return false;
  }

  /** What must all be true of a row: the conditions of a query that no {@code or} weakens. */
  private static List<List<String>> conjuncts(List<String> words) {
    List<List<String>> found = new ArrayList<>();
    int depth = 0;
    List<String> current = null;
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      if (word.equals("(")) {
        depth++;
      } else if (word.equals(")")) {
        depth--;
      }
      boolean top = depth == 0;
      if (top && (word.equals("where") || word.equals("on") || word.equals("using"))) {
        add(current, found);
        current = new ArrayList<>();
        if (word.equals("using")) {
          current.add(word);
        }
        continue;
      }
      if (top && current != null) {
        if (word.equals("and")) {
          add(current, found);
          current = new ArrayList<>();
          continue;
        }
        if (ENDS.contains(word)
            || Set.of("join", "left", "cross", "inner", "from").contains(word)
            || word.equals("for")) {
          add(current, found);
          current = null;
          continue;
        }
      }
      if (current != null) {
        current.add(word);
      }
    }
    add(current, found);
    return found;
  }

  private static void add(@Nullable List<String> words, List<List<String>> found) {
    if (words == null || words.isEmpty() || topLevel(words, "or")) {
      return;
    }
    if (words.get(0).equals("(") && words.lastIndexOf(")") == words.size() - 1) {
      List<String> opened = new ArrayList<>();
      opened.add("where");
      opened.addAll(words.subList(1, words.size() - 1));
      if (topLevel(opened, "and")) {
        found.addAll(conjuncts(opened));
        return;
      }
    }
    found.add(words);
  }

  private static boolean topLevel(List<String> words, String wanted) {
    int depth = 0;
    for (String word : words) {
      if (word.equals("(")) {
        depth++;
      } else if (word.equals(")")) {
        depth--;
      } else if (depth == 0 && word.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static void equation(
      List<String> conjunct, Map<String, String> tables, List<Set<String>> equations) {
    if (conjunct.get(0).equals("using") && conjunct.contains(TablePlacement.KEY)) {
      equations.add(new LinkedHashSet<>(tables.keySet()));
      return;
    }
    int equals = conjunct.indexOf("=");
    if (equals < 0 || equals != conjunct.lastIndexOf("=")) {
      return;
    }
    List<String> left = side(conjunct.subList(0, equals));
    List<String> right = side(conjunct.subList(equals + 1, conjunct.size()));
    if (left.size() != right.size()) {
      return;
    }
    for (int at = 0; at < left.size(); at++) {
      String one = node(left.get(at), tables);
      String other = node(right.get(at), tables);
      if (!one.isEmpty() && !other.isEmpty()) {
        equations.add(Set.of(one, one.equals(other) ? "" : other));
      }
    }
  }

  /** The columns or values of a side, without what they are cast to; none where it is neither. */
  private static List<String> side(List<String> words) {
    List<String> plain = new ArrayList<>();
    for (int at = 0; at < words.size(); at++) {
      if (words.get(at).equals("::")) {
        at++;
      } else if (!Set.of("(", ")", ",", "row").contains(words.get(at))) {
        plain.add(words.get(at));
      }
    }
    boolean named =
        plain.stream().allMatch(each -> each.matches("[a-z_][a-z_0-9.]*|\\$\\d+|\\?|\\d+|'"));
    boolean called = words.indexOf("(") > 0;
    return named && !called ? plain : List.of();
  }

  /**
   * What an equation is about: an account's table, {@code $} where its value is given, or nothing.
   */
  private static String node(String word, Map<String, String> tables) {
    if (word.matches("\\$\\d+|\\?|\\d+")) {
      return "$";
    }
    if (word.equals(TablePlacement.KEY)) {
      return tables.size() == 1 ? tables.keySet().iterator().next() : "";
    }
    if (word.endsWith("." + TablePlacement.KEY)) {
      String alias = word.substring(0, word.indexOf('.'));
      return tables.containsKey(alias) ? alias : "";
    }
    return "";
  }
}
