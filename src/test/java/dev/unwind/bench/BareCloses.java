// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * The SQL of closing as {@code 3b0c05b} had it, without the service around it, on a bare client.
 * Its texts stand in {@code bench/frozen}.
 */
final class BareCloses implements AutoCloseable {
  private static final Path TEXTS = Path.of("bench", "frozen");

  private final String credential = text("credential.sql");
  private final String close = text("close.sql");

  /**
   * The least that a close of a whole account can be in one statement: lock, one order with its
   * terms and one event per position, and the holds. No liquidation, no items, no refusals.
   */
  private final String least = text("close_all.sql");

  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;

  BareCloses(DatabaseAddress address, int connections) throws IOException {
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

  private static String text(String name) throws IOException {
    return Files.readString(TEXTS.resolve(name));
  }

  /** What a single close asked of the database: who is it, and the one statement that closes. */
  Future<?> closeOne(String apiKey, long account, long instrument, String symbol) {
    Tuple parameters = parameters(account, instrument);
    return pool.preparedQuery(credential)
        .execute(Tuple.of(apiKey))
        .compose(found -> pool.preparedQuery(close).execute(parameters))
        .map(
            rows -> {
              if (rows.iterator().next().getLong("order_id") == null) {
                throw new IllegalStateException("refused: " + symbol);
              }
              return rows;
            });
  }

  /** The least statement that closes all of an account. */
  Future<?> closeAll(long account) {
    return pool.preparedQuery(least).execute(Tuple.of(account, account, now()));
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
  }

  /** All of a position, in Alpaca's words, and no market open: nothing is sent. */
  private static Tuple parameters(long account, long instrument) {
    OffsetDateTime now = now();
    return Tuple.tuple()
        .addLong(account)
        .addLong(instrument)
        .addString("ALL")
        .addBigDecimal(null)
        .addString("REFUSE")
        .addUUID(UUID.randomUUID())
        .addOffsetDateTime(now)
        .addArrayOfString(new String[] {"always", "us_equity", "cme_globex"})
        .addArrayOfBoolean(new Boolean[] {false, false, false})
        .addArrayOfOffsetDateTime(new OffsetDateTime[3])
        .addString(null)
        .addString("alpaca")
        .addString("bench")
        .addString(UUID.randomUUID().toString())
        .addUUID(new UUID(0, 1))
        .addOffsetDateTime(now.plusSeconds(10))
        .addValue(null)
        .addOffsetDateTime(now.plusMinutes(10))
        .addString(null)
        .addValue(null)
        .addString("POSITION")
        .addBoolean(false)
        .addOffsetDateTime(null)
        .addBoolean(false);
  }

  @Override
  public void close() {
    pool.close().toCompletionStage().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
