// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Which replica speaks to the broker. It gives up by its own clock before the others may take over;
 * should both speak for a moment all the same, keys and pieces are unique, so that nothing is done
 * twice.
 */
final class LinkLease {
  private static final String TAKE =
      """
      insert into alpaca_venue.link as l (venue, owner, lease_until, epoch) values ($1, $2, $3, 1)
      on conflict (venue) do update set owner = excluded.owner, lease_until = excluded.lease_until,
        epoch = l.epoch + case when l.owner = excluded.owner then 0 else 1 end
      where l.owner = excluded.owner or l.lease_until <= $4
      returning epoch
      """;

  private static final String GIVE_UP =
      "update alpaca_venue.link set lease_until = $3 where venue = $1 and owner = $2";

  private static final Duration STATEMENT_MAX = Duration.ofSeconds(2);

  private final Pool pool;
  private final String venue;
  private final UUID replica;
  private final InstantSource clock;
  private final Duration lease;
  private volatile Instant until = Instant.MIN;

  LinkLease(Pool pool, String venue, UUID replica, InstantSource clock, Duration lease) {
    this.pool = pool;
    this.venue = venue;
    this.replica = replica;
    this.clock = clock;
    this.lease = lease;
  }

  boolean isHeld() {
    return clock.instant().isBefore(until);
  }

  /**
   * Takes it or keeps it.
   *
   * @return whether it is held now
   */
  Uni<Boolean> take() {
    Instant now = clock.instant();
    Instant end = now.plus(lease);
    return pool.preparedQuery(TAKE)
        .execute(
            Tuple.tuple()
                .addString(venue)
                .addUUID(replica)
                .addValue(Columns.time(end))
                .addValue(Columns.time(now)))
        .ifNoItem()
        .after(STATEMENT_MAX)
        .fail()
        .map(
            rows -> {
              boolean held = rows.iterator().hasNext();
              // A third is spare for clocks that differ and for requests under way.
              until = held ? end.minus(lease.dividedBy(3)) : Instant.MIN;
              return held;
            });
  }

  Uni<Void> giveUp() {
    boolean held = isHeld();
    until = Instant.MIN;
    return held
        ? pool.preparedQuery(GIVE_UP)
            .execute(Tuple.of(venue, replica, Columns.time(clock.instant())))
            .ifNoItem()
            .after(STATEMENT_MAX)
            .fail()
            .replaceWithVoid()
        : Uni.createFrom().voidItem();
  }
}
