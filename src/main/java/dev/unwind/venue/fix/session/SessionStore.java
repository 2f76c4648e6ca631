// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import dev.unwind.postgres.Columns;
import dev.unwind.postgres.Plans;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.Set;
import quickfix.MessageStore;

/**
 * The numbers of a session and what went out under them, under one epoch. A message is in the
 * database before it is written to the socket ({@link Outbox}); where the database refuses or does
 * not answer, it is not written, and the session is closed: its numbers are read anew before it
 * goes on. What the other side asks for again is filled with a gap, which is noted before it is
 * said.
 */
public final class SessionStore implements MessageStore {
  /**
   * All orders of an instrument on one side are cancelled by one request: it goes out only if none
   * works there that is not meant.
   */
  private static final String SEND_MASS_CANCEL =
      """
      with s as (
        update fix_venue.session set sender_seq = $4 + 1
        where venue = $1 and epoch = $2 and generation = $3 and sender_seq = $4
          and not exists (
            select 1 from fix_venue.orders o
            where o.venue = $1 and o.symbol = $7 and o.side = $8 and o.status in ('SENT', 'WORKING') and o.seq is not null
              and not exists (
                select 1 from fix_venue.cancel c where c.venue = $1 and c.key = o.key and c.cl_ord_id = any($9::text[])))
        returning 1),
      m as (
        insert into fix_venue.message (venue, generation, seq, epoch, text, sent_at)
        select $1, $3, $4, $2, $5, $6 from s),
      c as (
        update fix_venue.cancel set generation = $3, seq = $4, gap_filled = false from s
        where venue = $1 and cl_ord_id = any($9::text[]))
      select count(*) as owned from s
      """
          + Plans.EACH_TIME;

  private static final String FILL_GAP =
      """
      with s as (select 1 from fix_venue.session where venue = $1 and epoch = $2),
      o as (
        update fix_venue.orders set gap_filled = true from s
        where venue = $1 and generation = $3 and seq between $4 and $5 and status = 'SENT'),
      c as (
        update fix_venue.cancel set gap_filled = true from s
        where venue = $1 and generation = $3 and seq between $4 and $5)
      select count(*) as owned from s
      """
          + Plans.EACH_TIME;

  private static final String SET_SENDER =
      """
      with s as (
        update fix_venue.session set sender_seq = $4 where venue = $1 and epoch = $2 and generation = $3 returning 1)
      select count(*) as owned from s
      """;

  private static final String RESET =
      """
      update fix_venue.session set generation = generation + 1, sender_seq = 1, target_seq = 1, began_at = $3
      where venue = $1 and epoch = $2
      returning generation, began_at, sender_seq, target_seq
      """;

  private static final String READ =
      """
      select generation, began_at, sender_seq, target_seq from fix_venue.session where venue = $1 and epoch = $2
      """;

  private static final Set<String> ORDERS = Set.of(MsgType.NEW_ORDER, MsgType.REPLACE);
  private static final Set<String> KEPT =
      Set.of(MsgType.NEW_ORDER, MsgType.REPLACE, MsgType.CANCEL, MsgType.STATUS_REQUEST);

  private final Pool pool;
  private final String venue;
  private final long epoch;
  private final Inbox inbox;
  private final CatchUp catchUp;
  private final InstantSource clock;
  private final Duration patience;
  private final Runnable askedAgain;
  private final EarlyMessages early = new EarlyMessages();
  private final Outbox outbox;
  private volatile Numbers numbers;
  private volatile int target;
  private volatile int sender;

  private record Numbers(long generation, Instant beganAt) {}

  /**
   * @param askedAgain told when the other side asks for what it has missed
   */
  public SessionStore(
      Pool pool,
      String venue,
      SessionLease.Held held,
      Inbox inbox,
      CatchUp catchUp,
      InstantSource clock,
      Duration patience,
      Runnable askedAgain) {
    this.askedAgain = askedAgain;
    this.pool = pool;
    this.venue = venue;
    this.epoch = held.epoch();
    this.inbox = inbox;
    this.catchUp = catchUp;
    this.clock = clock;
    this.patience = patience;
    outbox = new Outbox(pool, venue, epoch, patience, inbox::close);
    numbers = new Numbers(held.generation(), held.beganAt());
    sender = held.senderSeq();
    target = held.targetSeq();
  }

  public long generation() {
    return numbers.generation();
  }

  /** What goes out, and how much of it is in the database. */
  Outbox outbox() {
    return outbox;
  }

  @Override
  public boolean set(int sequence, String message) throws IOException {
    RawMessage raw = RawMessage.of(message);
    String type = raw.text(Tag.MSG_TYPE, "");
    if (type.equals(MsgType.MASS_CANCEL)) {
      outbox.flush();
      cancelTogether(sequence, message, raw);
    } else {
      String id = KEPT.contains(type) ? raw.text(Tag.CL_ORD_ID).orElse(null) : null;
      boolean order = ORDERS.contains(type);
      outbox.add(
          new Outbox.Element(
              generation(),
              sequence,
              // A logon has the password, and no message of the session itself is wanted again.
              KEPT.contains(type) ? message : null,
              clock.instant(),
              order ? id : null,
              order ? null : id));
    }
    if (type.equals(MsgType.LOGOUT)) {
      // The library ends the connection as soon as it has written it.
      outbox.flush();
    }
    sender = sequence + 1;
    return true;
  }

  /** Decided by what has gone out before it, so all of that is in the database. */
  private void cancelTogether(int sequence, String message, RawMessage raw) throws IOException {
    Tuple parameters = massCancel(sequence, message, raw);
    if (await(pool.preparedQuery(SEND_MASS_CANCEL).execute(parameters))
            .iterator()
            .next()
            .getLong("owned")
        == 0) {
      refresh();
      if (sender == sequence) {
        throw new IOException("it would cancel more than is meant");
      }
      throw refused();
    }
  }

  private Tuple massCancel(int sequence, String message, RawMessage raw) {
    return Tuple.tuple()
        .addString(venue)
        .addLong(epoch)
        .addLong(generation())
        .addInteger(sequence)
        .addString(message)
        .addValue(Columns.time(clock.instant()))
        .addString(raw.text(Tag.SYMBOL, ""))
        .addString(raw.text(Tag.SIDE, ""))
        .addArrayOfString(MassCancelId.members(raw.text(Tag.CL_ORD_ID, "")));
  }

  /** Nothing is ever sent again: an order that is late is not the order that was decided on. */
  @Override
  public void get(int from, int to, Collection<String> messages) throws IOException {
    catchUp.begin();
    askedAgain.run();
    outbox.flush();
    own(
        FILL_GAP,
        Tuple.of(venue, epoch, generation(), from, to <= 0 ? (Integer) Integer.MAX_VALUE : to));
  }

  @Override
  public int getNextSenderMsgSeqNum() {
    return sender;
  }

  @Override
  public int getNextTargetMsgSeqNum() {
    return target;
  }

  @Override
  public void setNextSenderMsgSeqNum(int next) throws IOException {
    outbox.flush();
    own(SET_SENDER, Tuple.of(venue, epoch, generation(), next));
    sender = next;
  }

  /** A message has come in, whether or not it is its turn. */
  void came(String text) {
    if (!early.came(text, target)) {
      Log.warnf("more has come before its turn than is remembered venue=%s", venue);
    }
  }

  /** What has come and is passed over is taken before the number is. */
  @Override
  public void setNextTargetMsgSeqNum(int next) throws IOException {
    for (String text : early.passedOver(next)) {
      inbox.take(kept(text), target);
    }
    inbox.expect(next);
    target = next;
  }

  /**
   * A message as it came; the database has no text with a zero in it. One that names ours by their
   * numbers is kept with the generation that these are of.
   */
  String kept(String text) {
    String clean = text.replace('\0', ' ');
    String type = RawMessage.of(clean).text(Tag.MSG_TYPE, "");
    return type.equals(MsgType.REJECT) || type.equals(MsgType.BUSINESS_REJECT)
        ? RawMessage.stamped(generation(), clean)
        : clean;
  }

  /** The message was stored with the number that follows it. */
  @Override
  public void incrNextSenderMsgSeqNum() {}

  @Override
  public void incrNextTargetMsgSeqNum() throws IOException {
    int next = target + 1;
    inbox.expect(next);
    target = next;
    early.passed(next);
  }

  @Override
  public Date getCreationTime() {
    return Date.from(numbers.beganAt());
  }

  @Override
  public void reset() throws IOException {
    inbox.flush();
    outbox.flush();
    catchUp.begin();
    early.clear();
    read(RESET, Tuple.of(venue, epoch, Columns.time(clock.instant())));
  }

  @Override
  public void refresh() throws IOException {
    inbox.flush();
    outbox.flush();
    read(READ, Tuple.of(venue, epoch));
  }

  private void read(String sql, Tuple parameters) throws IOException {
    RowSet<Row> rows = await(pool.preparedQuery(sql).execute(parameters));
    if (!rows.iterator().hasNext()) {
      throw refused();
    }
    Row row = rows.iterator().next();
    numbers = new Numbers(row.getLong("generation"), row.getOffsetDateTime("began_at").toInstant());
    sender = row.getInteger("sender_seq");
    target = row.getInteger("target_seq");
    inbox.known(target);
  }

  private void own(String sql, Tuple parameters) throws IOException {
    RowSet<Row> rows = await(pool.preparedQuery(sql).execute(parameters));
    if (rows.iterator().next().getLong("owned") == 0) {
      throw refused();
    }
  }

  private IOException refused() {
    inbox.close("another replica has the session");
    return new IOException("another replica has the session");
  }

  /** Of a statement without an answer nobody knows what it has done: the numbers are read anew. */
  private <T> T await(Uni<T> work) throws IOException {
    try {
      return work.await().atMost(patience);
    } catch (TimeoutException e) {
      inbox.close("the database does not answer");
      throw new IOException("the database does not answer", e);
    } catch (RuntimeException e) {
      inbox.close("the database refuses: " + e.getMessage());
      throw new IOException(e);
    }
  }
}
