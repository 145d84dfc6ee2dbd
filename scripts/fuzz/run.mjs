// Sends fuzzed requests to a portal and gathers what its description does not allow.
import http from 'node:http'
import { judge } from './judge.mjs'
import { operationsOf, requestOf } from './requests.mjs'
import { plant, settle } from './world.mjs'

/** @typedef {import('./requests.mjs').FuzzRequest} FuzzRequest */
/** @typedef {import('./judge.mjs').Finding} Finding */
/** @typedef {Finding & { count: number, example: string, index: number }} Found */

const PATIENCE_MS = 20_000
/** Requests that one set of planted sessions serves. */
export const ERA = 2_500
/** How many of the slowest answers are told. */
const SLOWEST = 12

/**
 * @param {http.Agent} agent @param {string} url @param {FuzzRequest} request
 * @returns {Promise<import('./judge.mjs').Answer>}
 */
function send(agent, url, { method, path, headers, body, chunked }) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const length = body && !chunked ? { 'content-length': String(body.length) } : {}
    const asked = http.request({
      agent,
      hostname,
      port,
      method,
      path,
      timeout: PATIENCE_MS,
      headers: {
        ...headers,
        ...length,
        ...(body && chunked && { 'transfer-encoding': 'chunked' }),
        ...(headers['upgrade'] && { connection: 'upgrade' }),
      },
    })
    asked.on('response', (answer) => {
      /** @type {Buffer[]} */
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(parts),
        }),
      )
    })
    asked.on('upgrade', (answer, socket) => {
      socket.destroy()
      resolve({ status: 101, headers: answer.headers, body: Buffer.alloc(0) })
    })
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')))
    asked.on('error', reject)
    asked.end(body ?? undefined)
  })
}

/** A request as somebody could send it again. @param {FuzzRequest} request */
function shown({ index, who, method, path, headers, body, how }) {
  const said = body
    ? body
        .subarray(0, 400)
        .toString('latin1')
        .replace(/[^\x20-\x7e]/g, '·')
    : ''
  const odd = Object.entries(headers).filter(
    ([name]) => !/^(cookie|x-forwarded-for|authorization)$/.test(name),
  )
  const told = odd.map(([name, value]) => `${name}: ${value.slice(0, 60)}`).join('; ')
  return `#${index} as ${who} [${how.join(', ')}] ${method} ${path.slice(0, 200)} {${told}} ${said}`
}

/**
 * @param {{ url: string, tokens: import('./world.mjs').Tokens, count: number, seed: number, from?: number,
 *   atOnce?: number, until?: number, only?: string[], told?: (done: number) => void }} options
 * `only` asks these operations (`GET /api/…`) and no other. `atOnce` of 1 sends one after another, which is what a finding is replayed with.
 */
export async function fuzz({
  url,
  tokens,
  count,
  seed,
  from = 0,
  atOnce = 8,
  until = Infinity,
  only,
  told,
}) {
  const doc = await (await fetch(`${url}/api/openapi.json`)).json()
  const all = operationsOf(doc)
  const operations = all.filter((op) => only?.includes(`${op.method} ${op.template}`) ?? true)
  const findingIn = judge(doc, all)
  const settled = await settle(url, tokens, seed)
  const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce })
  /** @type {Map<string, Found>} */
  const found = new Map()
  /** @type {Map<number, number>} */
  const statuses = new Map()
  /** @type {Set<string>} */
  const reached = new Set()
  const started = performance.now()
  /** What waits for an answer, since when: of requests that all wait, the oldest tells why. */
  /** @type {Map<FuzzRequest, number>} */
  const waiting = new Map()
  /** @type {string[]} */
  const stuck = []
  /** @type {{ ms: number, example: string }[]} */
  let slowest = []
  let sent = 0

  /** @param {FuzzRequest} request @param {Finding} finding */
  const note = (request, finding) => {
    const name = `${finding.kind} ${finding.where} ${finding.what}`
    const known = found.get(name)
    if (known) known.count += 1
    else found.set(name, { ...finding, count: 1, index: request.index, example: shown(request) })
  }

  for (let start = from; start < from + count && Date.now() < until; start += ERA) {
    const world = await plant(settled, Math.floor(start / ERA))
    let next = start
    const end = Math.min(start + ERA, from + count)
    const worker = async () => {
      while (next < end && Date.now() < until) {
        const request = requestOf(seed, next++, doc, operations, world)
        sent += 1
        const since = performance.now()
        waiting.set(request, since)
        try {
          const answer = await send(agent, url, request)
          const ms = performance.now() - since
          if (ms > (slowest.at(-1)?.ms ?? 0) || slowest.length < SLOWEST) {
            slowest.push({ ms, example: shown(request) })
            slowest = slowest.sort((a, b) => b.ms - a.ms).slice(0, SLOWEST)
          }
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
          if (answer.status < 300) reached.add(`${request.op.method} ${request.op.template}`)
          const finding = findingIn(request, answer)
          if (finding) note(request, finding)
        } catch (error) {
          const what = error instanceof Error ? error.message : 'no answer'
          note(request, { kind: 'broken', where: `${request.method} ${request.op.template}`, what })
          stuck.push(
            `#${request.index} waited ${Math.round(performance.now() - since)} ms beside ` +
              [...waiting]
                .map(
                  ([{ index, op }, from]) =>
                    `#${index} ${op.method} ${op.template} ${Math.round(performance.now() - from)} ms`,
                )
                .join(', '),
          )
        } finally {
          waiting.delete(request)
        }
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    told?.(sent)
  }
  agent.destroy()
  return {
    sent,
    seconds: (performance.now() - started) / 1000,
    operations: operations.length,
    /** Operations that at least one request got through to a good answer. */
    reached: reached.size,
    unreached: operations
      .map((op) => `${op.method} ${op.template}`)
      .filter((name) => !reached.has(name)),
    statuses: Object.fromEntries([...statuses].sort((a, b) => a[0] - b[0])),
    slowest,
    /** For each request that got no answer, what else waited. */
    stuck,
    found: [...found.values()].sort((a, b) => b.count - a.count),
  }
}
