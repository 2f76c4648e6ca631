// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import dev.unwind.postgres.Columns;
import dev.unwind.postgres.Plans;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What goes out, on its way into the database: batch after batch, each in one commit with the
 * number that follows it and the orders that it is for. Until then the connection holds it back
 * ({@link HeldWrites}). Where the database refuses or does not answer, nothing more is stored, and
 * what is held back never leaves: the session is closed, and its numbers are read anew.
 */
final class Outbox {
  /**
   * An order goes out once; and once more only where the other side was told to pass over it. Of
   * arrays from a query the planner does not know how long they are ({@link Plans#EACH_TIME}).
   */
  private static final String WRITE =
      """
      with u as materialized (
        select * from unnest((select $5::text[]), (select $6::timestamptz[]), (select $7::text[]), (select $8::text[]))
          with ordinality as u (text, at, order_id, cancel_id, n)),
      s as (
        update fix_venue.session set sender_seq = $4 + cardinality($5::text[])
        where venue = $1 and epoch = $2 and generation = $3 and sender_seq = $4
          and not exists (
            select 1 from u cross join lateral (
              select seq, gap_filled from fix_venue.orders where venue = $1 and cl_ord_id = u.order_id offset 0) o
            where o.seq is not null and not o.gap_filled)
        returning 1),
      m as (
        insert into fix_venue.message (venue, generation, seq, epoch, text, sent_at)
        select $1, $3, $4 + u.n - 1, $2, u.text, u.at from u, s where u.text is not null),
      o as (
        update fix_venue.orders o set generation = $3, seq = $4 + u.n - 1, times = o.times + 1, gap_filled = false
        from u, s where o.venue = $1 and o.cl_ord_id = u.order_id),
      c as (
        update fix_venue.cancel c set generation = $3, seq = $4 + u.n - 1, gap_filled = false
        from u, s where c.venue = $1 and c.cl_ord_id = u.cancel_id)
      select count(*) as owned from s
      """
          + Plans.EACH_TIME;

  private static final int BATCH = 500;
  private static final int UNWRITTEN_MAX = 2000;

  private final Pool pool;
  private final String venue;
  private final long epoch;
  private final Duration patience;
  private final Consumer<String> broken;
  private final Deque<Pending> unwritten = new ArrayDeque<>();
  private final Set<String> orders = new HashSet<>();
  private final Deque<Waiter> waiters = new ArrayDeque<>();
  private long added;
  private volatile long stored;
  private boolean writing;
  private @Nullable String fault;
  private Runnable released = () -> {};

  /**
   * A message under its number.
   *
   * @param text null where nobody will want to see it
   * @param order the id of the order that it is, null of anything else
   * @param cancel the id of the cancel that it is, null of anything else
   */
  record Element(
      long generation,
      int seq,
      @Nullable String text,
      Instant at,
      @Nullable String order,
      @Nullable String cancel) {}

  /**
   * One that waits to be written.
   *
   * @param since of {@link System#nanoTime()}
   */
  private record Pending(Element element, long since) {}

  private record Waiter(long upTo, UniEmitter<? super Boolean> emitter) {}

  /**
   * @param broken told once, with the reason, when nothing more can be stored
   */
  Outbox(Pool pool, String venue, long epoch, Duration patience, Consumer<String> broken) {
    this.pool = pool;
    this.venue = venue;
    this.epoch = epoch;
    this.patience = patience;
    this.broken = broken;
  }

  /** Who is told whenever more is stored. */
  synchronized void whenStored(Runnable listener) {
    released = listener;
  }

  /** Takes a message; waits where there is no room for it. */
  synchronized void add(Element element) throws IOException {
    await(() -> unwritten.size() < UNWRITTEN_MAX);
    if (element.order() != null && !orders.add(element.order())) {
      throw new IOException("it is on its way out already");
    }
    added++;
    unwritten.add(new Pending(element, System.nanoTime()));
    write();
  }

  /** How many were taken; what is written to the socket now follows the last of them. */
  synchronized long added() {
    return added;
  }

  /** How many of them are in the database. */
  long stored() {
    return stored;
  }

  /** Waits until all that was taken is in the database. */
  synchronized void flush() throws IOException {
    await(() -> stored == added);
  }

  /** Whether all that has been taken by now comes into the database, once that is known. */
  Uni<Boolean> settled() {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              boolean all;
              synchronized (this) {
                all = stored == added;
                if (!all && fault == null) {
                  waiters.add(new Waiter(added, emitter));
                  return;
                }
              }
              emitter.complete(all);
            });
  }

  @SuppressWarnings("GuardedBy") // called with the lock held, and its conditions with it
  private void await(BooleanSupplier condition) throws IOException {
    if (!Waits.until(this, patience, () -> fault != null || condition.getAsBoolean())) {
      close("what goes out is not stored in time");
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
      if (System.nanoTime() - unwritten.element().since() > patience.toNanos()) {
        // An order that is late is not the order that was decided on.
        close("what goes out has waited too long to be stored");
        return;
      }
      writing = true;
      Element first = unwritten.element().element();
      while (batch.size() < BATCH && !unwritten.isEmpty()) {
        Element next = unwritten.element().element();
        if (next.generation() != first.generation() || next.seq() != first.seq() + batch.size()) {
          break;
        }
        batch.add(next);
        unwritten.remove();
      }
    }
    Element first = batch.get(0);
    Tuple parameters =
        Tuple.tuple()
            .addString(venue)
            .addLong(epoch)
            .addLong(first.generation())
            .addInteger(first.seq())
            .addArrayOfString(texts(batch, Element::text))
            .addArrayOfOffsetDateTime(
                batch.stream()
                    .map(element -> Columns.time(element.at()))
                    .toArray(OffsetDateTime[]::new))
            .addArrayOfString(texts(batch, Element::order))
            .addArrayOfString(texts(batch, Element::cancel));
    Uni.createFrom()
        .deferred(() -> pool.preparedQuery(WRITE).execute(parameters))
        .ifNoItem()
        .after(patience)
        .fail()
        .subscribe()
        .with(
            rows -> {
              if (rows.iterator().next().getLong("owned") == 1) {
                wrote(batch);
              } else {
                close("another replica has the session, or an order is out already");
              }
            },
            failure -> close("what goes out was not stored: " + failure.getMessage()));
  }

  private static String[] texts(List<Element> batch, Function<Element, @Nullable String> of) {
    return batch.stream().map(of).toArray(String[]::new);
  }

  private void wrote(List<Element> batch) {
    List<Waiter> done = new ArrayList<>();
    Runnable listener;
    synchronized (this) {
      if (fault != null) {
        // It was closed meanwhile: a gap to the other side, as whatever is stored and not written.
        return;
      }
      stored += batch.size();
      writing = false;
      batch.stream().map(Element::order).filter(Objects::nonNull).forEach(orders::remove);
      while (!waiters.isEmpty() && waiters.element().upTo() <= stored) {
        done.add(waiters.remove());
      }
      listener = released;
      notifyAll();
    }
    write();
    listener.run();
    done.forEach(waiter -> waiter.emitter().complete(true));
  }

  /** From here on nothing is stored; who waits is woken. */
  void close(String why) {
    List<Waiter> all;
    synchronized (this) {
      if (fault != null) {
        return;
      }
      fault = why;
      all = List.copyOf(waiters);
      waiters.clear();
      notifyAll();
    }
    broken.accept(why);
    all.forEach(waiter -> waiter.emitter().complete(false));
  }
}
