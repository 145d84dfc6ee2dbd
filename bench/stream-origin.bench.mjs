// What the origin of a picture costs: a segment taken in beside a bare write, and the playlist after two hours.
import { randomBytes } from 'node:crypto'
import http from 'node:http'
import { encoder, encoderPlaylist, film } from '../scripts/encoder.mjs'
import { keyFor } from './lib/broadcast.mjs'
import { startFloor } from './lib/floor.mjs'
import { vars } from './lib/place.mjs'
import { control, mustEqual, row } from './lib/rows.mjs'
import { openSession } from './lib/session.mjs'

export const suite = 'stream'

const ROUNDS = 5
const SEGMENTS_A_ROUND = 16
/** Two seconds at two megabits. */
const SEGMENT_BYTES = 500_000
const HOURS = 2
const SEGMENT_SECONDS = 2
/** Pushes on their way at the same time. */
const AT_ONCE = 6

/** @param {any} ctx */
export async function run(ctx) {
  // Pushed faster than any encoder does.
  const fast = { STREAM_PUSHES: '100000', STREAM_MB: '100000' }
  const portal = await ctx.portal({ vars: { ...vars, ...fast } })
  return [await taking(ctx, portal), ...(await afterTwoHours(ctx, portal))]
}

/** A real segment, made as large as one in earnest and never the same twice. @param {Buffer} segment */
function filled(segment) {
  const filling = randomBytes(SEGMENT_BYTES - segment.length)
  filling.writeUInt32BE(filling.length)
  filling.write('free', 4, 'latin1')
  return Buffer.concat([segment, filling])
}

/** @param {any} ctx @param {any} portal */
async function taking(ctx, portal) {
  const floor = await startFloor(ctx)
  const { init, segments } = await film()
  const [segment] = segments
  if (!init || !segment) throw new Error('a film without segments')
  const session = await openSession(portal, {
    slug: 'bench-put',
    questions: 1,
    token: ctx.keys.OPERATOR_TOKEN,
  })
  const key = await keyFor(portal, session)
  const pushing = encoder({ url: portal.url, slug: session.slug, key, persistent: true })
  await pushing.put(init.name, init.bytes)
  let number = 0
  /** @param {(name: string, bytes: Buffer) => Promise<number>} put */
  const timed = async (put) => {
    const bodies = Array.from({ length: SEGMENTS_A_ROUND }, () => filled(segment.bytes))
    const from = performance.now()
    for (const bytes of bodies) {
      number += 1
      const status = await put(`live${number}.m4s`, bytes)
      if (status >= 300) throw new Error(`A segment was answered ${status}.`)
    }
    return (SEGMENTS_A_ROUND / (performance.now() - from)) * 1000
  }
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const variants = {
    bare: () => timed((name, bytes) => bareput(agent, floor, name, bytes)),
    ours: () => timed(async (name, bytes) => (await pushing.put(name, bytes)).status),
  }
  for (const warmUp of Object.values(variants)) await warmUp()
  const found = await ctx.rounds(variants, ROUNDS)
  for (const [name, { all }] of Object.entries(found)) {
    ctx.log(`segments of ${SEGMENT_BYTES / 1000} kB, ${name}: ${all.map(Math.round).join(' · ')}`)
  }
  return row({
    id: 'segment_put',
    name: 'segments taken in one after the other, beside a bare Worker that writes the same bytes to R2',
    value: found.ours.median,
    unit: 'per second',
    floor: found.bare.median,
    atLeast: 0.5,
  })
}

/** @param {http.Agent} agent @param {number} port @param {string} name @param {Buffer} bytes @returns {Promise<number>} */
function bareput(agent, port, name, bytes) {
  return new Promise((resolve, reject) => {
    const headers = { 'Transfer-Encoding': 'chunked' }
    const request = http.request(
      { port, host: '127.0.0.1', method: 'PUT', path: `/media/${name}`, agent, headers },
      (answer) => answer.resume().on('end', () => resolve(answer.statusCode ?? 0)),
    )
    request.on('error', reject)
    for (let at = 0; at < bytes.length; at += 32_768) request.write(bytes.subarray(at, at + 32_768))
    request.end()
  })
}

/** Two hours of segments, as fast as they are taken. @param {any} ctx @param {any} portal */
async function afterTwoHours(ctx, portal) {
  const session = await openSession(portal, {
    slug: 'bench-long',
    questions: 1,
    token: ctx.keys.OPERATOR_TOKEN,
  })
  const key = await keyFor(portal, session)
  const pushing = encoder({ url: portal.url, slug: session.slug, key })
  const count = (HOURS * 3600) / SEGMENT_SECONDS
  const { init, segments } = await film({ size: '64x36' })
  if (!init) throw new Error('a film without a beginning')
  const push = async (/** @type {string} */ name, /** @type {Buffer | string} */ bytes) => {
    const { status } = await pushing.put(name, bytes)
    if (status >= 300) throw new Error(`${name} was answered ${status}.`)
  }
  const from = Date.now()
  await push(init.name, init.bytes)
  for (let first = 0; first < count; first += AT_ONCE * 10) {
    const numbers = Array.from(
      { length: Math.min(AT_ONCE * 10, count - first) },
      (_, i) => first + i,
    )
    for (let i = 0; i < numbers.length; i += AT_ONCE) {
      await Promise.all(
        numbers.slice(i, i + AT_ONCE).map((number) => {
          const bytes = segments[number % segments.length]?.bytes ?? Buffer.alloc(0)
          return push(`live${number}.m4s`, bytes)
        }),
      )
    }
    const entries = numbers.map((number) => ({
      name: `live${number}.m4s`,
      duration: SEGMENT_SECONDS,
      at: from + number * SEGMENT_SECONDS * 1000,
    }))
    await push('live.m3u8', encoderPlaylist({ entries, init: init.name, firstNumber: first }))
  }
  pushing.close()
  ctx.log(`${count} segments pushed in ${((Date.now() - from) / 1000).toFixed(0)} s`)
  const read = async (/** @type {string} */ query) => {
    const answer = await fetch(`${portal.url}/live/${session.slug}/index.m3u8${query}`)
    return Buffer.from(await answer.arrayBuffer())
  }
  const whole = await read('')
  mustEqual('segments listed', (whole.toString().match(/#EXTINF/g) ?? []).length, count)
  const delta = await read('?_HLS_skip=YES')
  if (!delta.includes('#EXT-X-SKIP')) throw new Error('The update skips nothing.')
  const name = `an update of the playlist after ${HOURS} hours, ${count.toLocaleString('en')} segments`
  return [
    row({ id: 'playlist_delta', name, value: delta.length, unit: 'bytes', atMost: 1_000 }),
    control({
      id: 'playlist_delta_control_whole',
      name: `${name}, for a player that asks for all of it`,
      value: whole.length,
      unit: 'bytes',
      atMost: 1_000,
    }),
  ]
}
