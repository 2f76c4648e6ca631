// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

/** What a statement must not do on a ledger that is spread over several servers. */
enum ShardRule {
  /** A table of accounts is read or written, and no equation says of which account. */
  UNBOUND,

  /** A part of a {@code with} writes: it is then planned step by step, each with its own view. */
  WRITES_IN_A_PART,

  /** Rows are locked that may be on several servers. */
  LOCKS_ACROSS,

  /**
   * A subquery on a table of accounts asks for the row of a query that reads none itself: refused.
   */
  CORRELATED_ON_REFERENCE,

  /** It calls itself, and reads or writes a table of accounts without saying of which account. */
  RECURSIVE_WITHOUT_KEY,

  /** Reads or writes a table of accounts and one that only the coordinator has. */
  BESIDE_A_LOCAL_TABLE,

  /** What is inserted comes from a query: it passes through the coordinator, or is refused. */
  INSERTS_A_QUERY
}
