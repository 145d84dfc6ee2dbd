// WebSockets over raw sockets: thousands of them in one process, at the cost of their bytes.
import { randomBytes } from 'node:crypto'
import net from 'node:net'

/**
 * @typedef {object} Socket
 * @property {(text: string) => void} send
 * @property {() => void} end
 */

/** A masked text frame. A mask of zeros is one: nobody between us could mistake these bytes. @param {string} text */
function frameOf(text) {
  const body = Buffer.from(text)
  const long = body.length > 125
  const head = Buffer.alloc(long ? 8 : 6)
  head[0] = 0x81
  head[1] = 0x80 | (long ? 126 : body.length)
  if (long) head.writeUInt16BE(body.length, 2)
  return Buffer.concat([head, body])
}

/**
 * @param {number} port @param {string} path
 * @param {{ cookie?: string | undefined, take: (payload: Buffer) => void, gone?: (why: string) => void }} options
 * @returns {Promise<Socket>}
 */
export function openSocket(port, path, { cookie, take, gone }) {
  const socket = net.connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  /** @type {Buffer} */
  let held = Buffer.alloc(0)
  let open = false
  let ended = false
  return new Promise((resolve, reject) => {
    const lost = (/** @type {string} */ why) => {
      if (!open) reject(new Error(`A socket was not opened: ${why}`))
      else if (!ended) gone?.(why)
      ended = true
    }
    socket.on('error', (error) => lost(error.message))
    socket.on('close', () => lost('closed'))
    socket.on('connect', () => {
      const key = randomBytes(16).toString('base64')
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\n` +
          'Sec-Fetch-Site: same-origin\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n` +
          `${cookie ? `Cookie: ${cookie}\r\n` : ''}\r\n`,
      )
    })
    socket.on('data', (chunk) => {
      held = held.length ? Buffer.concat([held, chunk]) : chunk
      if (!open) {
        const end = held.indexOf('\r\n\r\n')
        if (end < 0) return
        const line = held.subarray(0, held.indexOf('\r\n')).toString('latin1')
        if (!line.includes(' 101')) {
          socket.destroy()
          return lost(line)
        }
        held = held.subarray(end + 4)
        open = true
        resolve({
          send: (text) => socket.write(frameOf(text)),
          end() {
            ended = true
            socket.destroy()
          },
        })
      }
      for (;;) {
        if (held.length < 2) return
        const short = held[1] & 0x7f
        const at = short < 126 ? 2 : short === 126 ? 4 : 10
        if (held.length < at) return
        const length =
          short < 126
            ? short
            : short === 126
              ? held.readUInt16BE(2)
              : Number(held.readBigUInt64BE(2))
        if (held.length < at + length) return
        const kind = held[0] & 0x0f
        const payload = held.subarray(at, at + length)
        held = held.subarray(at + length)
        if (kind === 1) take(payload)
        else if (kind === 8) lost(`closed with ${payload.length > 1 ? payload.readUInt16BE(0) : 0}`)
      }
    })
  })
}

/**
 * Many sockets, a hundred at a time.
 * @param {number} count @param {(index: number) => Promise<Socket>} open
 */
export async function openMany(count, open) {
  /** @type {Socket[]} */
  const sockets = []
  while (sockets.length < count) {
    const from = sockets.length
    const some = Array.from({ length: Math.min(100, count - from) }, (_, i) => open(from + i))
    sockets.push(...(await Promise.all(some)))
  }
  return sockets
}
