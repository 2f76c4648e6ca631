// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.control;

import dev.unwind.application.control.AccountSettings;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.domain.account.DayStart;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.Queries;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/** The settings of an account, which has none until somebody sets them. */
final class SettingsSql {
  /** A decision about the account alone needs nothing of what it holds. */
  static final BookScope NOTHING =
      new BookScope(
          BookScope.Reach.NAMED, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

  private static final String READ =
      "select require_second_person, day_start, day_zone from account_settings where account_id = $1";

  private static final String PUT =
      """
      insert into account_settings (account_id, require_second_person, day_start, day_zone) values ($1, $2, $3, $4)
      on conflict (account_id) do update set require_second_person = excluded.require_second_person,
        day_start = excluded.day_start, day_zone = excluded.day_zone
      """;

  private SettingsSql() {}

  /** The same statements within a transaction. */
  static Queries on(SqlConnection connection) {
    return (sql, parameters) -> connection.preparedQuery(sql).execute(parameters);
  }

  static Uni<AccountSettings> read(Queries queries, AccountId account) {
    return queries.query(READ, Tuple.of(account.value())).map(SettingsSql::settings);
  }

  private static AccountSettings settings(RowSet<Row> rows) {
    return rows.size() == 0 ? AccountSettings.NONE : ofRow(rows.iterator().next());
  }

  /** Of a row that may be joined with none. */
  static AccountSettings ofRow(Row row) {
    LocalTime time = row.getLocalTime("day_start");
    return new AccountSettings(
        Boolean.TRUE.equals(row.getBoolean("require_second_person")),
        time == null ? null : new DayStart(time, ZoneId.of(row.getString("day_zone"))));
  }

  static Uni<Void> put(SqlConnection connection, AccountId account, AccountSettings settings) {
    DayStart day = settings.dayStart();
    return connection
        .preparedQuery(PUT)
        .execute(
            Tuple.of(
                account.value(),
                settings.requireSecondPerson(),
                day == null ? null : day.time(),
                day == null ? null : day.zone().getId()))
        .replaceWithVoid();
  }
}
