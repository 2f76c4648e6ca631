// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.order.ParkedReports;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.book.StaleRowsException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Parked reports as rows. */
@ApplicationScoped
class PgParkedReports implements ParkedReports {
  private static final int WHY_CHARS_MAX = 500;
  private static final int CAUSES_MAX = 16;

  static final String PARK =
      """
      insert into parked_report (account_id, report_id, venue, order_key, order_id, kind, exec_id, qty, price, cum_qty,
        reported_at, parked_at, why)
      values ($1, $2, $3, $4, (select v.order_id from order_version v where v.account_id = $1 and v.uid = $4),
        $5, $6, $7, $8, $9, $10, $11, $12)
      on conflict do nothing returning 1
      """;

  private static final String TRADE =
      "select 1 from parked_report where account_id = $1 and venue = $2 and exec_id = $3 limit 1";

  private static final String OF_ACCOUNT =
      "select * from parked_report where account_id = $1 order by parked_at, report_id limit $2";

  static final String COUNT = "select count(*) as parked from parked_report";

  private final LedgerPool pool;
  private final InstantSource clock;

  PgParkedReports(LedgerPool pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /**
   * Numbers beyond what the ledger's values or columns hold, and what its constraints refuse; class
   * 22 and 23 of PostgreSQL.
   */
  @Override
  public boolean isFinal(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      // Under the account's lock nobody else has moved a row: one that is missing stays so.
      if (cause instanceof ArithmeticException || cause instanceof StaleRowsException) {
        return true;
      }
      String state = cause instanceof PgException e ? e.getSqlState() : null;
      if (state != null && (state.startsWith("22") || state.startsWith("23"))) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  @Override
  public Uni<Boolean> park(
      AccountId account, String venue, VenueReport delivered, Throwable failure) {
    ExecutionReport report = delivered.report();
    ExecutionReport.Trade trade = report instanceof ExecutionReport.Trade t ? t : null;
    return park(
        account,
        delivered.id(),
        venue,
        report.orderKey(),
        kind(report),
        trade,
        trade == null ? null : trade.execId(),
        report.at(),
        String.valueOf(failure.getMessage()));
  }

  /** It belongs to no order, and is found again by its own id. */
  @Override
  public Uni<Boolean> park(AccountId account, String venue, Activity activity, String why) {
    UUID id =
        UUID.nameUUIDFromBytes((venue + ":" + activity.id()).getBytes(StandardCharsets.UTF_8));
    return park(account, id, venue, id, ACTIVITY, null, activity.id(), clock.instant(), why);
  }

  private Uni<Boolean> park(
      AccountId account,
      UUID id,
      String venue,
      UUID key,
      String kind,
      ExecutionReport.@Nullable Trade trade,
      @Nullable String execId,
      Instant at,
      String text) {
    String why = text.replace('\0', ' ');
    return pool.query(
            PARK,
            Tuple.tuple()
                .addLong(account.value())
                .addUUID(id)
                .addString(venue)
                .addUUID(key)
                .addString(kind)
                .addString(execId)
                .addBigDecimal(trade == null ? null : trade.qty().value())
                .addBigDecimal(trade == null ? null : trade.price().value())
                .addBigDecimal(trade == null ? null : trade.cumQty().value())
                .addOffsetDateTime(Rows.at(at))
                .addOffsetDateTime(Rows.at(clock.instant()))
                .addString(why.substring(0, Math.min(why.length(), WHY_CHARS_MAX))))
        .map(rows -> rows.iterator().hasNext());
  }

  @Override
  public Uni<Boolean> isParked(AccountId account, String venue, String execId) {
    return pool.query(TRADE, Tuple.of(account.value(), venue, execId))
        .map(rows -> rows.iterator().hasNext());
  }

  private static String kind(ExecutionReport report) {
    if (report instanceof ExecutionReport.Trade) {
      return "TRADE";
    } else if (report instanceof ExecutionReport.Working) {
      return "WORKING";
    } else if (report instanceof ExecutionReport.Rejected) {
      return "REJECTED";
    } else if (report instanceof ExecutionReport.Canceled) {
      return "CANCELED";
    } else if (report instanceof ExecutionReport.Expired) {
      return "EXPIRED";
    } else if (report instanceof ExecutionReport.CancelRejected) {
      return "CANCEL_REJECTED";
    } else if (report instanceof ExecutionReport.Corrected) {
      return "CORRECTED";
    }
    if (report instanceof ExecutionReport.Entered) {
      return "ENTERED";
    }
    return report instanceof ExecutionReport.Replaced ? "REPLACED" : "REPLACE_REJECTED";
  }

  @Override
  public Uni<List<Parked>> of(AccountScope scope, AccountId account, int limit) {
    return scope.admits(account)
        ? pool.query(OF_ACCOUNT, Tuple.of(account.value(), limit))
            .map(rows -> Rows.all(rows, PgParkedReports::parked))
        : Uni.createFrom().item(List.of());
  }

  private static Parked parked(Row row) {
    return new Parked(
        row.getUUID("report_id"),
        row.getString("venue"),
        row.getString("kind").equals(ACTIVITY) ? null : row.getUUID("order_key"),
        row.getLong("order_id"),
        row.getString("kind"),
        row.getString("exec_id"),
        number(row, "qty"),
        number(row, "price"),
        number(row, "cum_qty"),
        Rows.time(row, "reported_at"),
        Rows.time(row, "parked_at"),
        row.getString("why"));
  }

  private static @Nullable BigDecimal number(Row row, String column) {
    return row.getBigDecimal(column);
  }

  @Override
  public Uni<Long> count() {
    return pool.query(COUNT, Tuple.tuple()).map(rows -> rows.iterator().next().getLong(0));
  }
}
