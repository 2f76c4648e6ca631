// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.domain.book.LedgerIds;
import java.util.UUID;

/** Ids for what is never written; beyond all that the ledger's sequences reach. */
final class RehearsalIds implements LedgerIds {
  private long last = 1L << 62;

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
    return UUID.randomUUID();
  }
}
