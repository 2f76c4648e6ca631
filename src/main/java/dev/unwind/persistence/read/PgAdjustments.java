// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.reconciliation.Adjustments;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.Conditions;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what was booked without a trade. */
@ApplicationScoped
class PgAdjustments implements Adjustments {
  /** The event of each gives its place in time: one of an account's log for each moment. */
  private static final String FOUND =
      """
      select * from adjustment a
      where a.account_id = $1 and (a.reason, a.qty <> 0) in (select * from unnest($2::text[], $3::boolean[]))
        and ($4::timestamptz is null or a.booked_at > $4) and ($5::timestamptz is null or a.booked_at < $5)
      order by a.booked_at %1$s, a.adjustment_id %1$s limit $6
      """;

  private static final String OLDEST_FIRST = FOUND.formatted("asc");
  private static final String NEWEST_FIRST = FOUND.formatted("desc");

  private static final String BOOKED =
      "select distinct activity from adjustment where account_id = $1 and activity = any($2::text[])";

  private final LedgerPool pool;

  PgAdjustments(LedgerPool pool) {
    this.pool = pool;
  }

  @Override
  public Uni<List<Adjustment>> of(AccountScope scope, Query query) {
    if (!scope.admits(query.account()) || query.kinds().isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    List<Kind> kinds = List.copyOf(query.kinds());
    return pool.query(
            query.oldestFirst() ? OLDEST_FIRST : NEWEST_FIRST,
            Tuple.tuple()
                .addLong(query.account().value())
                .addArrayOfString(
                    kinds.stream().map(kind -> kind.reason().name()).toArray(String[]::new))
                .addArrayOfBoolean(kinds.stream().map(Kind::moves).toArray(Boolean[]::new))
                .addValue(Rows.at(query.after()))
                .addValue(Rows.at(query.until()))
                .addInteger(Conditions.rows(query.limit())))
        .map(rows -> Rows.all(rows, PgAdjustments::adjustment));
  }

  @Override
  public Uni<Set<String>> booked(AccountId account, Set<String> activities) {
    return pool.query(BOOKED, Tuple.of(account.value(), activities.toArray(String[]::new)))
        .map(rows -> Rows.set(rows, row -> row.getString(0)));
  }

  /** What it corrects is told by the event of it. */
  private static Adjustment adjustment(Row row) {
    Long position = row.getLong("position_id");
    Long instrument = row.getLong("instrument_id");
    BigDecimal price = row.getBigDecimal("price");
    return new Adjustment(
        row.getLong("adjustment_id"),
        row.getLong("seq"),
        position == null ? null : new PositionId(position),
        instrument == null ? null : new InstrumentId(instrument),
        new Quantity(row.getBigDecimal("qty")),
        price == null ? null : new Price(price),
        quantity(row.getBigDecimal("position_qty")),
        new Money(row.getBigDecimal("cash_effect")),
        new Money(row.getBigDecimal("cash")),
        AdjustmentReason.valueOf(row.getString("reason")),
        row.getString("source"),
        row.getString("note"),
        row.getOffsetDateTime("booked_at").toInstant(),
        null,
        row.getString("activity"));
  }

  private static @Nullable Quantity quantity(@Nullable BigDecimal value) {
    return value == null ? null : new Quantity(value);
  }
}
