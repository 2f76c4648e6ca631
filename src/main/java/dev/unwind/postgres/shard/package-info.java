// SPDX-License-Identifier: Apache-2.0
/** Where the rows of each table live when a ledger is spread over several servers. */
@NullMarked
package dev.unwind.postgres.shard;

import org.jspecify.annotations.NullMarked;
