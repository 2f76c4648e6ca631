// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

/** Where the rows of a table live on a distributed ledger. */
public enum Placement {
  /** By {@code account_id}: all of an account is on one server, in every table alike. */
  DISTRIBUTED,

  /** A copy on every server: joined anywhere, and written only while all of them answer. */
  REFERENCE,

  /** On the coordinator alone: written whichever server is away. */
  LOCAL
}
