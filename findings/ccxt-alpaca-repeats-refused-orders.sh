#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# npm ccxt 4.5.84, exchange `alpaca`: a refusal that can never succeed is taken for a network error and sent again.
#
# Alpaca refuses with 403 and code 40310000 for many reasons. ccxt knows two of its texts ("insufficient balance for",
# "cost basis must be") and "new orders are rejected by user request"; any other 403, "insufficient qty available for
# order" and "insufficient buying power" among them, becomes ExchangeNotAvailable, which is a NetworkError. With
# maxRetriesOnFailure = 2 the same POST /v2/orders is sent three times, the refused DELETE too.
# A server must therefore expect a refused order again within moments, and with it whatever became possible meanwhile.
#
# Seen: "insufficient qty available": ExchangeNotAvailable, network error, 3 POSTs, 3 DELETEs;
#       "insufficient balance for":   InsufficientFunds, no network error, 1 POST, 1 DELETE.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null; npm install --silent --no-fund --no-audit ccxt@4.5.84
cat > try.mjs <<'JS'
import http from 'node:http'
import ccxt from 'ccxt'

const asset = { id: 'a', class: 'crypto', exchange: 'CRYPTO', symbol: 'BTC/USD', name: 'Bitcoin', status: 'active',
  tradable: true, min_order_size: '0.0001', min_trade_increment: '0.0001', price_increment: '1' }

async function refusedWith (body) {
  const calls = { POST: 0, DELETE: 0 }
  const server = http.createServer((request, answer) => {
    request.resume().on('end', () => {
      const assets = request.url.startsWith('/v2/assets')
      if (!assets) calls[request.method]++
      answer.writeHead(assets ? 200 : 403, { 'content-type': 'application/json' })
      answer.end(JSON.stringify(assets ? [asset] : body))
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = 'http://127.0.0.1:' + server.address().port
  const exchange = new ccxt.alpaca({ apiKey: 'k', secret: 's', options: { maxRetriesOnFailure: 2, maxRetriesOnFailureDelay: 10 } })
  exchange.urls.api = { trader: base, broker: base, market: base }
  const kinds = []
  for (const call of [() => exchange.createOrder('BTC/USD', 'market', 'sell', 1), () => exchange.cancelOrder('x')]) {
    try { await call() } catch (e) { kinds.push(e.constructor.name + (e instanceof ccxt.NetworkError ? ', network error' : '')) }
  }
  server.close(); server.closeAllConnections()
  return `${kinds.join(' | ')} | ${calls.POST} POST, ${calls.DELETE} DELETE`
}

console.log(await refusedWith({ code: 40310000, message: 'insufficient qty available for order (requested: 1, available: 0)' }))
console.log(await refusedWith({ code: 40310000, message: 'insufficient balance for BTC (requested: 1, available: 0)', balance: '0', available: '0' }))
JS
node try.mjs | tee seen
diff seen - <<'SEEN'
ExchangeNotAvailable, network error | ExchangeNotAvailable, network error | 3 POST, 3 DELETE
InsufficientFunds | InsufficientFunds | 1 POST, 1 DELETE
SEEN
