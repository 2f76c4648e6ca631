// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;

/** Numbers of the book's orders, taken from the database a block at a time. */
final class OrderNumbers {
  /** As the sequence is incremented. */
  static final int BLOCK_SIZE = 1024;

  private static final String NEXT_BLOCK = "select nextval('simulator.order_no_seq')";

  private final SqlClient client;
  private long next;
  private long end;

  OrderNumbers(SqlClient client) {
    this.client = client;
  }

  /** The first of {@code count} consecutive numbers. */
  Uni<Long> take(int count) {
    if (count > BLOCK_SIZE) {
      throw new IllegalArgumentException("more than " + BLOCK_SIZE + " numbers at once");
    }
    synchronized (this) {
      if (end - next >= count) {
        long first = next;
        next += count;
        return Uni.createFrom().item(first);
      }
    }
    return client
        .preparedQuery(NEXT_BLOCK)
        .execute()
        .map(rows -> useBlock(rows.iterator().next().getLong(0), count));
  }

  /** Those that are left belong to a history that the database has left. */
  synchronized void forget() {
    next = 0;
    end = 0;
  }

  /** Takes from a fresh block; the rest of whichever block is larger is kept. */
  private synchronized long useBlock(long first, int count) {
    long rest = BLOCK_SIZE - count;
    if (rest > end - next) {
      next = first + count;
      end = first + BLOCK_SIZE;
    }
    return first;
  }
}
