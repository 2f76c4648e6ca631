// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Ids drawn from the ledger's sequences for one import. Drawn ones that are not used are lost,
 * which sequences allow.
 */
public final class FreshIds {
  private final Iterator<Long> accounts;
  private final Iterator<Long> instruments;
  private final Iterator<Long> principals;
  private final Iterator<Long> positions;
  private final Iterator<Long> orders;
  private final Iterator<Long> versions;
  private final Iterator<Long> events;
  private final Supplier<UUID> uids;

  /** How many of each a document may need. */
  public record Needs(int accounts, int instruments, int principals, int positions, int orders) {}

  /** As many of each as {@link Needs} asks for; orders need as many versions and events. */
  public FreshIds(
      List<Long> accounts,
      List<Long> instruments,
      List<Long> principals,
      List<Long> positions,
      List<Long> orders,
      List<Long> versions,
      List<Long> events,
      Supplier<UUID> uids) {
    this.accounts = accounts.iterator();
    this.instruments = instruments.iterator();
    this.principals = principals.iterator();
    this.positions = positions.iterator();
    this.orders = orders.iterator();
    this.versions = versions.iterator();
    this.events = events.iterator();
    this.uids = uids;
  }

  /**
   * @param taken ids that the document itself gives out
   */
  long account(Collection<Long> taken) {
    return next(accounts, taken);
  }

  /** See {@link #account}. */
  long instrument(Collection<Long> taken) {
    return next(instruments, taken);
  }

  long principal() {
    return principals.next();
  }

  long position() {
    return positions.next();
  }

  long order() {
    return orders.next();
  }

  long version() {
    return versions.next();
  }

  long event() {
    return events.next();
  }

  UUID uid() {
    return uids.get();
  }

  private static long next(Iterator<Long> ids, Collection<Long> taken) {
    long id = ids.next();
    while (taken.contains(id)) {
      id = ids.next();
    }
    return id;
  }
}
