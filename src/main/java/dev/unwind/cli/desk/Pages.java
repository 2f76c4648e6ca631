// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.cli.client.Api;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lists of the API read to their end, a page at a time. */
final class Pages {
  private static final int ROWS = 1_000;

  private Pages() {}

  /**
   * A list whose pages say where the next begins.
   *
   * @param rows takes a row, and says whether to go on
   */
  static void byCursor(
      Api api,
      String path,
      String member,
      Map<String, @Nullable String> query,
      @Nullable Long after,
      Predicate<JsonNode> rows) {
    Map<String, @Nullable String> asked = new HashMap<>(query);
    asked.putIfAbsent("limit", String.valueOf(ROWS));
    asked.put("after", after == null ? null : after.toString());
    while (true) {
      JsonNode page = api.get(path, asked);
      for (JsonNode row : page.path(member)) {
        if (!rows.test(row)) {
          return;
        }
      }
      String next = page.path("next").asText("");
      if (next.isEmpty() || page.path(member).isEmpty() || next.equals(asked.get("after"))) {
        return;
      }
      asked.put("after", next);
    }
  }

  /** A list whose pages are counted. */
  static void byOffset(
      Api api,
      String path,
      String member,
      Map<String, @Nullable String> query,
      Predicate<JsonNode> rows) {
    Map<String, @Nullable String> asked = new HashMap<>(query);
    asked.put("limit", String.valueOf(ROWS));
    int offset = 0;
    while (true) {
      asked.put("offset", String.valueOf(offset));
      JsonNode page = api.get(path, asked);
      for (JsonNode row : page.path(member)) {
        if (!rows.test(row)) {
          return;
        }
      }
      if (page.path(member).size() < ROWS) {
        return;
      }
      offset += ROWS;
    }
  }

  /** Names of the accounts that the caller has. */
  static List<String> accounts(Api api) {
    List<String> names = new ArrayList<>();
    byOffset(api, "/accounts", "accounts", Map.of(), row -> names.add(row.path("name").asText()));
    return names;
  }

  /** The accounts named, or the only one that the caller has. */
  static List<String> accounts(Api api, List<String> named, boolean all) {
    if (all && !named.isEmpty()) {
      throw DeskCommand.usage("--all goes without names of accounts");
    }
    if (!named.isEmpty()) {
      return named.stream().distinct().toList();
    }
    List<String> granted = accounts(api);
    if (!all && granted.size() != 1) {
      throw DeskCommand.usage(
          granted.isEmpty()
              ? "the credential opens no account"
              : "name an account, or give --all: there are " + granted.size());
    }
    return granted;
  }
}
