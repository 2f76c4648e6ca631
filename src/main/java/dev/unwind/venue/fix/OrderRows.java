// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.postgres.Columns;
import dev.unwind.postgres.Plans;
import dev.unwind.venue.fix.KnownOrders.CancelTry;
import dev.unwind.venue.fix.KnownOrders.Sent;
import dev.unwind.venue.fix.session.MassCancelId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Orders and cancels of one venue, as the database has them. */
final class OrderRows {
  private static final String INSERT =
      """
      insert into fix_venue.orders (venue, key, account_id, cl_ord_id, original, symbol, side, qty, time_in_force)
      select $1, u.* from unnest($2::uuid[], $3::bigint[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::numeric[],
        $9::text[]) as u
      on conflict do nothing
      returning key
      """;

  /**
   * One by one, as all batches of keys here: the planner knows nothing of orders of a second ago.
   */
  private static final String BY_KEYS =
      """
      select o.* from unnest($2::uuid[]) as u (key) cross join lateral (
        select * from fix_venue.orders where venue = $1 and key = u.key offset 0) o
      """
          + Plans.EACH_TIME;

  /** Each way by its index, whatever number of orders there is; with those that came after. */
  private static final String BY_IDS =
      """
      with recursive named as (
        select o.key from unnest($2::text[]) as u (id) cross join lateral (
          select key from fix_venue.orders where venue = $1 and cl_ord_id = u.id offset 0) o
        union
        select c.key from unnest($2::text[]) as u (id) cross join lateral (
          select key from fix_venue.cancel where venue = $1 and cl_ord_id = u.id offset 0) c
        union
        select o.key from unnest($3::bigint[], $4::int[]) as n (generation, seq) cross join lateral (
          select key from fix_venue.orders
          where venue = $1 and generation = n.generation and seq = n.seq and status = 'SENT' offset 0) o),
      wanted as (
        select key, 0 as step from named
        union
        select o.replaced_by, w.step + 1 from wanted w cross join lateral (
          select replaced_by from fix_venue.orders where venue = $1 and key = w.key offset 0) o
        where o.replaced_by is not null and w.step < $5)
      select o.* from (select distinct key from wanted) w cross join lateral (
        select * from fix_venue.orders where venue = $1 and key = w.key offset 0) o
      """
          + Plans.EACH_TIME;

  private static final String CANCELS_BY_IDS =
      """
      select c.* from unnest($2::text[]) as u (id) cross join lateral (
        select * from fix_venue.cancel where venue = $1 and cl_ord_id = u.id offset 0) c
      union
      select c.* from unnest((select $3::bigint[]), (select $4::int[])) as n (generation, seq)
        join fix_venue.cancel c on c.venue = $1 and c.generation = n.generation and c.seq = n.seq
      """
          + Plans.EACH_TIME;

  /**
   * Another replica may have read on meanwhile: what it has found is not taken back. Of arrays from
   * a query the planner does not know how long they are ({@link Plans#EACH_TIME}).
   */
  private static final String UPDATE =
      """
      update fix_venue.orders o set known = true, order_id = coalesce(u.order_id, o.order_id),
        replaced_by = coalesce(u.replaced_by, o.replaced_by),
        status = case
          when u.status = 'REPLACED' or o.status in ('SENT', 'WORKING') and u.status <> 'SENT' then u.status
          else o.status end
      from unnest((select $2::uuid[]), (select $3::text[]), (select $4::text[]), (select $5::uuid[]))
        as u (key, status, order_id, replaced_by)
      where o.venue = $1 and o.key = u.key
      """
          + Plans.EACH_TIME;

  private static final String LAST_CANCEL =
      """
      select * from fix_venue.cancel where venue = $1 and key = $2 order by try desc limit 1
      """
          + Plans.EACH_TIME;

  private static final String INSERT_CANCEL =
      """
      insert into fix_venue.cancel (venue, cl_ord_id, key, try, sent_at) values ($1, $2, $3, $4, $5)
      on conflict do nothing
      """;

  private static final String LAST_CANCELS =
      """
      select c.* from unnest($2::uuid[]) as u (key) cross join lateral (
        select * from fix_venue.cancel where venue = $1 and key = u.key order by try desc limit 1) c
      """
          + Plans.EACH_TIME;

  private static final String INSERT_CANCELS =
      """
      insert into fix_venue.cancel (venue, cl_ord_id, key, try, sent_at)
      select $1, u.cl_ord_id, u.key, u.try, $2 from unnest($3::text[], $4::uuid[], $5::int[]) as u (cl_ord_id, key, try)
      on conflict do nothing
      """;

  private static final String ANSWER_CANCELS =
      """
      update fix_venue.cancel c set answered = true from unnest((select $2::text[])) as u (id)
      where c.venue = $1 and c.cl_ord_id = u.id and not c.answered
      """
          + Plans.EACH_TIME;

  private static final Duration STATEMENT_MAX = Duration.ofSeconds(5);

  private final Pool pool;
  private final String venue;

  OrderRows(Pool pool, String venue) {
    this.pool = pool;
    this.venue = venue;
  }

  /**
   * Writes down that these shall go out; those that are there already stay as they are.
   *
   * @return the keys of those that are new
   */
  Uni<Set<UUID>> insert(List<Standing> orders) {
    return orders.isEmpty()
        ? Uni.createFrom().item(Set.of())
        : bounded(
                pool.preparedQuery(INSERT)
                    .execute(
                        Tuple.tuple()
                            .addString(venue)
                            .addArrayOfUUID(orders.stream().map(Standing::key).toArray(UUID[]::new))
                            .addArrayOfLong(
                                orders.stream().map(o -> o.account().value()).toArray(Long[]::new))
                            .addArrayOfString(
                                orders.stream().map(Standing::clOrdId).toArray(String[]::new))
                            .addArrayOfUUID(
                                orders.stream().map(Standing::original).toArray(UUID[]::new))
                            .addArrayOfString(
                                orders.stream().map(Standing::symbol).toArray(String[]::new))
                            .addArrayOfString(
                                orders.stream().map(Standing::side).toArray(String[]::new))
                            .addValue(
                                orders.stream()
                                    .map(o -> o.qty().value())
                                    .toArray(BigDecimal[]::new))
                            .addArrayOfString(
                                orders.stream().map(Standing::timeInForce).toArray(String[]::new))))
            .map(
                rows -> {
                  Set<UUID> fresh = new HashSet<>();
                  rows.forEach(row -> fresh.add(row.getUUID("key")));
                  return fresh;
                });
  }

  Uni<Map<UUID, Standing>> byKeys(Collection<UUID> keys) {
    if (keys.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return bounded(
            pool.preparedQuery(BY_KEYS)
                .execute(Tuple.tuple().addString(venue).addArrayOfUUID(keys.toArray(UUID[]::new))))
        .map(OrderRows::standings);
  }

  private static Map<UUID, Standing> standings(Iterable<Row> rows) {
    Map<UUID, Standing> found = new HashMap<>();
    for (Row row : rows) {
      Standing standing = Standing.of(row);
      found.put(standing.key(), standing);
    }
    return found;
  }

  /** What messages may be about: orders by their ids, by ids of their cancels, or by numbers. */
  Uni<KnownOrders> known(SqlClient connection, Set<String> ids, Set<Sent> numbers) {
    Long[] generations = numbers.stream().map(Sent::generation).toArray(Long[]::new);
    Integer[] sequences = numbers.stream().map(Sent::number).toArray(Integer[]::new);
    Tuple parameters = Tuple.of(venue, ids.toArray(String[]::new), generations, sequences);
    return connection
        .preparedQuery(CANCELS_BY_IDS)
        .execute(parameters)
        .chain(
            cancels -> {
              List<CancelTry> tries = new ArrayList<>();
              Map<Sent, String> byNumber = new HashMap<>();
              for (Row row : cancels) {
                CancelTry one = CancelTry.of(row);
                tries.add(one);
                if (row.getInteger("seq") != null) {
                  byNumber.put(
                      new Sent(row.getLong("generation"), row.getInteger("seq")), one.clOrdId());
                }
              }
              Set<String> all = new HashSet<>(ids);
              tries.forEach(one -> all.add(one.clOrdId()));
              return connection
                  .preparedQuery(BY_IDS)
                  .execute(
                      Tuple.of(
                          venue,
                          all.toArray(String[]::new),
                          generations,
                          sequences,
                          KnownOrders.REPLACEMENTS_MAX))
                  .chain(rows -> withOthers(connection, standings(rows)))
                  .map(found -> new KnownOrders(found, tries, byNumber));
            });
  }

  /** With what they replace. */
  private Uni<Map<UUID, Standing>> withOthers(SqlClient connection, Map<UUID, Standing> found) {
    Set<UUID> missing = new HashSet<>();
    for (Standing standing : found.values()) {
      Optional.ofNullable(standing.original()).ifPresent(missing::add);
    }
    missing.removeAll(found.keySet());
    if (missing.isEmpty()) {
      return Uni.createFrom().item(found);
    }
    return connection
        .preparedQuery(BY_KEYS)
        .execute(Tuple.tuple().addString(venue).addArrayOfUUID(missing.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, Standing> all = new HashMap<>(found);
              all.putAll(standings(rows));
              return all;
            });
  }

  Uni<Void> update(SqlClient connection, Collection<Standing> changed) {
    if (changed.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(UPDATE)
        .execute(
            Tuple.tuple()
                .addString(venue)
                .addArrayOfUUID(changed.stream().map(Standing::key).toArray(UUID[]::new))
                .addArrayOfString(
                    changed.stream().map(s -> s.status().name()).toArray(String[]::new))
                .addArrayOfString(changed.stream().map(Standing::orderId).toArray(String[]::new))
                .addArrayOfUUID(changed.stream().map(Standing::replacedBy).toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  Uni<Void> answered(SqlClient connection, Set<String> cancels) {
    return cancels.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(ANSWER_CANCELS)
            .execute(Tuple.of(venue, cancels.toArray(String[]::new)))
            .replaceWithVoid();
  }

  Uni<Optional<CancelTry>> lastCancel(UUID key) {
    return bounded(pool.preparedQuery(LAST_CANCEL).execute(Tuple.of(venue, key)))
        .map(
            rows ->
                rows.iterator().hasNext()
                    ? Optional.of(CancelTry.of(rows.iterator().next()))
                    : Optional.empty());
  }

  Uni<Void> insertCancel(String clOrdId, UUID key, int number, Instant now) {
    return bounded(
            pool.preparedQuery(INSERT_CANCEL)
                .execute(Tuple.of(venue, clOrdId, key, number, Columns.time(now))))
        .replaceWithVoid();
  }

  /** Of each order the last try to cancel it. */
  Uni<Map<UUID, CancelTry>> lastCancels(Collection<UUID> keys) {
    return bounded(
            pool.preparedQuery(LAST_CANCELS)
                .execute(Tuple.tuple().addString(venue).addArrayOfUUID(keys.toArray(UUID[]::new))))
        .map(
            rows -> {
              Map<UUID, CancelTry> found = new HashMap<>();
              rows.forEach(row -> found.put(row.getUUID("key"), CancelTry.of(row)));
              return found;
            });
  }

  /** Writes down cancels that shall go out together. */
  Uni<Void> insertCancels(String request, Map<UUID, Integer> tries, Instant now) {
    UUID[] keys = tries.keySet().toArray(UUID[]::new);
    return bounded(
            pool.preparedQuery(INSERT_CANCELS)
                .execute(
                    Tuple.of(
                        venue,
                        Columns.time(now),
                        IntStream.range(0, keys.length)
                            .mapToObj(n -> MassCancelId.member(request, n))
                            .toArray(String[]::new),
                        keys,
                        Stream.of(keys).map(tries::get).toArray(Integer[]::new))))
        .replaceWithVoid();
  }

  private static <T> Uni<T> bounded(Uni<T> work) {
    return work.ifNoItem().after(STATEMENT_MAX).fail();
  }
}
