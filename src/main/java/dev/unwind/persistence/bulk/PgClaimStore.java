// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.application.venue.ClaimStore;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.VenueName;
import dev.unwind.persistence.ReadableRows;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Leases are rows: what nobody owns any more is taken with SKIP LOCKED, and its epoch raised. */
@ApplicationScoped
class PgClaimStore implements ClaimStore {
  /**
   * Reads all that are to be told now, in the order of their index. An index by the end of the
   * lease would find those that are due alone, but be written, and with it all the others of its
   * table, whenever a lease is renewed.
   */
  static final String CLAIM =
      """
      with due as (
        select o.account_id, o.order_id, a.venue from orders o
        cross join lateral (select a.venue from account a where a.account_id = o.account_id offset 0) a
        where o.venue_action is not null and o.status <> 'ACCEPTED' and o.lease_until <= $1 and a.venue = any($5::text[])
        order by o.account_id, o.order_id limit $4 for update of o skip locked),
      o as (
        update orders t set lease_owner = $2, lease_until = $3, lease_epoch = t.lease_epoch + 1
        from due where t.account_id = due.account_id and t.order_id = due.order_id
        returning t.*, due.venue)
      """
          + Rows.ORDER_SELECT.replace("from orders o", ", o.venue from o");

  static final String DUE =
      """
      select account_id, liquidation_id, due_at from liquidation
      where due_at <= $1 and due_at >= $2 and (due_at, account_id, liquidation_id) > ($2, $3, $4)
      order by due_at, account_id, liquidation_id limit $5
      """;

  private static final String CANCELS =
      "select order_id, told_at from orders"
          + " where account_id = $1 and venue_action = 'CANCEL' and status <> 'ACCEPTED'";

  static final String PARKED_INSTRUMENTS =
      """
      with recursive parked as (
        (select instrument_id from orders where status in ('ACCEPTED', 'HELD') and instrument_id > $1
          order by instrument_id limit 1)
        union all
        select (select o.instrument_id from orders o
          where o.status in ('ACCEPTED', 'HELD') and o.instrument_id > p.instrument_id order by o.instrument_id limit 1)
        from parked p where p.instrument_id is not null)
      select instrument_id from parked where instrument_id is not null limit $2
      """;

  static final String PARKED =
      Rows.ORDER_SELECT
          + "where o.status = 'ACCEPTED' and o.venue_action is not null and o.instrument_id ="
          + " any($1::bigint[]) and (not $6::boolean or o.liquidation_item_id is not null) and (o.account_id, o.order_id) > ($2, $3) and exists (select 1 from"
          + " account a where a.account_id = o.account_id and a.venue = $5) order by o.account_id,"
          + " o.order_id limit $4";

  static final String ARMED =
      """
      select o.account_id, o.order_id from orders o
      where o.status = 'HELD' and o.oco_group is not null and o.instrument_id = any($1::bigint[])
        and (o.account_id, o.order_id) > ($2, $3)
        and exists (
          select 1 from orders s where s.account_id = o.account_id and s.oco_group = o.oco_group
            and s.status in ('ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_REPLACE'))
      order by o.account_id, o.order_id limit $4
      """;

  static final String EXPIRED =
      """
      select o.account_id, o.order_id, v.expires_at from orders o
      join order_version v on v.account_id = o.account_id and v.order_id = o.order_id and v.version = o.version
      where o.status in ('ACCEPTED', 'HELD') and v.expires_at <= $1
        and (v.expires_at, o.account_id, o.order_id) > ($2, $3, $4)
      order by v.expires_at, o.account_id, o.order_id limit $5
      """;

  /**
   * Leases that are still this replica's, each looked up by its order's key alone: with more of the
   * condition inside, a plan reads for each order all that are to be told, because their index
   * seemed empty when it was made.
   */
  private static final String OWNED =
      """
      from unnest($3::bigint[], $4::bigint[], $5::bigint[]) as u (account_id, order_id, epoch)
      cross join lateral (
        select o.account_id, o.order_id, o.lease_epoch, o.lease_owner, o.venue_action from orders o
        where o.account_id = u.account_id and o.order_id = u.order_id offset 0 for update of o %s) mine
      where mine.lease_epoch = u.epoch and mine.lease_owner = $1 and mine.venue_action is not null
        and t.account_id = mine.account_id and t.order_id = mine.order_id
      """;

  static final String RELEASE =
      "update orders t set lease_until = $2, lease_owner = null, told_at = coalesce(t.told_at, $6) "
          + OWNED.formatted("");

  /** The epoch goes back with it: its next owner is the first again. */
  static final String HAND_BACK =
      "update orders t set lease_until = $2, lease_owner = null, lease_epoch = t.lease_epoch - 1 "
          + OWNED.formatted("");

  static final String RENEW =
      "update orders t set lease_until = $2 "
          + OWNED.formatted("skip locked")
          + " returning t.order_id";

  static final String UNSENT =
      "select exists (select 1 from orders o join account a on a.account_id = o.account_id where"
          + " o.venue_action = 'SEND' and o.status = 'PENDING_NEW' and a.venue = any($1::text[]))";

  private static final String RESTRICTED =
      "select a.trading_state <> 'ACTIVE' or a.status <> 'ACTIVE' from account a where a.account_id = $1";

  private final Pool pool;
  private final StoreCalls calls;
  private final ReadableRows readable = new ReadableRows("orderId", "order_id");

  PgClaimStore(Pool pool, StoreCalls calls) {
    this.pool = pool;
    this.calls = calls;
  }

  @Override
  public Uni<List<Claimed>> claim(
      UUID replica, List<VenueName> venues, Instant now, Instant leaseUntil, int limit) {
    Tuple parameters = Tuple.of(Rows.at(now), replica, Rows.at(leaseUntil), limit, names(venues));
    // One that cannot be read is another's, once its lease is over.
    return calls.again(
        pool.preparedQuery(CLAIM)
            .execute(parameters)
            .map(
                rows ->
                    readable.read(
                        rows,
                        row ->
                            new Claimed(Rows.order(row), new VenueName(row.getString("venue"))))));
  }

  private static String[] names(List<VenueName> venues) {
    return venues.stream().map(VenueName::value).toArray(String[]::new);
  }

  @Override
  public Uni<List<Due>> dueLiquidations(Instant now, Due after, int limit) {
    return list(
        DUE,
        Tuple.of(
            Rows.at(now),
            Rows.at(after.at()),
            after.account().value(),
            after.liquidation().value(),
            limit),
        row ->
            new Due(
                new AccountId(row.getLong("account_id")),
                new LiquidationId(row.getLong("liquidation_id")),
                Rows.time(row, "due_at")));
  }

  @Override
  public Uni<List<InstrumentId>> parkedInstruments(InstrumentId after, int limit) {
    return list(
        PARKED_INSTRUMENTS,
        Tuple.of(after.value(), limit),
        row -> new InstrumentId(row.getLong(0)));
  }

  @Override
  public Uni<ParkedPage> parked(
      VenueName venue,
      List<InstrumentId> instruments,
      boolean closesAlone,
      AccountId afterAccount,
      OrderId afterOrder,
      int limit) {
    Long[] ids = instruments.stream().map(InstrumentId::value).toArray(Long[]::new);
    Tuple parameters =
        Tuple.of(ids, afterAccount.value(), afterOrder.value(), limit, venue.value(), closesAlone);
    return calls.again(
        pool.preparedQuery(PARKED)
            .execute(parameters)
            .map(
                rows -> {
                  Parked last = null;
                  for (Row row : rows) {
                    last =
                        new Parked(
                            new AccountId(row.getLong("account_id")),
                            new OrderId(row.getLong("order_id")));
                  }
                  return new ParkedPage(
                      readable.read(rows, Rows::order), rows.size() < limit ? null : last);
                }));
  }

  @Override
  public Uni<List<Parked>> armed(
      List<InstrumentId> instruments, AccountId afterAccount, OrderId afterOrder, int limit) {
    Long[] ids = instruments.stream().map(InstrumentId::value).toArray(Long[]::new);
    return list(
        ARMED,
        Tuple.of(ids, afterAccount.value(), afterOrder.value(), limit),
        row -> new Parked(new AccountId(row.getLong(0)), new OrderId(row.getLong(1))));
  }

  @Override
  public Uni<List<Expired>> expiredUnsent(Instant now, Expired after, int limit) {
    return list(
        EXPIRED,
        Tuple.of(
            Rows.at(now),
            Rows.at(after.at()),
            after.account().value(),
            after.order().value(),
            limit),
        row ->
            new Expired(
                new AccountId(row.getLong("account_id")),
                new OrderId(row.getLong("order_id")),
                Rows.time(row, "expires_at")));
  }

  @Override
  public Uni<Void> release(List<Order> orders, UUID replica, Instant told, Instant claimableFrom) {
    Tuple parameters = leases(orders, replica, claimableFrom).addOffsetDateTime(Rows.at(told));
    return calls.again(pool.preparedQuery(RELEASE).execute(parameters)).replaceWithVoid();
  }

  @Override
  public Uni<CancelsTold> cancelsTold(AccountId account) {
    return list(
            CANCELS,
            Tuple.of(account.value()),
            row ->
                Map.entry(
                    new OrderId(row.getLong(0)), Optional.ofNullable(Rows.instant(row, "told_at"))))
        .map(PgClaimStore::cancelsTold);
  }

  private static CancelsTold cancelsTold(List<Map.Entry<OrderId, Optional<Instant>>> rows) {
    Set<OrderId> untold = new HashSet<>();
    Map<OrderId, Instant> since = new HashMap<>();
    for (Map.Entry<OrderId, Optional<Instant>> row : rows) {
      row.getValue()
          .ifPresentOrElse(at -> since.put(row.getKey(), at), () -> untold.add(row.getKey()));
    }
    return new CancelsTold(untold, since);
  }

  @Override
  public Uni<Void> handBack(List<Order> orders, UUID replica, Instant now) {
    return calls
        .again(pool.preparedQuery(HAND_BACK).execute(leases(orders, replica, now)))
        .replaceWithVoid();
  }

  @Override
  public Uni<Set<OrderId>> renew(List<Order> orders, UUID replica, Instant leaseUntil) {
    return list(
            RENEW, leases(orders, replica, leaseUntil), row -> new OrderId(row.getLong("order_id")))
        .map(HashSet::new);
  }

  private static Tuple leases(List<Order> orders, UUID replica, Instant until) {
    return Columns.of(orders, replica, Rows.at(until))
        .longs(o -> o.accountId().value())
        .longs(o -> o.id().value())
        .longs(Order::leaseEpoch)
        .tuple();
  }

  @Override
  public Uni<Boolean> isRestricted(AccountId account) {
    return list(RESTRICTED, Tuple.of(account.value()), row -> row.getBoolean(0))
        .map(rows -> rows.contains(true));
  }

  @Override
  public Uni<Boolean> anythingUnsent(List<VenueName> venues) {
    return list(UNSENT, Tuple.tuple().addArrayOfString(names(venues)), row -> row.getBoolean(0))
        .map(rows -> rows.get(0));
  }

  private <T> Uni<List<T>> list(String sql, Tuple parameters, Function<Row, T> reader) {
    return calls.again(
        pool.preparedQuery(sql).execute(parameters).map(rows -> Rows.all(rows, reader)));
  }
}
