// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which history of the database the service has met. A fail-over without synchronous replication,
 * or a copy put back, takes a database to an earlier point: what was fetched from it after that
 * point, such as ids, belongs to nobody any more.
 */
@Singleton
public final class ServerTimeline {
  /** The columns of one row that say where the server is; the function is called once. */
  public static final String PLACE =
      """
      (select system_identifier::text as system, left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) as timeline,
        (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint as position from pg_control_system())
      """;

  /**
   * A place in the history of a server.
   *
   * @param system which server it is, or was copied from
   * @param timeline how often it has changed hands, in hexadecimal
   * @param position how far its log reaches, in bytes
   */
  public record Place(String system, String timeline, long position) {
    /** Reads the columns of {@link #PLACE}. */
    public static Place of(Row row) {
      return new Place(row.getString("system"), row.getString("timeline"), row.getLong("position"));
    }

    private boolean isSameHistory(Place other) {
      return system.equals(other.system) && timeline.equals(other.timeline);
    }

    private boolean isOlderThan(Place other) {
      return system.equals(other.system) && timeline.compareTo(other.timeline) < 0;
    }
  }

  /** The history has turned away from what was known. */
  public record Turn(Place before, Place now) {
    /**
     * Whether the server had written more than it has now. That need not have been acknowledged to
     * anybody; and where it is not so, what was acknowledged may be gone all the same, since this
     * server has written, too.
     */
    public boolean wentBack() {
      return !before.system.equals(now.system) || now.position < before.position;
    }
  }

  private final List<Consumer<Turn>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong losses = new AtomicLong();
  private final AtomicLong commitsLost = new AtomicLong();
  private final AtomicLong turns = new AtomicLong();
  private @Nullable Place known;

  /** Has {@code listener} called at each turn, before anything of the new history is used. */
  public void onTurn(Consumer<Turn> listener) {
    listeners.add(listener);
  }

  /** Where the server was found last; to be asked before the server is. */
  public synchronized @Nullable Place known() {
    return known;
  }

  /**
   * Notes where the server was found.
   *
   * @param before what {@link #known()} was before the server was asked
   * @return false if that is a server which has been left behind: what it gives is not to be used
   */
  public boolean met(@Nullable Place before, Place now) {
    Turn turn = turn(before, now);
    if (turn != null) {
      turns.incrementAndGet();
      listeners.forEach(listener -> listener.accept(turn));
    }
    return isCurrent(now);
  }

  /** Whether a server that was found there is the one to be asked, as far as is known by now. */
  public synchronized boolean isCurrent(Place place) {
    return known == null || known.isSameHistory(place);
  }

  private synchronized @Nullable Turn turn(@Nullable Place before, Place now) {
    Place current = known;
    if (current == null) {
      known = now;
      return null;
    }
    if (!current.isSameHistory(now)) {
      if (now.isOlderThan(current)) {
        return null;
      }
      known = now;
      return new Turn(current, now);
    }
    boolean wentBack =
        before != null && before.isSameHistory(now) && now.position < before.position;
    if (wentBack || now.position > current.position) {
      known = now;
    }
    return wentBack ? new Turn(current, now) : null;
  }

  /** Counts a loss that shows elsewhere, such as a log that ends before what was read of it. */
  public void lost() {
    losses.incrementAndGet();
  }

  /** Counts a loss of that many commits that were acknowledged. */
  public void lost(int commits) {
    losses.incrementAndGet();
    commitsLost.addAndGet(commits);
  }

  /** How many commits that were acknowledged were found to be gone since the start. */
  public long commitsLost() {
    return commitsLost.get();
  }

  /** How often something was found to be gone since the start. */
  public long losses() {
    return losses.get();
  }

  /** How often the history has turned since the start. */
  public long turns() {
    return turns.get();
  }
}
