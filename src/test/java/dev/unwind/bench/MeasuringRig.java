// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A database with instruments, quotes and empty accounts, and the packaged server on it. Accounts
 * get their positions by SQL, as many as a measurement uses up.
 */
final class MeasuringRig implements AutoCloseable {
  /** Of the server, and of everything that is awaited. */
  static final Duration LIMIT = Duration.ofSeconds(180);

  private final TestDatabase database;
  private final Path book;
  private final LedgerWatch watch;
  private Map<String, Long> instruments = Map.of();
  private Map<String, Long> accounts = Map.of();

  private final @Nullable Path program;

  /**
   * @param program that is served; null for the one that is packaged here
   */
  MeasuringRig(Metric metric, @Nullable Path program) throws IOException, SQLException {
    this(metric, program, TestDatabase.create());
  }

  MeasuringRig(Metric metric, @Nullable Path program, TestDatabase database)
      throws IOException, SQLException {
    this.program = program;
    this.database = database;
    book = Files.createTempFile("unwind-bench", ".json");
    new BenchBook(1, metric.accounts(), 0, metric.instruments(), 0, metric.signsIn()).write(book);
    watch = new LedgerWatch(database.address());
  }

  /** Null for the one that is packaged here. */
  @Nullable Path program() {
    return program;
  }

  TestDatabase database() {
    return database;
  }

  LedgerWatch watch() {
    return watch;
  }

  /** The packaged server with 512 MB of heap. */
  UnwindProcess serve(Map<String, String> settings) throws InterruptedException, SQLException {
    Map<String, String> environment = new HashMap<>(database.environment());
    environment.put("UNWIND_IMPORT", book.toString());
    environment.put("UNWIND_DIALECT_ALPACA_RATE_LIMIT_ENABLED", "false");
    environment.put(
        "JAVA_TOOL_OPTIONS", "-Xmx512m " + System.getProperty("unwind.bench.server.options", ""));
    environment.putAll(settings);
    UnwindProcess server =
        program == null
            ? UnwindProcess.start(environment, "serve")
            : UnwindProcess.start(program, environment, "serve");
    Closes.awaitReady(server.port(), LIMIT);
    instruments = watch.ids("select symbol, instrument_id from instrument");
    accounts = watch.ids("select name, account_id from account");
    return server;
  }

  /** Id of the account with this number, from 1. */
  long account(int number) {
    return Objects.requireNonNull(accounts.get(BenchBook.account(number)));
  }

  long instrument(String symbol) {
    return Objects.requireNonNull(instruments.get(symbol));
  }

  /** Gives an account so many positions. */
  void fill(int account, int positions) throws SQLException {
    watch.fill(account(account), positions);
  }

  boolean isFlat(int account) throws SQLException {
    return watch.count(
            "select count(*) from (select 1 from position where account_id = "
                + account(account)
                + " and qty <> 0 limit 1) as open")
        == 0;
  }

  void awaitFlat(int account) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!isFlat(account)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("account " + account + " is not flat after " + LIMIT);
      }
      Thread.sleep(20);
    }
  }

  static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException, SQLException {
    watch.close();
    database.close();
    Files.delete(book);
  }
}
