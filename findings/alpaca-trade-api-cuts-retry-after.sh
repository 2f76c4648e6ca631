#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# npm @alpacahq/alpaca-trade-api 4.0.2: `Retry-After: 30` is waited for 5 s, twice, and then the call fails.
#
# The README says that a Retry-After header is honoured over the computed delay. It is cut to maxDelayMs (5 s by
# default), so a client that was told to stay away for half a minute comes back after 5 and 10 seconds and then throws
# RateLimitError, a third of the way. A DELETE (the close of all positions) is not repeated at all.
# A server whose limit needs longer than ten seconds to refill loses such a reader; it must keep reads cheap instead.
#
# Seen: delays 5000 and 5000 ms, RateLimitError, 3 GETs; 1 DELETE.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null; npm install --silent --no-fund --no-audit @alpacahq/alpaca-trade-api@4.0.2
cat > try.mjs <<'JS'
import http from 'node:http'
import { Alpaca } from '@alpacahq/alpaca-trade-api'

const calls = { GET: 0, DELETE: 0 }
const server = http.createServer((request, answer) => {
  calls[request.method]++
  answer.writeHead(429, { 'retry-after': '30', 'content-type': 'application/json' })
  answer.end('{"code":42910000,"message":"rate limit exceeded"}')
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const here = 'http://127.0.0.1:' + server.address().port
const delays = []
const alpaca = new Alpaca({
  keyId: 'k',
  secret: 's',
  retry: { onRetry: (event) => delays.push(event.delayMs) },
  fetchApi: (url, init) => { const to = new URL(url); return fetch(here + to.pathname + to.search, init) }
})
let failure
try { await alpaca.trading.positions.getAllOpenPositions() } catch (e) { failure = e.constructor.name }
try { await alpaca.trading.positions.deleteAllOpenPositions() } catch { }
console.log(`${delays.join(' ')} ${failure} ${calls.GET} GET ${calls.DELETE} DELETE`)
server.close(); server.closeAllConnections()
JS
node try.mjs | tee seen
diff seen - <<'SEEN'
5000 5000 RateLimitError 3 GET 1 DELETE
SEEN
