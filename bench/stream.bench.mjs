// A real encoder in real time, and the real page of a session in a real browser: how far behind the picture is,
// how fast it comes, goes and comes back, and whether a question is found at its second.
import { createHash } from 'node:crypto'
import { openBroadcast, sleep, until } from './lib/broadcast.mjs'
import { table } from './lib/costs.mjs'
import { digestsOf } from './lib/ffmpeg.mjs'
import { control, mustEqual, row } from './lib/rows.mjs'
import { clockOf, startViewers } from './lib/viewer.mjs'

export const suite = 'stream'

/** Undisturbed watching, cut into turns of the stage. */
const TURNS = 6
const TURN_SECONDS = 5
const TURNS_AFTER = 2
const STARTS = 5
const AWAY_MS = 5_000
const CUTS = 20
const SCREENS = 3

/** @typedef {import('./lib/viewer.mjs').Viewer} Viewer */
/** @typedef {import('./lib/broadcast.mjs').Broadcast} Broadcast */
/** @typedef {{ no: number, at: number }} Turn a question that was put on stage, and when that was pressed */

/** @param {any} ctx */
export async function run(ctx) {
  const at = await openBroadcast(ctx, { questions: TURNS + TURNS_AFTER })
  const viewers = await startViewers(ctx, at.portal.url)
  const first = await at.encoder()
  const listed = async () => ((await (await at.playlist()).text()).match(/#EXTINF/g) ?? []).length
  await until(async () => (await listed()) >= 4, 'the fourth segment')

  const rows = [await starting(ctx, at, viewers)]
  const delayed = await viewers.atSession(at.slug)
  const inRoom = await viewers.atSession(at.slug, { inRoom: true })
  const plain = await viewers.atPlainPlayer(`/live/${at.slug}/index.m3u8`)
  await delayed.sees(clockOf(first.startedAt))
  await plain.sees(clockOf(first.startedAt))

  const log = requestsOf(delayed)
  const from = Date.now()
  const turns = await turnsOf(at, at.nos.slice(0, TURNS))
  const to = Date.now()
  rows.push(
    ...watching(ctx, { delayed: await delayed.seen(), plain: await plain.seen(), from, to }),
  )
  rows.push(...costs(ctx, log(), (to - from) / 60_000))

  const away = await encoderDies(ctx, at, delayed, first)
  rows.push(...away.rows)
  turns.push(...(await turnsOf(at, at.nos.slice(TURNS))))
  // The picture of the last turn has to arrive.
  await sleep(8_000)
  rows.push(...(await staging(turns, delayed, inRoom)))

  rows.push(...(await cutting(ctx, at, viewers, [delayed, inRoom])))
  await away.second.end('SIGTERM')
  await at.decide({ act: 'move', to: 'wrapped' })
  await until(async () => /ENDLIST/.test(await (await at.playlist()).text()), 'the end')
  rows.push(...(await chapters(ctx, at, viewers, turns)))
  rows.push(await stored(ctx, at))
  return rows
}

/** From pressing to the first picture, by newcomers. @param {any} ctx @param {Broadcast} at @param {any} viewers */
async function starting(ctx, at, viewers) {
  const times = []
  for (let i = 0; i < STARTS; i += 1) {
    const one = await viewers.atSession(at.slug)
    await one.sees(1)
    const { pressed, frames } = await one.seen()
    times.push((frames[0][0] - pressed) / 1000)
    await one.leave()
  }
  ctx.log(`starts, s: ${times.map((one) => one.toFixed(2)).join(' · ')}`)
  return row({
    id: 'start',
    name: `from pressing to the first picture, median of ${STARTS} newcomers`,
    value: ctx.median(times),
    unit: 's',
    atMost: 1.5,
  })
}

const guest = { speaker: '林某', office: '县供水公司经理' }
/** Takes a question off the stage for good. @param {number} no */
const answered = (no) => ({
  act: 'answer',
  no,
  mode: 'live',
  ...guest,
  unit: '县供水公司',
  text: '下个月二十号。',
  solved: 'yes',
})

/** Puts questions on stage, one after the other. @param {Broadcast} at @param {number[]} nos @returns {Promise<Turn[]>} */
async function turnsOf(at, nos) {
  /** @type {Turn[]} */
  const turns = []
  for (const no of nos) {
    await sleep(TURN_SECONDS * 1000)
    const before = turns.at(-1)
    if (before) await at.decide(answered(before.no))
    turns.push({ no, at: Date.now() })
    await at.decide({ act: 'stage', no, ...guest })
  }
  await sleep(TURN_SECONDS * 1000)
  // Nothing may be left open when the session ends.
  await at.decide(answered(turns.at(-1)?.no ?? 0))
  return turns
}

/**
 * @param {any} ctx
 * @param {{ delayed: import('./lib/viewer.mjs').Seen, plain: import('./lib/viewer.mjs').Seen, from: number, to: number }} seen
 */
function watching(ctx, { delayed, plain, from, to }) {
  const within = (/** @type {import('./lib/viewer.mjs').Seen} */ { frames }) =>
    frames.filter(([wall]) => wall >= from && wall <= to)
  const glass = (/** @type {import('./lib/viewer.mjs').Seen} */ seen) =>
    within(seen).map(([wall, clock]) => (clockOf(wall) - clock) / 1000)
  const ours = glass(delayed)
  ctx.log(
    `behind, s: p50 ${ctx.median(ours).toFixed(2)}, p95 ${ctx.percentile(ours, 0.95).toFixed(2)}, ` +
      `${ours.length} pictures; as it comes out of the box ${ctx.median(glass(plain)).toFixed(2)}`,
  )
  const behind = 'how far the picture on the page is behind the hall, p50'
  return [
    row({ id: 'glass_p50', name: behind, value: ctx.median(ours), unit: 's', atMost: 7 }),
    control({
      id: 'glass_p50_control_as_it_comes',
      name: `${behind}, the player with its own settings`,
      value: ctx.median(glass(plain)),
      unit: 's',
      atMost: 7,
    }),
    row({
      id: 'stall_max',
      name: 'the longest the picture stood still, without a fault',
      value: longestStill(within(delayed)),
      unit: 's',
      atMost: 1,
    }),
  ]
}

/** @param {import('./lib/viewer.mjs').Seen['frames']} frames */
function longestStill(frames) {
  let longest = 0
  frames.forEach(([wall], i) => {
    const before = frames[i - 1]
    if (before) longest = Math.max(longest, (wall - before[0]) / 1000)
  })
  return longest
}

/** Counts what a page asks for from now on, by kind. @param {Viewer} viewer */
function requestsOf(viewer) {
  const count = { playlist: 0, segment: 0, other: 0, bytes: 0 }
  /** @type {Map<string, number>} */
  const others = new Map()
  viewer.page.on('requestfinished', async (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.endsWith('.m3u8')) count.playlist += 1
    else if (/^\/live\/.*\.(m4s|mp4|ts)$/.test(pathname)) count.segment += 1
    else {
      count.other += 1
      others.set(pathname, (others.get(pathname) ?? 0) + 1)
    }
    const sizes = await request.sizes().catch(() => undefined)
    count.bytes += (sizes?.responseBodySize ?? 0) + (sizes?.responseHeadersSize ?? 0)
  })
  return () => ({ ...count, others: [...others] })
}

/** @param {any} ctx @param {ReturnType<ReturnType<typeof requestsOf>>} log @param {number} minutes */
function costs(ctx, log, minutes) {
  const a = (/** @type {number} */ count) => count / minutes
  const watched = {
    playlist: a(log.playlist),
    segment: a(log.segment),
    other: a(log.other),
    bytes: a(log.bytes),
  }
  ctx.log(`other requests of the page: ${log.others.map(([path, n]) => `${path} ${n}`).join(', ')}`)
  for (const line of table(watched, [1_000, 100_000])) ctx.log(line)
  const name = (/** @type {string} */ what) => `${what} of one viewer in a minute`
  return [
    row({
      id: 'playlist_requests',
      name: name('requests for the playlist'),
      value: watched.playlist,
      unit: 'a minute',
    }),
    row({
      id: 'segment_requests',
      name: name('requests for segments'),
      value: watched.segment,
      unit: 'a minute',
    }),
    row({
      id: 'other_requests',
      name: name('other requests'),
      value: watched.other,
      unit: 'a minute',
    }),
    row({
      id: 'viewer_bytes',
      name: name('bytes'),
      value: watched.bytes / 1000,
      unit: 'kB a minute',
    }),
  ]
}

/**
 * @param {any} ctx @param {Broadcast} at @param {Viewer} viewer
 * @param {Awaited<ReturnType<Broadcast['encoder']>>} first
 */
async function encoderDies(ctx, at, viewer, first) {
  const killed = Date.now()
  await first.end('SIGKILL')
  await sleep(AWAY_MS)
  const second = await at.encoder()
  await viewer.sees(clockOf(second.startedAt), 60_000)
  const { frames } = await viewer.seen()
  const back = frames.find(([, clock]) => clock >= clockOf(second.startedAt))
  const still = longestStill(frames.filter(([wall]) => wall >= killed))
  ctx.log(
    `the encoder away for ${AWAY_MS / 1000} s: the picture stood still for ${still.toFixed(1)} s`,
  )
  return {
    second,
    rows: [
      control({
        id: 'stall_max_control_encoder_away',
        name: 'the longest the picture stood still, while the encoder was away',
        value: still,
        unit: 's',
        atMost: 1,
      }),
      row({
        id: 'recovery',
        name: 'from killing the encoder for 5 s to its first picture afterwards, untouched',
        value: ((back?.[0] ?? Number.NaN) - killed) / 1000,
        unit: 's',
        atMost: 15,
      }),
    ],
  }
}

/** When the card changed, by the clock of the picture beside it. @param {Turn[]} turns @param {Viewer} delayed @param {Viewer} inRoom */
async function staging(turns, delayed, inRoom) {
  const late = async (/** @type {Viewer} */ viewer) => {
    const { cards } = await viewer.seen()
    return turns.map(({ no, at }) => {
      const card = cards.find(([, shown]) => shown === no)
      if (!card || card[2] === null) throw new Error(`question ${no} was never seen on stage`)
      return Math.abs(card[2] - clockOf(at)) / 1000
    })
  }
  const worst = Math.max(...(await late(delayed)))
  const ahead = Math.max(...(await late(inRoom)))
  const name = `the card of the question on stage and the picture of that moment, worst of ${turns.length}`
  return [
    row({ id: 'stage_delay', name, value: worst, unit: 's', atMost: 1 }),
    control({
      id: 'stage_delay_control_real_time',
      name: `${name}, with the switch for people in the hall`,
      value: ahead,
      unit: 's',
      atMost: 1,
    }),
  ]
}

/** @param {any} ctx @param {Broadcast} at @param {any} viewers @param {Viewer[]} there */
async function cutting(ctx, at, viewers, there) {
  const screens = [...there]
  while (screens.length < SCREENS) screens.push(await viewers.atSession(at.slug))
  const plain = await viewers.atPlainPlayer(`/live/${at.slug}/index.m3u8`, {
    liveSyncDurationCount: 2,
  })
  const times = []
  let without = Number.NaN
  for (let i = 0; i < CUTS; i += 1) {
    const shows = Date.now()
    // Everybody has a picture of now again.
    for (const one of screens) await one.sees(clockOf(shows) - 12_000, 30_000)
    const cutAt = Date.now()
    await at.decide({ act: 'cut', kind: 'picture', reason: 'technical', keepOut: false })
    for (const one of screens) {
      const offSince = await one.page.waitForFunction(
        (/** @type {number} */ since) => {
          const { screens } = /** @type {any} */ (globalThis).seen
          const last = screens.at(-1)
          return last?.[1] && last[0] >= since ? last[0] : false
        },
        cutAt,
        { polling: 20 },
      )
      times.push(((await offSince.jsonValue()) - cutAt) / 1000)
    }
    if (i === CUTS - 1) {
      await sleep(8_000)
      const { frames } = await plain.seen()
      without = ((frames.at(-1)?.[0] ?? Number.NaN) - cutAt) / 1000
    }
    await at.decide({ act: 'resume', kind: 'picture' })
    await Promise.all(
      screens.map((one) =>
        one.page.waitForFunction(
          () => /** @type {any} */ (globalThis).seen.screens.at(-1)?.[1] === false,
        ),
      ),
    )
  }
  ctx.log(
    `off the screen, s: p95 ${ctx.percentile(times, 0.95).toFixed(2)}, worst ${Math.max(...times).toFixed(2)}`,
  )
  const name = `from the cut to a screen without a picture, median of ${CUTS} on ${screens.length} screens`
  return [
    row({ id: 'cut', name, value: ctx.median(times), unit: 's', atMost: 2 }),
    control({
      id: 'cut_control_playlist_alone',
      name: `${name}, for a player that follows the playlist alone`,
      value: without,
      unit: 's',
      atMost: 2,
    }),
  ]
}

/** The picture's clock where a chapter leads, and the moment its question went on stage. @param {any} ctx @param {Broadcast} at @param {any} viewers @param {Turn[]} turns */
async function chapters(ctx, at, viewers, turns) {
  const answer = await fetch(`${at.portal.url}/live/${at.slug}/chapters.json`)
  const told = await answer.json()
  /** @type {import('../worker/contract/stream').Chapter[]} */
  const list = Array.isArray(told) ? told : told.chapters
  const film = await viewers.atPlainPlayer(`/live/${at.slug}/index.m3u8`)
  await film.sees(1)
  const clockAt = (/** @type {number} */ seconds) =>
    film.page.evaluate(async (/** @type {number} */ to) => {
      const video = document.querySelector('video')
      if (!video) return null
      video.pause()
      video.currentTime = to
      await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }))
      return /** @type {any} */ (globalThis).readClock(video)
    }, seconds)
  const errors = []
  const subtracted = []
  const start = await clockAt(0)
  for (const { no, at: pressed } of turns) {
    const chapter = list.find((one) => one.no === no)
    if (chapter?.from == null) throw new Error(`question ${no} has no chapter`)
    const shown = await clockAt(chapter.from)
    errors.push(Math.abs(shown - clockOf(pressed)) / 1000)
    const plain = await clockAt((clockOf(pressed) - start) / 1000)
    subtracted.push(Math.abs(plain - clockOf(pressed)) / 1000)
  }
  ctx.log(`chapters, s: ${errors.map((one) => one.toFixed(2)).join(' · ')}`)
  const name = `picture where a chapter leads and its moment, worst of ${errors.length}, ${TURNS_AFTER} after a restart`
  return [
    row({ id: 'chapter_error', name, value: Math.max(...errors), unit: 's', atMost: 0.5 }),
    control({
      id: 'chapter_error_control_subtraction',
      name: `${name}, counted from the start`,
      value: Math.max(...subtracted),
      unit: 's',
      atMost: 0.5,
    }),
  ]
}

/** Whether every file kept is one the encoder wrote, byte for byte. @param {any} ctx @param {Broadcast} at */
async function stored(ctx, at) {
  const bucket = await at.portal.mf.getR2Bucket('MEDIA')
  const written = await digestsOf(at.folders)
  let kept = 0
  let strange = 0
  for (let cursor; ;) {
    const page = await bucket.list({ ...(cursor && { cursor }) })
    for (const { key } of page.objects) {
      if (!/\.(m4s|mp4)$/.test(key)) continue
      const object = await bucket.get(key)
      if (!object) continue
      const digest = createHash('sha256').update(new Uint8Array(await object.arrayBuffer()))
      kept += 1
      if (!written.has(digest.digest('hex'))) strange += 1
    }
    if (!page.truncated) break
    cursor = page.cursor
  }
  if (kept < 20) throw new Error(`only ${kept} files are kept`)
  mustEqual('files that are not as the encoder wrote them', strange, 0)
  ctx.log(`${kept} files kept, ${written.size} written by the encoder`)
  return row({
    id: 'segments_same',
    name: 'share of the files kept that are, byte for byte, what the encoder wrote',
    value: (kept - strange) / kept,
    unit: '',
    atLeast: 1,
  })
}
