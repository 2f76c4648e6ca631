// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import dev.unwind.postgres.shard.PlacedStatement.Way;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What is sent to a ledger in the place of its statements. */
public final class PlacedStatements {
  /** Of a ledger on one server: each is sent as it is. */
  public static final PlacedStatements ON_ONE_SERVER = new PlacedStatements(Map.of(), List.of());

  /** Of each there are few in use: their conditions are put together of parts. */
  private static final int KEPT_MAX = 1_000;

  private final Map<String, String> calls;
  private final List<String> beginnings;
  private final Map<String, String> bound = new ConcurrentHashMap<>();

  private PlacedStatements(Map<String, String> calls, List<String> beginnings) {
    this.calls = calls;
    this.beginnings = beginnings;
  }

  /** Of a ledger that is spread: these run beside the rows of their account. */
  public static PlacedStatements of(Collection<PlacedStatement> statements) {
    return new PlacedStatements(
        statements.stream()
            .distinct()
            .filter(each -> each.way() != Way.BEGINNING)
            .collect(Collectors.toMap(PlacedStatement::text, PlacedStatement::call)),
        statements.stream()
            .filter(each -> each.way() == Way.BEGINNING)
            .map(PlacedStatement::text)
            .toList());
  }

  public boolean areSpread() {
    return !calls.isEmpty();
  }

  public String sent(String sql) {
    String call = calls.get(sql);
    if (call != null || beginnings.stream().noneMatch(sql::startsWith)) {
      return call == null ? sql : call;
    }
    return bound.size() < KEPT_MAX ? bound.computeIfAbsent(sql, BoundText::of) : BoundText.of(sql);
  }
}
