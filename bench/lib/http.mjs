// HTTP over raw sockets: Node's own client costs several times what the server under test does.
import net from 'node:net'
import { percentile } from '../../scripts/bench-context.mjs'

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} head
 * @property {string} body latin1; see `jsonOf`
 */

/** Cuts a stream of bytes into answers. @param {(answer: Answer) => void} take */
function answers(take) {
  let held = ''
  return (/** @type {string} */ chunk) => {
    held += chunk
    for (;;) {
      const end = held.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = held.slice(0, end)
      const length = /\r\ncontent-length: (\d+)/i.exec(head)
      // Our bodies are JSON, HTML or script: none holds the end of a chunked one.
      const chunked = length ? -1 : held.indexOf('\r\n0\r\n\r\n', end)
      if (!length && chunked < 0) return
      const stop = length ? end + 4 + Number(length[1]) : chunked + 7
      if (held.length < stop) return
      const body = length ? held.slice(end + 4, stop) : unchunk(held.slice(end + 4, stop))
      held = held.slice(stop)
      take({ status: Number(head.slice(9, 12)), head, body })
    }
  }
}

/** @param {string} raw */
function unchunk(raw) {
  let body = ''
  for (let at = 0; ;) {
    const line = raw.indexOf('\r\n', at)
    const size = Number.parseInt(raw.slice(at, line), 16)
    if (!size) return body
    body += raw.slice(line + 2, line + 2 + size)
    at = line + 2 + size + 2
  }
}

/** @param {Answer} answer */
export const textOf = ({ body }) => Buffer.from(body, 'latin1').toString()
/** @param {Answer} answer @returns {any} */
export const jsonOf = (answer) => JSON.parse(textOf(answer))

/** One connection; one request at a time. @param {number} port */
export async function connect(port) {
  const socket = net.connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  socket.setEncoding('latin1')
  /** @type {((answer: Answer) => void) | null} */
  let waiting = null
  /** @type {((error: Error) => void) | null} */
  let failed = null
  socket.on(
    'data',
    answers((answer) => {
      const done = waiting
      waiting = null
      done?.(answer)
    }),
  )
  const gone = (/** @type {Error} */ error) => {
    if (waiting) failed?.(error)
    waiting = null
  }
  socket.on('error', gone)
  socket.on('close', () => gone(new Error('The server closed a connection.')))
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return {
    /** @param {string} request @param {(answer: Answer) => void} done @param {(error: Error) => void} fail */
    start(request, done, fail) {
      waiting = done
      failed = fail
      socket.write(request)
    },
    /** Told once, at the next byte that comes. @param {() => void} told */
    firstByte: (told) => void socket.once('data', told),
    /** @param {string} request @returns {Promise<Answer>} */
    send(request) {
      return new Promise((resolve, reject) => this.start(request, resolve, reject))
    },
    end: () => socket.destroy(),
  }
}

/**
 * Text of a request as a browser on our own page sends it.
 * @param {number} port @param {string} method @param {string} path
 * @param {{ body?: unknown, type?: string, cookie?: string | undefined, headers?: Record<string, string> }} [more]
 */
export function request(
  port,
  method,
  path,
  { body, type = 'application/json', cookie, headers } = {},
) {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  let lines = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`
  lines += `Origin: http://127.0.0.1:${port}\r\nSec-Fetch-Site: same-origin\r\n`
  lines += 'User-Agent: Mozilla/5.0 bench\r\nAccept: */*\r\nAccept-Language: zh-CN,zh\r\n'
  if (cookie) lines += `Cookie: ${cookie}\r\n`
  for (const [name, value] of Object.entries(headers ?? {})) lines += `${name}: ${value}\r\n`
  if (body !== undefined) {
    lines += `Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`
  }
  return `${lines}\r\n${text}`
}

/**
 * Each connection sends its next request when the last one was answered, for some seconds.
 * @param {{ port: number, connections: number, seconds: number, next: () => string,
 *   take?: (answer: Answer) => void }} options
 */
export async function closedLoop({ port, connections, seconds, next, take }) {
  const lines = await Promise.all(Array.from({ length: connections }, () => connect(port)))
  /** @type {Record<string, number>} */
  const statuses = {}
  /** @type {number[]} */
  const times = []
  let inTime = 0
  const cpu = process.cpuUsage()
  const began = performance.now()
  const until = began + seconds * 1000
  try {
    await Promise.all(
      lines.map(
        (line) =>
          new Promise((resolve, reject) => {
            const go = () => {
              const sent = performance.now()
              line.start(
                next(),
                (answer) => {
                  const now = performance.now()
                  statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
                  take?.(answer)
                  if (now > until) return resolve(undefined)
                  inTime += 1
                  times.push(now - sent)
                  go()
                },
                reject,
              )
            }
            go()
          }),
      ),
    )
  } finally {
    for (const line of lines) line.end()
  }
  const { user, system } = process.cpuUsage(cpu)
  return {
    perSecond: inTime / seconds,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    statuses,
    /** Cores the generator itself used: near 1 it would be what is measured. */
    cores: (user + system) / 1000 / (performance.now() - began),
  }
}
