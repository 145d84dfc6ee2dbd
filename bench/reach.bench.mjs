// How fast everybody is told: frames to many sockets beside a bare server, and votes seen by viewers.
import { startPlainSockets } from './lib/floor.mjs'
import { loader } from './lib/loader.mjs'
import { place } from './lib/place.mjs'
import { control, row } from './lib/rows.mjs'

export const suite = 'room'

const ROUNDS = 5
const SOCKETS = 2_000
const FRAMES = 5
const FRAME_EVERY_MS = 400
const VOTES_PER_SECOND = 100
const WATCH_SECONDS = 3
const VISITORS = 1_500
/** Fills a question's text and details to a frame of about one kilobyte. */
const FILL = '早晚高峰没有水，请问什么时候能够改造完成？'

/** @param {any} ctx */
export async function run(ctx) {
  const load = loader(ctx)
  const ours = await place(ctx, load, { questions: 20, visitors: VISITORS })
  return [...(await fanOut(ctx, load, ours)), ...(await seen(ctx, load, ours))]
}

/** @typedef {import('./lib/place.mjs').Place} Place */
/** @typedef {ReturnType<typeof loader>} Load */

/** @param {any} ctx @param {Load} load @param {Place} ours */
async function fanOut(ctx, load, ours) {
  const bare = await startPlainSockets(ctx)
  const perSocket = await place(ctx, load, { variant: 'framePerSocket', questions: 1, visitors: 1 })
  const shared = { sockets: SOCKETS, frames: FRAMES, everyMs: FRAME_EVERY_MS }
  let frameBytes = 0
  const edited = (/** @type {Place} */ at) => async () => {
    const body = JSON.stringify({
      act: 'edit',
      no: at.nos[0],
      text: `MARK：${FILL.repeat(4)}`,
      details: FILL.repeat(3),
      why: 'typo',
    })
    const send = { method: 'POST', path: `/api/desk/sessions/${at.session.slug}/decisions`, body }
    const done = await load('fanOut', {
      port: at.port,
      path: `${at.api}/live`,
      ...shared,
      send: { ...send, cookie: at.session.desk },
    })
    frameBytes = done.bytes
    return ctx.percentile(done.times, 0.95)
  }
  const plain = async () => {
    const body = `MARK${'x'.repeat(Math.max(0, frameBytes - 13))}`
    const send = { method: 'POST', path: '/', body }
    const done = await load('fanOut', { port: bare, path: '/', ...shared, send })
    return ctx.percentile(done.times, 0.95)
  }
  const variants = { ours: edited(ours), plain, perSocket: edited(perSocket) }
  const found = await ctx.rounds(variants, ROUNDS)
  ctx.log(`frames of ${frameBytes} bytes to ${SOCKETS} sockets, p95 in ms`)
  for (const [name, { all }] of Object.entries(found)) {
    ctx.log(`  ${name}: ${all.map(Math.round).join(' · ')}`)
  }
  const given = { unit: 'ms', floor: found.plain.median, atMost: 2.6 }
  return [
    row({
      id: 'fanout_2000',
      name: 'a frame to 2,000 sockets, p95, beside a bare socket server',
      value: found.ours.median,
      ...given,
    }),
    control({
      id: 'fanout_2000_control_frame_per_socket',
      name: 'the same, the frame made anew for every socket',
      value: found.perSocket.median,
      ...given,
    }),
  ]
}

/** @param {any} ctx @param {Load} load @param {Place} ours */
async function seen(ctx, load, ours) {
  // The faster tick would still meet the wider goal.
  const slow = {
    300: await place(ctx, load, { variant: 'tick200', questions: 20, visitors: VISITORS }),
    1000: await place(ctx, load, { variant: 'tick500', questions: 20, visitors: VISITORS }),
  }
  /** Probes a place has had: each is a first vote for its last question. */
  const probed = new Map()
  const watched = (/** @type {Place} */ at, /** @type {number} */ viewers) => async () => {
    const nos = at.nos.slice(0, -1)
    const probe = at.nos.at(-1) ?? 0
    const done = await load('watch', {
      port: at.port,
      api: at.api,
      viewers,
      cookies: at.cookies,
      nos,
      from: at.cast,
      probe,
      probeFrom: probed.get(at) ?? 0,
      seconds: WATCH_SECONDS,
      votesPerSecond: VOTES_PER_SECOND,
    })
    // In an open loop a vote that finds every line busy is left out; a few are, when the machine stalls.
    if (done.bad > WATCH_SECONDS * VOTES_PER_SECOND * 0.1) {
      throw new Error(`${done.bad} votes were left out or refused.`)
    }
    if (done.bad > 0) ctx.log(`${done.bad} votes were left out`)
    at.cast = done.from
    probed.set(at, done.probed)
    return ctx.percentile(done.times, 0.95)
  }
  const rows = []
  for (const [viewers, atMost] of /** @type {const} */ ([
    [300, 120],
    [1000, 300],
  ])) {
    const found = await ctx.rounds(
      { ours: watched(ours, viewers), slow: watched(slow[viewers], viewers) },
      ROUNDS,
    )
    for (const [name, { all }] of Object.entries(found)) {
      ctx.log(`seen by ${viewers}, ${name}, p95 in ms: ${all.map(Math.round).join(' · ')}`)
    }
    const about = `a vote until it is visible to ${viewers} viewers, p95, ${VOTES_PER_SECOND} votes a second`
    rows.push(
      row({ id: `seen_${viewers}`, name: about, value: found.ours.median, unit: 'ms', atMost }),
      control({
        id: `seen_${viewers}_control_fixed_tick`,
        name: `${about}, at a fixed tick`,
        value: found.slow.median,
        unit: 'ms',
        atMost,
      }),
    )
  }
  return rows
}
