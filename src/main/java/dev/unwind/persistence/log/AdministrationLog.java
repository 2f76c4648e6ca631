// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.application.event.AcknowledgedCommit;
import dev.unwind.application.ledger.Administration;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Enters acts of administration in their log, within the transaction that does them. The row that
 * numbers them is locked from then on: it is the last that a transaction locks.
 */
public final class AdministrationLog {
  private static final Long ACCOUNT = AccountId.ADMINISTRATION.value();

  /** With nothing in it that depends on a session: one server may say it to another. */
  private static final String TAKE_PLACE =
      """
      update administration_log set event_seq = event_seq + 1,
        event_at = greatest(cast(%1$s1 as timestamptz),
          (event_at at time zone 'UTC' + interval '1 microsecond') at time zone 'UTC')
      where account_id = 0
      returning event_seq, cast(extract(epoch from event_at at time zone 'UTC') * 1000000 as bigint)
      """;

  private static final String INSERT =
      """
      insert into event (account_id, seq, event_id, at, kind, snapshot, actor, dialect, request_id)
      values (%1$s1, %1$s2, nextval('event_id_seq'), cast(cast(%1$s3 as text) as timestamptz), %1$s4,
        cast(cast(%1$s5 as text) as json), %1$s6, %1$s7, nullif(cast(%1$s8 as text), ''))
      """;

  private static final String TAKE_OF_POOL = TAKE_PLACE.formatted("$");
  private static final String TAKE_OF_SESSION = TAKE_PLACE.formatted("?");
  private static final String INSERT_OF_POOL = INSERT.formatted("$");
  private static final String INSERT_OF_SESSION = INSERT.formatted("?");

  private AdministrationLog() {}

  public static Uni<Void> tell(
      SqlConnection connection, LogEnds ends, Administration told, Instant now) {
    return connection
        .preparedQuery(TAKE_OF_POOL)
        .execute(Tuple.of(Rows.at(now)))
        .map(rows -> rows.iterator().next())
        .map(row -> new Place(row.getLong(0), at(row.getLong(1))))
        .call(
            place -> connection.preparedQuery(INSERT_OF_POOL).execute(Tuple.from(row(place, told))))
        .invoke(place -> ends.add(written(place, told)))
        .replaceWithVoid();
  }

  /** The same in the transaction of a session. */
  public static Uni<Void> tell(
      Mutiny.Session session, LogEnds ends, Administration told, Instant now) {
    return session
        .createNativeQuery(TAKE_OF_SESSION)
        .setParameter(1, Rows.at(now))
        .getSingleResult()
        .map(Object[].class::cast)
        .map(row -> new Place(((Number) row[0]).longValue(), at(((Number) row[1]).longValue())))
        .call(
            place -> {
              Mutiny.Query<Object> insert = session.createNativeQuery(INSERT_OF_SESSION);
              Object[] values = row(place, told);
              for (int i = 0; i < values.length; i++) {
                insert.setParameter(i + 1, values[i]);
              }
              return insert.executeUpdate();
            })
        .invoke(place -> ends.add(written(place, told)))
        .replaceWithVoid();
  }

  private record Place(long seq, Instant at) {}

  private static Instant at(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static AcknowledgedCommit written(Place place, Administration told) {
    String name = told.kind() + " " + told.what().subject();
    return AcknowledgedCommit.of(AccountId.ADMINISTRATION, place.seq(), place.at(), name);
  }

  private static Object[] row(Place place, Administration told) {
    String request = told.by().requestId();
    return new Object[] {
      ACCOUNT,
      place.seq(),
      place.at().toString(),
      told.kind().name(),
      snapshot(told.what()),
      told.by().actor(),
      told.by().dialect(),
      request == null ? "" : request
    };
  }

  private static String snapshot(Administered what) {
    return new JsonObject(Map.of("administered", LedgerJson.json(what))).encode();
  }
}
