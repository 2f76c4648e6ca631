// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a connection is told before its first use. Each is an ordinary setting of the session, not a
 * parameter of the start-up message: connection poolers refuse those that they do not know.
 */
public final class SessionSettings {
  private final Map<String, String> values = new LinkedHashMap<>();

  private SessionSettings() {}

  /**
   * What the service's statements count on.
   *
   * <p>A plan that is kept may be from when its tables were small, and tables grow at once: so none
   * reads a table from end to end (decision 0011). Before PostgreSQL 18 the price of such a switch
   * is 1e10 on a plan's cost, which is above what makes the server compile the plan, at each run
   * (decision 0016): so nothing is compiled. Nor is anything sorted in steps: of an index that has
   * only an account in common with the order asked for, the planner takes that account for one step
   * among many, though it may hold most of the table.
   */
  public static SessionSettings standard() {
    return new SessionSettings()
        .with("enable_seqscan", "off")
        .with("enable_incremental_sort", "off")
        .with("jit", "off");
  }

  /** The same with a limit of time; zero leaves it to the server's own settings. */
  public SessionSettings limit(String parameter, Duration limit) {
    return limit.isZero() ? this : with(parameter, Long.toString(limit.toMillis()));
  }

  /**
   * The same on a ledger that is spread. What a transaction sets, its servers are told too; and
   * what is asked of several is asked of one after the other, for beside what runs at once Citus
   * forbids to write what all have, or only the coordinator.
   */
  SessionSettings spread() {
    // A call whose account is not known when it is planned would be run here, where no rows are.
    return with("plan_cache_mode", "force_custom_plan")
        .with("citus.propagate_set_commands", "local")
        .with("citus.multi_shard_modify_mode", "sequential");
  }

  private SessionSettings with(String parameter, String value) {
    SessionSettings all = new SessionSettings();
    all.values.putAll(values);
    all.values.put(parameter, value);
    return all;
  }

  /** One statement that makes all of them; names and values are the service's own. */
  String sql() {
    return values.entrySet().stream()
        .map(s -> "set_config('" + s.getKey() + "', '" + s.getValue() + "', false)")
        .collect(Collectors.joining(", ", "select ", ""));
  }
}
