// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What has come in, on its way into the database: batch after batch, each in one commit with the
 * number that is expected after it. So the number in the database never passes a message that is
 * not there; after a crash the other side is asked for what is missing. Where too much waits to be
 * written or booked, whoever brings more waits, and with it the reading from the socket.
 */
public final class Inbox {
  private static final String WRITE =
      """
      with s as (
        update fix_venue.session set target_seq = $3, position = $6 where venue = $1 and epoch = $2 returning 1),
      i as (
        insert into fix_venue.inbox (venue, position, text)
        select $1, u.position, u.text from unnest($4::bigint[], $5::text[]) as u (position, text), s)
      select count(*) as owned from s
      """;

  private static final int BATCH = 500;
  private static final int UNWRITTEN_MAX = 2000;

  private final Pool pool;
  private final String venue;
  private final long epoch;
  private final int unbookedMax;
  private final Duration patience;
  private final Runnable written;
  private final Consumer<String> broken;
  private final Deque<Element> unwritten = new ArrayDeque<>();
  private long position;
  private long durable;
  private int unbooked;
  private int expected;
  private boolean writing;
  private @Nullable String fault;

  /** Up to this message, nothing where there is none, and the number that is expected then. */
  private record Element(long position, @Nullable String text, int target) {}

  /**
   * @param held the session as it was left
   * @param written told whenever there is more to book
   * @param broken told once and why, when nothing more can be taken
   */
  public Inbox(
      Pool pool,
      String venue,
      SessionLease.Held held,
      int unbookedMax,
      Duration patience,
      Runnable written,
      Consumer<String> broken) {
    this.pool = pool;
    this.venue = venue;
    this.epoch = held.epoch();
    this.position = held.position();
    this.durable = held.position();
    this.unbooked = held.unbooked();
    this.expected = held.targetSeq();
    this.unbookedMax = unbookedMax;
    this.patience = patience;
    this.written = written;
    this.broken = broken;
  }

  /**
   * Takes a message; waits where there is no room for it.
   *
   * @param target the number that is expected after it
   */
  public synchronized void take(String text, int target) throws IOException {
    await(() -> unwritten.size() < UNWRITTEN_MAX && unbooked < unbookedMax);
    position++;
    unbooked++;
    expected = target;
    unwritten.add(new Element(position, text, target));
    write();
  }

  /** This number is expected next, after all that was taken. */
  public synchronized void expect(int target) throws IOException {
    String why = fault;
    if (why != null) {
      throw new IOException(why);
    }
    if (target == expected) {
      return;
    }
    expected = target;
    Element last = unwritten.peekLast();
    if (last != null && last.text() == null) {
      unwritten.removeLast();
    }
    unwritten.add(new Element(position, null, target));
    write();
  }

  /** Waits until all that was taken is durable. */
  public synchronized void flush() throws IOException {
    await(() -> unwritten.isEmpty() && !writing);
  }

  /** The number that the database has; all that was taken is durable. */
  public synchronized void known(int target) {
    expected = target;
  }

  /** The last message that was taken. */
  public synchronized long position() {
    return position;
  }

  /** How many are not booked. */
  public synchronized int unbooked() {
    return unbooked;
  }

  /** Some are booked. */
  public synchronized void booked(int count) {
    unbooked = Math.max(0, unbooked - count);
    notifyAll();
  }

  /** The last message that is in the database. */
  public synchronized long durable() {
    return durable;
  }

  /** All up to there is booked, whoever has done it: another replica's work is not told here. */
  public synchronized void emptied(long upTo) {
    unbooked = (int) Math.min(unbooked, Math.max(0, position - upTo));
    notifyAll();
  }

  /** From here on nothing is taken; who waits is woken. */
  public void close(String why) {
    boolean first;
    synchronized (this) {
      first = fault == null;
      if (first) {
        fault = why;
      }
      notifyAll();
    }
    if (first) {
      broken.accept(why);
    }
  }

  @SuppressWarnings("GuardedBy") // called with the lock held, and its conditions with it
  private void await(BooleanSupplier condition) throws IOException {
    if (!Waits.until(this, patience, () -> fault != null || condition.getAsBoolean())) {
      throw new IOException("the inbox is not written or booked in time");
    }
    if (fault != null) {
      throw new IOException(fault);
    }
  }

  private void write() {
    List<Element> batch = new ArrayList<>();
    synchronized (this) {
      if (writing || fault != null || unwritten.isEmpty()) {
        return;
      }
      writing = true;
      while (batch.size() < BATCH && !unwritten.isEmpty()) {
        batch.add(unwritten.remove());
      }
    }
    List<Element> messages = batch.stream().filter(element -> element.text() != null).toList();
    pool.preparedQuery(WRITE)
        .execute(
            Tuple.of(
                venue,
                epoch,
                batch.get(batch.size() - 1).target(),
                messages.stream().map(Element::position).toArray(Long[]::new),
                messages.stream().map(Element::text).toArray(String[]::new),
                batch.get(batch.size() - 1).position()))
        .chain(
            rows ->
                rows.iterator().next().getLong("owned") == 1
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom()
                        .failure(new IllegalStateException("another replica has the session")))
        .ifNoItem()
        .after(patience)
        .fail()
        .subscribe()
        .with(
            done -> wrote(batch.get(batch.size() - 1).position(), !messages.isEmpty()),
            failure -> close("the inbox was not written: " + failure.getMessage()));
  }

  private void wrote(long upTo, boolean more) {
    synchronized (this) {
      durable = upTo;
      writing = false;
      notifyAll();
    }
    write();
    if (more) {
      written.run();
    }
  }
}
