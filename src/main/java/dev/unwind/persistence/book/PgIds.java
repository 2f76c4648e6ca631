// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.domain.value.LedgerIds;
import dev.unwind.persistence.StaleDecisionException;
import dev.unwind.postgres.ServerTimeline;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

/**
 * Ids from the ledger's sequences, fetched many at a time; what is left at a stop is lost, and
 * nothing is ordered by id.
 */
@ApplicationScoped
public class PgIds implements LedgerIds {
  private static final int FETCH_MIN = 512;
  private static final int KEEP_MAX = 65_536;
  private static final String FETCH =
      """
      select nextval('order_id_seq'), nextval('order_version_id_seq'), nextval('position_id_seq'), nextval('fill_id_seq'),
        nextval('liquidation_id_seq'), nextval('liquidation_item_id_seq'), nextval('event_id_seq'),
        place.system, place.timeline, place.position
      from generate_series(1, $1), %s place
      """
          .formatted(ServerTimeline.PLACE);

  /** In the order of {@link #FETCH}. */
  private enum Kind {
    ORDER,
    ORDER_VERSION,
    POSITION,
    FILL,
    LIQUIDATION,
    LIQUIDATION_ITEM,
    EVENT
  }

  private final Map<Kind, ArrayDeque<Long>> free = new EnumMap<>(Kind.class);

  private final ServerTimeline timeline;

  PgIds(ServerTimeline timeline) {
    this.timeline = timeline;
    timeline.onTurn(turn -> forget());
    for (Kind kind : Kind.values()) {
      free.put(kind, new ArrayDeque<>());
    }
  }

  /**
   * Sees to it that at least this many ids of each kind are at hand. Sequences stand outside
   * transactions.
   */
  Uni<Void> ensure(SqlConnection connection, int count) {
    if (left() >= count) {
      return Uni.createFrom().voidItem();
    }
    ServerTimeline.Place before = timeline.known();
    return connection
        .preparedQuery(FETCH)
        .execute(Tuple.of(Math.max(count, FETCH_MIN)))
        .invoke(
            rows -> {
              ServerTimeline.Place place =
                  ServerTimeline.Place.of(rows.iterator().next().getDelegate());
              if (timeline.met(before, place)) {
                rows.forEach(this::add);
              }
            })
        .replaceWithVoid();
  }

  /** The database has gone back to where it may give these again. */
  private synchronized void forget() {
    free.values().forEach(ArrayDeque::clear);
  }

  private synchronized int left() {
    return free.values().stream().mapToInt(ArrayDeque::size).min().orElse(0);
  }

  private synchronized void add(Row row) {
    for (Kind kind : Kind.values()) {
      ArrayDeque<Long> ids = ids(kind);
      if (ids.size() < KEEP_MAX) {
        ids.add(row.getLong(kind.ordinal()));
      }
    }
  }

  private ArrayDeque<Long> ids(Kind kind) {
    ArrayDeque<Long> ids = free.get(kind);
    if (ids == null) {
      throw new IllegalStateException("no ids of kind " + kind);
    }
    return ids;
  }

  private synchronized long next(Kind kind) {
    Long id = ids(kind).poll();
    if (id == null) {
      throw new IdsExhaustedException();
    }
    return id;
  }

  /** A decision needed more ids than were foreseen; it is taken again with more at hand. */
  static final class IdsExhaustedException extends StaleDecisionException {
    private static final long serialVersionUID = 1L;

    IdsExhaustedException() {
      super("ids exhausted");
    }
  }

  @Override
  public long order() {
    return next(Kind.ORDER);
  }

  @Override
  public long orderVersion() {
    return next(Kind.ORDER_VERSION);
  }

  @Override
  public long position() {
    return next(Kind.POSITION);
  }

  @Override
  public long fill() {
    return next(Kind.FILL);
  }

  @Override
  public long liquidation() {
    return next(Kind.LIQUIDATION);
  }

  @Override
  public long liquidationItem() {
    return next(Kind.LIQUIDATION_ITEM);
  }

  @Override
  public long event() {
    return next(Kind.EVENT);
  }

  @Override
  public UUID uid() {
    return UUID.randomUUID();
  }
}
