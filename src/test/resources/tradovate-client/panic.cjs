// SPDX-License-Identifier: Apache-2.0
// The published client, unmodified but for the addresses that it calls: signs in, finds a contract,
// opens a position, presses the button on its socket, and follows order, fill and position to flat.
'use strict'

const { URLs } = require('tradovate/dist/types')

const server = 'localhost:' + process.env.UNWIND_PORT
URLs.DEMO_URL = 'http://' + server + '/v1'
URLs.WS_DEMO_URL = 'ws://' + server + '/v1/websocket'

const { TradovateService, TradovateSocket } = require('tradovate')

const changes = []

function change(entityType, fits) {
  return changes.find((c) => c.entityType === entityType && fits(c.entity))
}

async function until(entityType, fits) {
  const end = Date.now() + 60000
  while (!change(entityType, fits)) {
    if (Date.now() > end) {
      throw new Error('no such ' + entityType + ' among ' + JSON.stringify(changes))
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return change(entityType, fits).entity
}

async function main() {
  const service = new TradovateService()
  const session = await service.connect({
    name: process.env.UNWIND_NAME,
    password: process.env.UNWIND_PASSWORD,
    appId: 'Sample App',
    appVersion: '1.0',
    cid: 8,
    sec: 'none'
  })
  const [account] = await service.get('account/list')
  const contract = await service.get('contract/find', { name: process.env.UNWIND_SYMBOL })

  const socket = new TradovateSocket()
  await socket.connect()
  let picture
  const stop = await socket.synchronize({
    onSubscription: (data) => {
      if (data.entityType) {
        changes.push(data)
      } else {
        picture = data
      }
    }
  })

  const placed = await service.post('order/placeorder', {
    accountSpec: account.name,
    accountId: account.id,
    action: 'Buy',
    symbol: contract.name,
    orderQty: 3,
    orderType: 'Market',
    isAutomated: true
  })
  await until('position', (p) => p.contractId === contract.id && p.netPos === 3)

  const pressed = await socket.request({
    url: 'order/liquidateposition',
    body: { accountId: account.id, contractId: contract.id, admin: false, customTag50: 'panic' }
  })
  const orderId = pressed.d.orderId
  const order = await until('order', (o) => o.id === orderId && o.ordStatus === 'Filled')
  const fill = await until('fill', (f) => f.orderId === orderId)
  const flat = await until('position', (p) => p.contractId === contract.id && p.netPos === 0)
  const command = await until('command', (c) => c.orderId === orderId)
  const read = await service.get('position/item', { id: flat.id })
  const viaSocket = await socket.request({ url: 'order/item', query: { id: orderId } })
  const renewed = await service.renewAccessToken()
  await stop()
  socket.disconnect()
  return {
    session: { name: session.name, renewed: renewed.accessToken === session.accessToken },
    synchronised: picture !== undefined && picture.accounts.some((a) => a.id === account.id),
    placed,
    order,
    fill,
    command,
    read,
    viaSocket: viaSocket.d
  }
}

main().then(
  (result) => {
    process.stdout.write('RESULT ' + JSON.stringify(result) + '\n', () => process.exit(0))
  },
  (failure) => {
    process.stdout.write('FAILED ' + (failure.stack || failure) + '\n', () => process.exit(1))
  }
)
