// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

import java.util.UUID;
import java.util.function.LongFunction;

/** Port: fresh ids of each kind; deterministic in tests. */
public interface LedgerIds {
  long order();

  long orderVersion();

  long position();

  long fill();

  long liquidation();

  long liquidationItem();

  long event();

  UUID uid();

  /** Ids counted up from a number, whatever they are for: for books that are never written. */
  final class Counting implements LedgerIds {
    private final LongFunction<UUID> uid;
    private long last;

    /**
     * @param last before the first
     * @param uid makes one of the next number
     */
    public Counting(long last, LongFunction<UUID> uid) {
      this.last = last;
      this.uid = uid;
    }

    private long next() {
      return ++last;
    }

    @Override
    public long order() {
      return next();
    }

    @Override
    public long orderVersion() {
      return next();
    }

    @Override
    public long position() {
      return next();
    }

    @Override
    public long fill() {
      return next();
    }

    @Override
    public long liquidation() {
      return next();
    }

    @Override
    public long liquidationItem() {
      return next();
    }

    @Override
    public long event() {
      return next();
    }

    @Override
    public UUID uid() {
      return uid.apply(next());
    }
  }
}
