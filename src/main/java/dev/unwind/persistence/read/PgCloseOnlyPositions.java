// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.ledger.CloseOnlyPositions;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Finds positions that can only be closed; the statement's rules are those of the domain. */
@ApplicationScoped
public class PgCloseOnlyPositions implements CloseOnlyPositions {
  /**
   * Whether an instrument {@code i} has expired: a listed option at 16:00 in New York of the date
   * in its symbol, compared as text, for the symbol may be anything.
   */
  private static final String EXPIRED =
      """
      coalesce(i.contract_expiration_date <= %1$s, false) or (i.asset_class = 'us_option'
        and coalesce(substring(i.symbol from '^[A-Z0-9.]{1,6} *([0-9]{6})[CP][0-9]{8}$')
          <= to_char(%1$s at time zone 'America/New_York' - interval '16 hours', 'YYMMDD'), false))
      """;

  private static final String FOUND =
      """
      select f.account_id, f.position_id, f.qty, f.symbol, f.reason, f.opened_at
      from (
        select p.account_id, p.position_id, trim_scale(p.qty) as qty, i.symbol, p.opened_at,
          unnest(array[
            case when i.currency <> a.currency then 'CURRENCY_MISMATCH' end,
            case when mod(abs(p.qty), i.quantity_increment) <> 0 then 'QUANTITY_OFF_INCREMENT' end,
            case when %s then 'INSTRUMENT_EXPIRED' end]) as reason
        from position p
        join account a on a.account_id = p.account_id
        join instrument i on i.instrument_id = p.instrument_id
        where p.qty <> 0 %s) f
      where f.reason is not null
      """;

  private static final String OF_ACCOUNT =
      found("$2::timestamptz", "and p.account_id = $1")
          + " order by f.opened_at, f.position_id, f.reason limit $3";

  private final LedgerPool pool;

  PgCloseOnlyPositions(LedgerPool pool) {
    this.pool = pool;
  }

  /**
   * @param now an expression
   */
  public static String found(String now) {
    return found(now, "");
  }

  private static String found(String now, String which) {
    return FOUND.formatted(EXPIRED.formatted(now), which);
  }

  @Override
  public Uni<List<CloseOnly>> of(AccountScope scope, AccountId account, Instant now, int limit) {
    return scope.admits(account)
        ? pool.query(OF_ACCOUNT, Tuple.of(account.value(), Rows.at(now), limit))
            .map(
                rows -> {
                  List<CloseOnly> all = new ArrayList<>();
                  rows.forEach(
                      row ->
                          all.add(
                              new CloseOnly(
                                  new PositionId(row.getLong("position_id")),
                                  row.getString("symbol"),
                                  Rows.quantity(row, "qty"),
                                  Reason.valueOf(row.getString("reason")))));
                  return all;
                })
        : Uni.createFrom().item(List.of());
  }
}
