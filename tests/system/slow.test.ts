import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { portalForTest } from './harness'

const SLOW = 100
const LAST_MS = 3_000
/** Far longer than an answer takes, far shorter than a reader waits. */
const PATIENCE_MS = 4_000

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** A connection that sends its request a byte at a time and never ends it, or asks for a page and never reads it. */
function slowClient(port: number, kind: 'writer' | 'reader') {
  const socket = net.connect(port, '127.0.0.1')
  socket.on('error', () => {})
  const head =
    kind === 'writer'
      ? 'POST /api/sessions/x/questions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n' +
        'Sec-Fetch-Site: same-origin\r\nContent-Length: 9000\r\n\r\n{'
      : 'GET /about HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(20)
  socket.pause()
  socket.write(head)
  const drip = setInterval(() => {
    if (kind === 'writer') socket.write(' ')
  }, 150)
  return () => {
    clearInterval(drip)
    socket.destroy()
  }
}

/** What ordinary readers meet while slow clients hold their connections: answers, and the slowest of them. */
async function amongSlowClients(url: string) {
  const port = Number(new URL(url).port)
  const ends = Array.from({ length: SLOW }, (_, n) =>
    slowClient(port, n % 4 === 0 ? 'reader' : 'writer'),
  )
  await pause(300)
  let answered = 0
  let failed = 0
  let slowest = 0
  const until = Date.now() + LAST_MS
  while (Date.now() < until) {
    const started = Date.now()
    try {
      const answer = await fetch(`${url}/healthz`, {
        signal: AbortSignal.timeout(PATIENCE_MS),
        // A connection of its own each time, as a new reader has.
        headers: { connection: 'close' },
      })
      await answer.text()
      if (answer.status === 200) answered++
      else failed++
    } catch {
      failed++
      await pause(100)
    }
    slowest = Math.max(slowest, Date.now() - started)
  }
  for (const end of ends) end()
  return { answered, failed, slowest }
}

test('a hundred slow clients keep nobody from being answered, and the portal outlives them', async () => {
  const portal = await portalForTest()
  const { answered, failed, slowest } = await amongSlowClients(portal.url)
  expect(failed).toBe(0)
  expect(answered).toBeGreaterThan(2)
  expect(slowest).toBeLessThan(PATIENCE_MS)
  expect((await fetch(`${portal.url}/healthz`)).status).toBe(200)
})

test('the harness notices a server that slow clients fill up', async () => {
  const server = http.createServer((_, answer) => answer.end('{}'))
  server.maxConnections = SLOW / 2
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as net.AddressInfo
  const { failed } = await amongSlowClients(`http://127.0.0.1:${port}`)
  expect(failed).toBeGreaterThan(0)
})
