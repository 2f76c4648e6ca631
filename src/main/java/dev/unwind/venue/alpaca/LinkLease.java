// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.venue.ExecutionVenue.Outage;
import dev.unwind.postgres.Columns;
import dev.unwind.venue.alpaca.rest.LinkStanding;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which replica speaks to the broker. It gives up by its own clock before the others may take over;
 * should both speak for a moment all the same, keys and pieces are unique, so that nothing is done
 * twice.
 */
final class LinkLease {
  private static final String TAKE =
      """
      insert into alpaca_venue.link as l (venue, owner, lease_until, epoch, down_since, down_reason)
      values ($1, $2, $3, 1, $5, $6)
      on conflict (venue) do update set owner = excluded.owner, lease_until = excluded.lease_until,
        down_since = excluded.down_since, down_reason = excluded.down_reason,
        epoch = l.epoch + case when l.owner = excluded.owner then 0 else 1 end
      where l.owner = excluded.owner or l.lease_until <= $4
      returning epoch
      """;

  private static final String OUTAGE =
      "select down_since, down_reason from alpaca_venue.link where venue = $1 and down_since is not null";

  private static final String GIVE_UP =
      "update alpaca_venue.link set lease_until = $3 where venue = $1 and owner = $2";

  private static final Duration STATEMENT_MAX = Duration.ofSeconds(2);

  private final Pool pool;
  private final String venue;
  private final UUID replica;
  private final InstantSource clock;
  private final Duration lease;
  private final LinkStanding standing;
  private volatile Instant until = Instant.MIN;
  private volatile long epoch;
  private volatile Instant since = Instant.EPOCH;

  LinkLease(
      Pool pool,
      String venue,
      UUID replica,
      InstantSource clock,
      Duration lease,
      LinkStanding standing) {
    this.standing = standing;
    this.pool = pool;
    this.venue = venue;
    this.replica = replica;
    this.clock = clock;
    this.lease = lease;
  }

  boolean isHeld() {
    return clock.instant().isBefore(until);
  }

  /** Another one than before where somebody else has had it in between. */
  long epoch() {
    return epoch;
  }

  /** Until then somebody else may have had it. */
  Instant since() {
    return since;
  }

  /**
   * Takes it or keeps it, and says how the way to the broker stands; who has it not, learns that.
   *
   * @return whether it is held now
   */
  Uni<Boolean> take() {
    return claim()
        .call(
            held ->
                held
                    ? Uni.createFrom().voidItem()
                    : pool.preparedQuery(OUTAGE)
                        .execute(Tuple.of(venue))
                        .invoke(rows -> standing.told(outage(rows))));
  }

  private static @Nullable Outage outage(RowSet<Row> rows) {
    if (!rows.iterator().hasNext()) {
      return null;
    }
    Row row = rows.iterator().next();
    return new Outage(row.getOffsetDateTime(0).toInstant(), row.getString(1));
  }

  private Uni<Boolean> claim() {
    Outage outage = standing.outage().orElse(null);
    Instant now = clock.instant();
    Instant end = now.plus(lease);
    return pool.preparedQuery(TAKE)
        .execute(
            Tuple.tuple()
                .addString(venue)
                .addUUID(replica)
                .addValue(Columns.time(end))
                .addValue(Columns.time(now))
                .addValue(outage == null ? null : Columns.time(outage.since()))
                .addString(outage == null ? null : outage.reason()))
        .ifNoItem()
        .after(STATEMENT_MAX)
        .fail()
        .map(
            rows -> {
              boolean held = rows.iterator().hasNext();
              if (held) {
                note(rows.iterator().next().getLong("epoch"), now);
              }
              // A third is spare for clocks that differ and for requests under way.
              until = held ? end.minus(lease.dividedBy(3)) : Instant.MIN;
              return held;
            });
  }

  private void note(long taken, Instant now) {
    if (taken != epoch) {
      since = now;
      epoch = taken;
    }
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
