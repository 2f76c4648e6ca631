// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.domain.book.BookSettings;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.access.CredentialSql;
import dev.unwind.platform.database.DatabaseAddress;
import dev.unwind.postgres.ServerTimeline;
import dev.unwind.postgres.SessionPool;
import dev.unwind.postgres.SessionSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of closing without the service around it, on a bare client: what measurements compare
 * with.
 */
public final class BareCloses implements AutoCloseable {
  /**
   * The least that a close of a whole account can be in one statement: lock, one order with its
   * terms and one event per position, and the holds. No liquidation, no items, no refusals.
   */
  private static final String LEAST =
      """
      with a as (select account_id, event_seq from account where account_id = $1 for update),
      p as (
        select p.*, nextval('order_id_seq') as order_id, nextval('event_id_seq') as event_id, row_number() over () as n
        from (select * from position where account_id = $1 and qty <> 0 and live_liquidation_item_id is null
          order by position_id for update) p),
      o as (
        insert into orders (account_id, order_id, instrument_id, position_id, side, status, liquidation_id,
          liquidation_item_id, actor, dialect, command_id, created_at, updated_at, submitted_at)
        select account_id, order_id, instrument_id, position_id, case when qty > 0 then 'SELL' else 'BUY' end, 'PENDING_NEW',
          $2, order_id, 'bench', 'bench', event_id, $3, $3, $3 from p returning *),
      v as (
        insert into order_version (account_id, order_id, version, uid, client_order_id, type, time_in_force, qty, created_at)
        select account_id, order_id, 1, gen_random_uuid(), order_id::text, 'MARKET', 'DAY', abs(qty), $3 from p),
      h as (
        update position set held = abs(position.qty) from p
        where position.account_id = p.account_id and position.position_id = p.position_id),
      e as (
        insert into event (account_id, seq, event_id, at, kind, order_id, actor, dialect, snapshot)
        select p.account_id, a.event_seq + p.n, p.event_id, $3::timestamptz + p.n * interval '1 microsecond',
          'ORDER_PENDING_NEW', p.order_id, 'bench', 'bench', row_to_json(o)
        from p join o on o.order_id = p.order_id cross join a)
      update account set event_seq = event_seq + (select count(*) from p) where account_id = $1
      """;

  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;

  public BareCloses(DatabaseAddress address, int connections) {
    String[] location = address.location().split("[:/]");
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(location[0])
            .setPort(Integer.parseInt(location[1]))
            .setDatabase(location[2])
            .setUser(address.user())
            .setPassword(address.password() == null ? "" : address.password());
    pool =
        SessionPool.open(
            vertx,
            options,
            new PoolOptions().setMaxSize(connections),
            "unwind-bench",
            SessionSettings.standard(),
            new ServerTimeline());
  }

  /**
   * What the service asks of the database for a single close: who is it, and the one statement that
   * closes.
   */
  public Future<?> closeOne(String apiKey, long account, long instrument, String symbol) {
    Tuple parameters = parameters(account, instrument, symbol);
    return pool.preparedQuery(CredentialSql.BY_KEY_ID)
        .execute(Tuple.of(apiKey))
        .compose(found -> pool.preparedQuery(CloseSql.CLOSE).execute(parameters))
        .map(
            rows -> {
              if (rows.iterator().next().getLong("order_id") == null) {
                throw new IllegalStateException("refused: " + symbol);
              }
              return rows;
            });
  }

  /** The least statement that closes all of an account. */
  public Future<?> closeAll(long account) {
    return pool.preparedQuery(LEAST)
        .execute(Tuple.of(account, account, Rows.at(Instant.now().truncatedTo(ChronoUnit.MICROS))));
  }

  private static Tuple parameters(long account, long instrument, String symbol) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    CloseRequest request = CloseRequest.one(new InstrumentId(instrument)).build();
    BookSettings settings =
        new BookSettings(
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(1),
            2,
            Duration.ZERO,
            20);
    return new CloseRows(
            new AccountId(account),
            instrument(instrument, symbol),
            CloseCommand.of(request),
            new DecisionOrigin("bench", "alpaca", UUID.randomUUID().toString()),
            UUID.randomUUID(),
            now,
            now.plusSeconds(10),
            new UUID(0, 1),
            settings,
            new Closed(),
            SessionKind.values())
        .parameters()
        .getDelegate();
  }

  private static Instrument instrument(long id, String symbol) {
    return new Instrument(
        new InstrumentId(id),
        new UUID(0, id),
        symbol,
        AssetClass.US_EQUITY,
        "",
        "USD",
        Quantity.of("0.000000001"),
        Price.of("0.01"),
        Quantity.ONE,
        null,
        true,
        true,
        true,
        SessionKind.US_EQUITY,
        null,
        List.of());
  }

  @Override
  public void close() {
    pool.close().toCompletionStage().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** No market is open: nothing is sent, so that only the closes are measured. */
  private static final class Closed implements Sessions {
    @Override
    public boolean isOpen(Instrument instrument, Instant now) {
      return false;
    }

    @Override
    public LocalDate tradeDate(Instrument instrument, Instant now) {
      return LocalDate.EPOCH;
    }

    @Override
    public @Nullable Instant dayOrderExpiry(Instrument instrument, Instant now) {
      return null;
    }

    @Override
    public Duration openTime(Instrument instrument, Instant from, Instant to) {
      return Duration.ZERO;
    }
  }
}
