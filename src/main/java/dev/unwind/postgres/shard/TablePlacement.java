// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

/**
 * A table and where its rows live.
 *
 * @param table its name, with the schema unless that is the ledger's own
 * @param reason why there, in words
 */
public record TablePlacement(String table, Placement placement, String reason) {
  /** The column whose value says which server a row of a distributed table is on. */
  public static final String KEY = "account_id";
}
