// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.unwind.TestDatabase;
import dev.unwind.platform.database.DatabaseAddress;
import dev.unwind.venue.Awaiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionPoolTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void startUpMessageHasOnlyWhatConnectionPoolersLetThrough() throws Exception {
    CompletableFuture<Buffer> message = new CompletableFuture<>();
    NetServer server =
        await(vertx.createNetServer().connectHandler(s -> s.handler(message::complete)).listen(0));
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost("127.0.0.1")
            .setPort(server.actualPort())
            .setUser("somebody")
            .setDatabase("ledger");
    Pool pool = open(options, SessionSettings.standard());
    pool.getConnection();

    Buffer bytes = message.get(10, TimeUnit.SECONDS);
    String[] words = bytes.getString(8, bytes.length()).split("\0", -1);

    List<String> names = List.of(words[0], words[2], words[4], words[6], words[8]);
    assertThat(names)
        .containsExactlyInAnyOrder(
            "user", "database", "application_name", "client_encoding", "DateStyle");
    assertThat(words[10]).as("the end of the message").isEmpty();
    assertThat(new String(bytes.getBytes(), StandardCharsets.UTF_8)).contains("unwind-test");
  }

  @Test
  void connectionWhoseSettingsAreRefusedIsNotUsed() throws Exception {
    DatabaseAddress address = TestDatabase.shared();
    PgConnectOptions options =
        PgConnectOptions.fromUri(address.url())
            .setUser(address.user())
            .setPassword(String.valueOf(address.password()));
    Pool pool =
        open(options, SessionSettings.standard().limit("no_such_limit", Duration.ofSeconds(1)));

    assertThatThrownBy(() -> await(pool.query("select 1").execute()))
        .hasCauseInstanceOf(PgException.class)
        .hasMessageContaining("no_such_limit");
    await(pool.close());
  }

  @Test
  void whereConnectionsAreRefusedThoseThatThereAreServeTheRest() throws Exception {
    String user = "limited_" + ProcessHandle.current().pid();
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement()) {
      statement.execute("create role " + user + " login password 'limited' connection limit 2");
      PgConnectOptions options =
          PgConnectOptions.fromUri(TestDatabase.shared().url())
              .setUser(user)
              .setPassword("limited");
      Pool pool =
          SessionPool.open(
              vertx,
              options,
              new PoolOptions().setMaxSize(20).setConnectionTimeout(10),
              "unwind-test",
              SessionSettings.standard(),
              new ServerTimeline());
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        all.add(pool.query("select pg_sleep(0.01)").execute());
      }
      await(Future.join(all).otherwiseEmpty());

      assertThat(all.stream().filter(Future::failed)).isEmpty();
      await(pool.close());
      statement.execute("drop role " + user);
    }
  }

  @Test
  void whoFindsNoConnectionButPlacesIsServedByOneThatIsGivenBack() throws Exception {
    String user = "single_" + ProcessHandle.current().pid();
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement()) {
      statement.execute("create role " + user + " login password 'limited' connection limit 1");
      PgConnectOptions options =
          PgConnectOptions.fromUri(TestDatabase.shared().url())
              .setUser(user)
              .setPassword("limited");
      Pool pool =
          SessionPool.open(
              vertx,
              options,
              new PoolOptions().setMaxSize(8).setConnectionTimeout(3),
              "unwind-test",
              SessionSettings.standard(),
              new ServerTimeline());
      SqlConnection only = await(pool.getConnection());
      Future<SqlConnection> second = pool.getConnection();
      // It is refused, and asks in vain for every place that the pool still has.
      Thread.sleep(700);
      assertThat(second.isComplete()).isFalse();
      await(only.close());
      SqlConnection given = await(second);
      assertThat(await(given.query("select 7").execute()).iterator().next().getInteger(0))
          .isEqualTo(7);
      await(given.close());
      await(pool.close());
      statement.execute("drop role " + user);
    }
  }

  @Test
  void sessionsOfAServerThatWasLeftBehindAreEndedAndNoNewOnesAreUsed() throws Exception {
    DatabaseAddress address = TestDatabase.shared();
    PgConnectOptions options =
        PgConnectOptions.fromUri(address.url())
            .setUser(address.user())
            .setPassword(String.valueOf(address.password()));
    ServerTimeline timeline = new ServerTimeline();
    Pool pool =
        SessionPool.open(
            vertx,
            options,
            new PoolOptions().setMaxSize(2),
            "unwind-test",
            SessionSettings.standard(),
            timeline);
    SqlConnection used = await(pool.getConnection());
    CompletableFuture<Void> ended = new CompletableFuture<>();
    used.closeHandler(closed -> ended.complete(null));
    SqlConnection idle = await(pool.getConnection());
    await(idle.close());
    ServerTimeline.Place here = Objects.requireNonNull(timeline.known());

    timeline.met(here, new ServerTimeline.Place(here.system(), "7FFFFFFF", here.position()));

    ended.get(30, TimeUnit.SECONDS);
    assertThatThrownBy(() -> await(used.query("select 1").execute())).isNotNull();
    // A session that is being ended may be given once more, and says so.
    Awaiting.await(
        Duration.ofSeconds(30),
        () -> {
          Throwable failure = catchThrowable(() -> await(pool.query("select 1").execute()));
          assertThat(PostgresFailures.isUnavailable(failure)).as("%s", failure).isTrue();
          return String.valueOf(failure).contains("was left behind by a fail-over");
        });
    await(pool.close());
  }

  private Pool open(PgConnectOptions options, SessionSettings settings) {
    return SessionPool.open(
        vertx,
        options,
        new PoolOptions().setMaxSize(1),
        "unwind-test",
        settings,
        new ServerTimeline());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
