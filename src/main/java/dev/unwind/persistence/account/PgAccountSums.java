// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import dev.unwind.application.account.AccountSums;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Money;
import dev.unwind.persistence.Queries;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.function.Function;

/**
 * Sums that agree with the domain's arithmetic to the last digit: every product is rounded where a
 * {@code Money} is.
 */
@ApplicationScoped
class PgAccountSums implements AccountSums {
  /**
   * Products are rounded in steps of their own, so that none is computed for each mention of it.
   */
  private static final String HELD =
      """
      with held as materialized (
        select i.asset_class = 'future' as future, i.multiplier, q.last is not null as quoted,
          p.qty * coalesce(q.last, p.entry_price) as last,
          p.qty * coalesce(q.previous_close, q.last, p.entry_price) as previous,
          p.cost * i.multiplier as cost
        from position p
        join instrument i on i.instrument_id = p.instrument_id
        left join quote q on q.instrument_id = p.instrument_id
        where p.account_id = $1 and p.qty <> 0),
      products as materialized (
        select h.future, h.quoted, %s as cost, %s * h.multiplier as value, %s * h.multiplier as previous from held h),
      valued as materialized (
        select v.future, v.quoted, v.cost, %s as value, %s as previous from products v)
      """
          .formatted(
              exact("h.cost"),
              exact("h.last"),
              exact("h.previous"),
              exact("v.value"),
              exact("v.previous"));

  private static final String VALUES =
      HELD
          + """
          select coalesce(sum(v.value) filter (where not v.future and v.value >= 0), 0) as longs,
            coalesce(sum(v.value) filter (where not v.future and v.value < 0), 0) as shorts,
            coalesce(sum(v.value - v.cost) filter (where v.future), 0) as futures_profit,
            coalesce(sum(v.previous - case when v.future then v.cost else 0 end), 0) as at_previous_close
          from valued v
          """;

  private static final String PROFITS =
      HELD
          + """
          , marked as materialized (
            select v.future, v.cost, case when v.quoted then v.value else v.cost end as value from valued v),
          rounded as materialized (
            select m.future, %s as profit, %s as value from marked m)
          select coalesce(sum(r.profit), 0) as profit, coalesce(sum(r.profit) filter (where r.future), 0) as futures_profit,
            coalesce(sum(case when r.future then r.profit else r.value end), 0) as worth
          from rounded r
          """
              .formatted(
                  halfEven("(m.value - m.cost)", "$2::integer"),
                  halfEven("m.value", "$2::integer"));

  /** Each order is looked up by itself: the open ones are few among all that were. */
  private static final String PURCHASES =
      """
      with bought as materialized (
        select i.multiplier, i.asset_class <> 'future' and not exists (
            select 1 from position p where p.account_id = $1 and p.instrument_id = o.instrument_id and p.netting and p.qty < 0) as opens,
          greatest(v.qty - o.filled_qty, 0) * coalesce(v.limit_price, q.ask, q.last) as cost
        from orders o
        cross join lateral (select v.qty, v.limit_price from order_version v
          where v.account_id = $1 and v.order_id = o.order_id and v.version = o.version offset 0) v
        join instrument i on i.instrument_id = o.instrument_id
        left join quote q on q.instrument_id = o.instrument_id
        where o.account_id = $1 and o.side = 'BUY' and o.status in
          ('HELD', 'ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE')),
      units as materialized (
        select b.opens, b.multiplier, %s as cost from bought b),
      products as materialized (
        select u.opens, u.cost, u.cost * u.multiplier as money from units u)
      select coalesce(sum(%s) filter (where p.opens), 0) as opening, coalesce(sum(p.cost), 0) as everything from products p
      """
          .formatted(exact("b.cost"), exact("p.money"));

  private static final String REALISED =
      "select coalesce(sum(f.realized_pl), 0) as realised from fill f where f.account_id = $1 and"
          + " f.booked_at > $2";

  private final Queries pool;

  PgAccountSums(Queries pool) {
    this.pool = pool;
  }

  @Override
  public Uni<Values> values(AccountId account) {
    return one(
        VALUES,
        Tuple.of(account.value()),
        row ->
            new Values(
                Rows.money(row, "longs"),
                Rows.money(row, "shorts"),
                Rows.money(row, "futures_profit"),
                Rows.money(row, "at_previous_close")));
  }

  @Override
  public Uni<Profits> profits(Account account) {
    return one(
        PROFITS,
        Tuple.of(account.id().value(), account.currencyUnit().fractionDigits()),
        row ->
            new Profits(
                Rows.money(row, "profit"),
                Rows.money(row, "futures_profit"),
                Rows.money(row, "worth")));
  }

  @Override
  public Uni<Purchases> purchases(AccountId account) {
    return one(
        PURCHASES,
        Tuple.of(account.value()),
        row -> new Purchases(Rows.money(row, "opening"), Rows.money(row, "everything")));
  }

  @Override
  public Uni<Money> realisedAfter(AccountId account, Instant moment) {
    return one(
        REALISED, Tuple.of(account.value(), Rows.at(moment)), row -> Rows.money(row, "realised"));
  }

  private <T> Uni<T> one(String sql, Tuple parameters, Function<Row, T> read) {
    return pool.query(sql, parameters).map(rows -> read.apply(rows.iterator().next()));
  }

  /** As the ledger keeps it; most products have no more digits than that. */
  private static String exact(String amount) {
    return "case when %1$s = trunc(%1$s, 18) then %1$s else %2$s end"
        .formatted(amount, halfEven(amount, "18"));
  }

  /** PostgreSQL rounds ties away from zero. */
  private static String halfEven(String amount, String digits) {
    return """
    case when abs(%1$s - trunc(%1$s, %2$s)) * 10::numeric ^ (%2$s) = 0.5
        and mod(trunc(%1$s, %2$s) * 10::numeric ^ (%2$s), 2) = 0
      then trunc(%1$s, %2$s) else round(%1$s, %2$s) end\
    """
        .formatted(amount, digits);
  }
}
