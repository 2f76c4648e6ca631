#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# npm tradovate 1.0.3: an answer that does not stand first in its frame is never taken.
#
# A frame of Tradovate's socket is a list, `a[...]`, and may hold pushed events and answers in any order. The client
# looks at the elements of a frame until the first that is not its answer, and then leaves; an answer behind a pushed
# event keeps its promise pending for ever, although the command was carried out. Nor does a promise have a time limit.
# A server sends each answer in a frame of its own, or first in the frame.
#
# Seen: answer first: resolved; answer behind an event: pending after 2 s.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null; npm install --silent --no-fund --no-audit tradovate@1.0.3
cat > try.cjs <<'JS'
const { WebSocketServer } = require('ws')
const { URLs } = require('tradovate/dist/types')
const event = { e: 'props', d: { entityType: 'position', eventType: 'Updated', entity: { id: 1, netPos: 0 } } }

async function main () {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  URLs.WS_DEMO_URL = 'ws://127.0.0.1:' + server.address().port
  server.on('connection', (socket) => {
    socket.send('o')
    socket.on('message', (raw) => {
      const [endpoint, id] = String(raw).split('\n')
      if (id === undefined) return
      const answer = { s: 200, i: Number(id), d: [] }
      socket.send('a' + JSON.stringify(endpoint === 'order/list' ? [event, answer] : [answer, event]))
    })
  })
  const RequestSocket = require('tradovate/dist/websockets/RequestSocket').default
  const socket = new RequestSocket(URLs.WS_DEMO_URL)
  await socket.connect('token')
  const soon = (promise) => Promise.race([promise.then(() => 'resolved'), new Promise((resolve) => setTimeout(resolve, 2000, 'pending'))])
  console.log('first', await soon(socket.request({ url: 'account/list' })))
  console.log('behind an event', await soon(socket.request({ url: 'order/list' })))
  process.exit(0)
}
main()
JS
node try.cjs | grep -v '^\[Tradovate\]' | tee seen
diff seen - <<'SEEN'
first resolved
behind an event pending
SEEN
