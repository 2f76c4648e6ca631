// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement in which all that is of an account's rows says so by itself. Citus follows no
 * equation out of a subquery: so what is equal to a row of the account is made equal to the
 * account.
 */
final class BoundText {
  private static final Pattern BOUND =
      Pattern.compile("\\b([a-z_][a-z_0-9]*)\\.account_id = (\\$\\d+)\\b");

  private BoundText() {}

  /**
   * @param statement one in which each name stands for rows of one account wherever it is used
   */
  static String of(String statement) {
    String text = statement;
    Map<String, String> accounts = new HashMap<>();
    Deque<String> due = new ArrayDeque<>();
    note(text, accounts, due);
    while (!due.isEmpty()) {
      String name = due.remove();
      text =
          text.replaceAll(
              "\\.account_id = " + name + "\\.account_id\\b",
              Matcher.quoteReplacement(".account_id = " + accounts.get(name)));
      note(text, accounts, due);
    }
    return text;
  }

  private static void note(String text, Map<String, String> accounts, Deque<String> due) {
    Matcher found = BOUND.matcher(text);
    while (found.find()) {
      if (accounts.putIfAbsent(found.group(1), found.group(2)) == null) {
        due.add(found.group(1));
      }
    }
  }
}
