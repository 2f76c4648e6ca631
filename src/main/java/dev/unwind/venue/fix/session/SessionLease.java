// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Which replica has the session. It gives up by its own clock before the others may take over. Each
 * time that the session is opened it has a new epoch; whatever is written under an older one is
 * refused, so that who was away too long can neither send nor read on.
 */
public final class SessionLease {
  private static final String TAKE =
      """
      insert into fix_venue.session as s (venue, owner, lease_until, epoch, began_at) values ($1, $2, $3, 1, $4)
      on conflict (venue) do update set owner = excluded.owner, lease_until = excluded.lease_until,
        epoch = s.epoch + case when s.owner = excluded.owner then 0 else 1 end
      where s.owner = excluded.owner or s.lease_until <= $4
      returning epoch
      """;

  private static final String OPEN =
      """
      update fix_venue.session s set epoch = epoch + 1 where venue = $1 and owner = $2 and lease_until > $3
      returning epoch, generation, began_at, sender_seq, target_seq, asks_status, position,
        (select count(*) from fix_venue.inbox i where i.venue = s.venue) as unbooked
      """;

  private static final String GIVE_UP =
      "update fix_venue.session set lease_until = $3 where venue = $1 and owner = $2";

  private static final Duration STATEMENT_MAX = Duration.ofSeconds(2);

  private final Pool pool;
  private final String venue;
  private final UUID replica;
  private final InstantSource clock;
  private final Duration lease;
  private volatile Instant until = Instant.MIN;

  public SessionLease(Pool pool, String venue, UUID replica, InstantSource clock, Duration lease) {
    this.pool = pool;
    this.venue = venue;
    this.replica = replica;
    this.clock = clock;
    this.lease = lease;
  }

  /**
   * The session as it was left.
   *
   * @param position of the last message that came in
   * @param unbooked messages that came in and wait
   */
  public record Held(
      long epoch,
      long generation,
      Instant beganAt,
      int senderSeq,
      int targetSeq,
      boolean asksStatus,
      long position,
      int unbooked) {}

  public boolean isHeld() {
    return clock.instant().isBefore(until);
  }

  /**
   * Takes it or keeps it.
   *
   * @return whether it is held now
   */
  public Uni<Boolean> take() {
    Instant now = clock.instant();
    Instant end = now.plus(lease);
    return bounded(
            pool.preparedQuery(TAKE)
                .execute(Tuple.of(venue, replica, Columns.time(end), Columns.time(now))))
        .map(
            rows -> {
              boolean held = rows.iterator().hasNext();
              // A third is spare for clocks that differ and for messages under way.
              until = held ? end.minus(lease.dividedBy(3)) : Instant.MIN;
              return held;
            });
  }

  /** Begins an epoch; empty where another replica has the session. */
  public Uni<Optional<Held>> open() {
    return bounded(
            pool.preparedQuery(OPEN)
                .execute(Tuple.of(venue, replica, Columns.time(clock.instant()))))
        .map(
            rows -> {
              if (!rows.iterator().hasNext()) {
                return Optional.empty();
              }
              Row row = rows.iterator().next();
              return Optional.of(
                  new Held(
                      row.getLong("epoch"),
                      row.getLong("generation"),
                      row.getOffsetDateTime("began_at").toInstant(),
                      row.getInteger("sender_seq"),
                      row.getInteger("target_seq"),
                      row.getBoolean("asks_status"),
                      row.getLong("position"),
                      row.getLong("unbooked").intValue()));
            });
  }

  /** Lets another replica take over at once. */
  public Uni<Void> giveUp() {
    boolean held = isHeld();
    until = Instant.MIN;
    return held
        ? bounded(
                pool.preparedQuery(GIVE_UP)
                    .execute(Tuple.of(venue, replica, Columns.time(clock.instant()))))
            .replaceWithVoid()
        : Uni.createFrom().voidItem();
  }

  private static Uni<RowSet<Row>> bounded(Uni<RowSet<Row>> work) {
    return work.ifNoItem().after(STATEMENT_MAX).fail();
  }
}
