// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** What is sent to a ledger in the place of its statements. */
public final class PlacedStatements {
  /** Of a ledger on one server: each is sent as it is. */
  public static final PlacedStatements ON_ONE_SERVER = new PlacedStatements(Map.of());

  private final Map<String, String> calls;

  private PlacedStatements(Map<String, String> calls) {
    this.calls = calls;
  }

  /** Of a ledger that is spread: these run beside the rows of their account. */
  public static PlacedStatements of(Collection<PlacedStatement> statements) {
    return new PlacedStatements(
        statements.stream()
            .distinct()
            .collect(Collectors.toMap(PlacedStatement::text, PlacedStatement::call)));
  }

  public boolean areSpread() {
    return !calls.isEmpty();
  }

  public String sent(String sql) {
    return calls.getOrDefault(sql, sql);
  }
}
