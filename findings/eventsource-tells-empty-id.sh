#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# npm eventsource 3.0.7 and 4.1.1: a block without an `id` is told with an empty lastEventId; 5.1.5 keeps the last one.
#
# The standard says that the last event id stays until another comes. In 3.x and 4.x the client itself keeps it for the
# reconnection (Last-Event-ID: 7), but hands "" to the program, so a program that stores `event.lastEventId` to go on
# after its own restart loses its place at the first block without an id and reads the whole stream again, or nothing.
# A stream of fills must therefore give every block an id, comments excepted.
#
# Seen, for `id: 7` + a, then b without an id: 3.0.7 and 4.1.1 tell a:7 b:, 5.1.5 tells a:7 b:7; all reconnect with 7.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit v3@npm:eventsource@3.0.7 v4@npm:eventsource@4.1.1 v5@npm:eventsource@5.1.5
cat > try.mjs <<'JS'
import http from 'node:http'

for (const version of ['v3', 'v4', 'v5']) {
  const { EventSource } = await import(version)
  const asked = []
  const told = []
  const server = http.createServer((request, answer) => {
    asked.push(request.headers['last-event-id'] ?? '-')
    if (asked.length > 1) { answer.writeHead(204); answer.end(); return }
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    answer.write('retry: 50\n\nid: 7\ndata: a\n\n')
    setTimeout(() => answer.end('data: b\n\n'), 100)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const source = new EventSource('http://127.0.0.1:' + server.address().port)
  source.onerror = () => {}
  source.onmessage = (event) => told.push(event.data + ':' + event.lastEventId)
  while (asked.length < 2) await new Promise((resolve) => setTimeout(resolve, 20))
  source.close(); server.close(); server.closeAllConnections()
  console.log(version, told.join(' '), 'asks', asked.join(' '))
}
JS
node try.mjs | tee seen
diff seen - <<'SEEN'
v3 a:7 b: asks - 7
v4 a:7 b: asks - 7
v5 a:7 b:7 asks - 7
SEEN
