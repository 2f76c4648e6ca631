// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.dialect.wire.Fingerprint;
import java.nio.ByteBuffer;

/**
 * Ids for what the ledger has no row of: exchanges, products, currencies, fill pairs. They follow
 * from the name alone, so that all replicas agree and a restart changes none, and lie below 2^53.
 */
public final class StableIds {
  private static final long MASK = (1L << 48) - 1;

  private StableIds() {}

  public static long of(String kind, String name) {
    return Math.max(1, ByteBuffer.wrap(Fingerprint.of(kind + "/" + name)).getLong() & MASK);
  }

  public static long currency(String code) {
    return "USD".equals(code) ? 1 : of("currency", code);
  }

  public static long exchange(String name) {
    return of("exchange", name);
  }

  public static long product(String name) {
    return of("product", name);
  }

  public static long contractGroup(String name) {
    return of("contractGroup", name);
  }

  public static long fillPair(long buyFill, long sellFill) {
    return of("fillPair", buyFill + "/" + sellFill);
  }
}
