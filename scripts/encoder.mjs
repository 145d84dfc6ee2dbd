// An encoder for tests and benchmarks: films made by ffmpeg whose picture tells its own time, and somebody
// who pushes them the way ffmpeg does: chunked, without a type, a playlist after each segment.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { ensureFfmpeg } from './media-tools.mjs'

/** The clock is two rows of twenty squares across the top of the picture, the highest bit first. */
const SQUARES_IN_A_ROW = 20
export const CLOCK_BITS = 40

/**
 * Filters that burn a clock into a picture: milliseconds as 40 black and white squares.
 * @param {string} ms an expression of ffmpeg's in the time `t`
 */
export function clockFilters(ms) {
  const cell = `iw/${SQUARES_IN_A_ROW}`
  const squares = Array.from({ length: CLOCK_BITS }, (_, at) => {
    const bit = `mod(floor((${ms})/${2 ** (CLOCK_BITS - 1 - at)})\\,2)`
    const [x, y] = [at % SQUARES_IN_A_ROW, Math.floor(at / SQUARES_IN_A_ROW)]
    return `drawbox=x=${x}*${cell}:y=${y}*${cell}:w=${cell}:h=${cell}:color=white:t=fill:enable=${bit}`
  })
  return [`drawbox=x=0:y=0:w=iw:h=2*${cell}:color=black:t=fill`, ...squares].join(',')
}

/**
 * Reads that clock from a playing video; runs inside the page, so it needs nothing from here.
 * @param {HTMLVideoElement} video
 * @returns {number | null} milliseconds; null before there is a picture
 */
export function readClock(video) {
  const [columns, rows] = [20, 2]
  const width = video.videoWidth
  if (width === 0 || video.readyState < 2) return null
  const cell = width / columns
  const height = Math.ceil(cell * rows)
  const page = /** @type {{ clockPaper?: HTMLCanvasElement }} */ (globalThis)
  const canvas = (page.clockPaper ??= document.createElement('canvas'))
  if (canvas.width !== width) Object.assign(canvas, { width, height })
  const paper = canvas.getContext('2d', { willReadFrequently: true })
  if (!paper) return null
  paper.drawImage(video, 0, 0)
  const { data } = paper.getImageData(0, 0, width, height)
  let ms = 0
  for (let at = 0; at < columns * rows; at += 1) {
    const x = Math.floor(((at % columns) + 0.5) * cell)
    const y = Math.floor((Math.floor(at / columns) + 0.5) * cell)
    ms = ms * 2 + ((data[(y * width + x) * 4 + 1] ?? 0) > 127 ? 1 : 0)
  }
  return ms
}

/**
 * @typedef {object} FilmOptions
 * @property {number} [seconds]
 * @property {number} [segment] length of a segment, seconds
 * @property {string} [size]
 * @property {number} [fps]
 * @property {'fmp4' | 'ts'} [kind]
 * @property {number} [take] another take is another picture and another sound: a restart, no retry
 * @property {number} [clockFrom] what the burnt-in clock shows at the first picture, ms
 *
 * @typedef {object} Segment
 * @property {string} name
 * @property {number} duration seconds
 * @property {Buffer} bytes
 * @property {string} sha256
 *
 * @typedef {object} Film
 * @property {'fmp4' | 'ts'} kind
 * @property {{ name: string, bytes: Buffer, sha256: string } | null} init what fMP4 begins with
 * @property {Segment[]} segments
 * @property {number} target longest segment, whole seconds
 * @property {number} seconds
 * @property {string} folder where ffmpeg left it
 */

const sha256 = (/** @type {Buffer} */ bytes) => createHash('sha256').update(bytes).digest('hex')

/**
 * A film made by ffmpeg, once per machine for the same wishes: its bytes depend on nothing else.
 * @param {FilmOptions} [options]
 * @returns {Promise<Film>}
 */
export async function film({
  seconds = 20,
  segment = 2,
  size = '320x180',
  fps = 25,
  kind = 'fmp4',
  take = 0,
  clockFrom = 0,
} = {}) {
  const hls = ['-hls_time', String(segment), '-hls_list_size', '0']
  const argv = [
    ['-loglevel', 'error', '-y'],
    ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${fps}`],
    ['-f', 'lavfi', '-i', `sine=f=${330 + 37 * take}:r=48000`],
    ['-t', String(seconds), '-vf', `hue=h=${take * 40},${clockFilters(`${clockFrom}+t*1000`)}`],
    ['-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ['-g', String(fps * segment), '-keyint_min', String(fps * segment), '-sc_threshold', '0'],
    ['-b:v', '250k', '-c:a', 'aac', '-b:a', '48k', '-f', 'hls', ...hls],
    ['-hls_flags', 'program_date_time+independent_segments'],
    kind === 'fmp4'
      ? ['-hls_segment_type', 'fmp4', '-hls_segment_filename', 'live%d.m4s']
      : ['-hls_segment_filename', 'live%d.ts'],
    ['live.m3u8'],
  ].flat()
  const folder = path.join(os.tmpdir(), `mianduimian-film-${sha256(Buffer.from(argv.join(' ')))}`)
  const text = await readFile(path.join(folder, 'live.m3u8'), 'utf8').catch(async () => {
    await make(argv, folder)
    return readFile(path.join(folder, 'live.m3u8'), 'utf8')
  })
  const keep = async (/** @type {string} */ name) => {
    const bytes = await readFile(path.join(folder, name))
    return { name, bytes, sha256: sha256(bytes) }
  }
  const lines = [...text.matchAll(/#EXTINF:([\d.]+),[^]*?\n([^#\n]+)\n/g)]
  const segments = await Promise.all(
    lines.map(async ([, duration, name]) => ({
      ...(await keep(name ?? '')),
      duration: Number(duration),
    })),
  )
  const durations = segments.map(({ duration }) => duration)
  return {
    kind,
    init: kind === 'fmp4' ? await keep('init.mp4') : null,
    segments,
    target: Math.max(...durations.map(Math.round)),
    seconds: durations.reduce((sum, one) => sum + one, 0),
    folder,
  }
}

/** Into a folder beside, then renamed: two at once never see half a film. @param {string[]} argv @param {string} folder */
async function make(argv, folder) {
  const beside = await mkdtemp(`${folder}-`)
  const child = spawn(ensureFfmpeg(), argv, { cwd: beside, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (data) => (said += data))
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}: ${said}`)
  await mkdir(path.dirname(folder), { recursive: true })
  await rename(beside, folder).catch(() => rm(beside, { recursive: true, force: true }))
}

/**
 * What an encoder's playlist looks like, the last `window` entries of it.
 * @param {object} given
 * @param {{ name: string, duration: number, at: number }[]} given.entries `at`: encoder's clock, epoch ms
 * @param {string | null} [given.init]
 * @param {number} [given.target]
 * @param {number} [given.firstNumber] of the first entry
 * @param {boolean} [given.dates] PROGRAM-DATE-TIME, or none
 * @param {boolean} [given.ended]
 */
export function encoderPlaylist({
  entries,
  init = null,
  target = 2,
  firstNumber = 0,
  dates = true,
  ended = false,
}) {
  const lines = ['#EXTM3U', `#EXT-X-VERSION:${init ? 7 : 6}`, `#EXT-X-TARGETDURATION:${target}`]
  lines.push(`#EXT-X-MEDIA-SEQUENCE:${firstNumber}`, '#EXT-X-INDEPENDENT-SEGMENTS')
  if (init) lines.push(`#EXT-X-MAP:URI="${init}"`)
  for (const { name, duration, at } of entries) {
    lines.push(`#EXTINF:${duration.toFixed(6)},`)
    const date = new Date(at).toISOString().replace('Z', '+0000')
    if (dates) lines.push(`#EXT-X-PROGRAM-DATE-TIME:${date}`)
    lines.push(name)
  }
  if (ended) lines.push('#EXT-X-ENDLIST')
  return `${lines.join('\n')}\n`
}

/**
 * @typedef {object} EncoderOptions
 * @property {string} url of the portal
 * @property {string} slug
 * @property {string} key
 * @property {'path' | 'header'} [keyIn] OBS writes the key into the address, ffmpeg sends it as a header
 * @property {'PUT' | 'POST'} [method]
 * @property {boolean} [persistent] one connection for all, as with -http_persistent 1
 * @property {string} [playlist] name of the playlist
 *
 * @typedef {object} PushOptions
 * @property {number} [from] first segment of the film to push
 * @property {number} [to] the one after the last
 * @property {boolean} [playlistFirst] the playlist before the segment it names, as it happens with ffmpeg
 * @property {readonly number[]} [lose] segments (by place in the film) named and never sent
 * @property {number} [startsAt] encoder's clock at the first segment of the film, epoch ms; by itself such
 *   that the last one pushed ends now
 * @property {number} [skew] ms by which the encoder's clock is wrong
 * @property {boolean} [dates] PROGRAM-DATE-TIME in its playlist
 * @property {number} [window] entries its playlist holds
 * @property {(place: number) => string} [naming] names unlike the film's own: with the start number of the
 *   clock, say
 * @property {boolean} [ends] ENDLIST after the last
 * @property {(place: number) => unknown} [after] called after each segment and its playlist
 *
 * @typedef {{ status: number, code?: string, name: string }} Reply
 */

/**
 * Somebody who pushes a film as ffmpeg does, as fast as it is taken.
 * @param {EncoderOptions} options
 */
export function encoder({
  url,
  slug,
  key,
  keyIn = 'header',
  method = 'PUT',
  persistent = false,
  playlist = 'live.m3u8',
}) {
  const agent = new http.Agent({ keepAlive: persistent, maxSockets: persistent ? 1 : 8 })
  /** @type {{ name: string, duration: number, at: number }[]} */
  let entries = []
  let number = 0
  /** @type {Film | undefined} */
  let running

  /**
   * @param {string} name @param {Buffer | string} bytes
   * @param {{ method?: string, key?: string }} [more]
   * @returns {Promise<Reply>}
   */
  function put(name, bytes, more = {}) {
    const secret = more.key ?? key
    const address = new URL(`/ingest/${slug}/${keyIn === 'path' ? secret : '-'}/${name}`, url)
    return new Promise((resolve, reject) => {
      const request = http.request(
        address,
        {
          method: more.method ?? method,
          agent,
          headers: {
            'User-Agent': 'Lavf/59.27.100',
            Accept: '*/*',
            'Icy-MetaData': '1',
            ...(keyIn === 'header' && { Authorization: `Bearer ${secret}` }),
            'Transfer-Encoding': 'chunked',
          },
        },
        (answer) => {
          /** @type {Buffer[]} */
          const parts = []
          answer.on('data', (part) => parts.push(part))
          answer.on('error', reject)
          answer.on('end', () => {
            const code = codeIn(Buffer.concat(parts).toString())
            resolve({ name, status: answer.statusCode ?? 0, ...(code && { code }) })
          })
        },
      )
      request.on('error', reject)
      const whole = Buffer.from(bytes)
      for (let at = 0; at < whole.length; at += 32_768)
        request.write(whole.subarray(at, at + 32_768))
      request.end()
    })
  }

  /**
   * Pushes a film, or a part of it; a film other than the last one is an encoder that began anew.
   * Answers what every push was told.
   * @param {Film} given @param {PushOptions} [options]
   * @returns {Promise<Reply[]>}
   */
  async function push(given, options = {}) {
    const { segments, init } = given
    const { from = 0, to = segments.length, playlistFirst = false, lose = [] } = options
    const { skew = 0, dates = true, window = 6, ends = false, naming, after } = options
    const before = segments.slice(0, to).reduce((sum, { duration }) => sum + duration * 1000, 0)
    const startsAt = options.startsAt ?? Date.now() - before
    /** @type {Reply[]} */
    const replies = []
    if (running !== given) {
      running = given
      entries = []
      number = 0
      if (init) replies.push(await put(init.name, init.bytes))
    }
    for (let place = from; place < Math.min(to, segments.length); place += 1) {
      const segment = segments[place]
      if (!segment) break
      const name = naming?.(place) ?? segment.name
      const passed = segments.slice(0, place).reduce((sum, one) => sum + one.duration * 1000, 0)
      entries.push({
        name,
        duration: segment.duration,
        at: Math.round(startsAt + passed + skew),
      })
      number += 1
      const shown = entries.slice(-window)
      const sendList = () =>
        put(
          playlist,
          encoderPlaylist({
            entries: shown,
            init: init?.name ?? null,
            target: given.target,
            firstNumber: number - shown.length,
            dates,
            ended: ends && place === Math.min(to, segments.length) - 1,
          }),
        )
      const sendSegment = async () => {
        if (!lose.includes(place)) replies.push(await put(name, segment.bytes))
      }
      if (playlistFirst) {
        replies.push(await sendList())
        await sendSegment()
      } else {
        await sendSegment()
        replies.push(await sendList())
      }
      await after?.(place)
    }
    return replies
  }

  return {
    put,
    push,
    /** Forgets what it pushed: the next push begins at number 0 as a new process does. */
    restart() {
      running = undefined
    },
    close: () => agent.destroy(),
  }
}

/** @param {string} body of a refusal */
function codeIn(body) {
  try {
    const { error } = JSON.parse(body)
    return /** @type {string | undefined} */ (typeof error === 'string' ? error : error?.code)
  } catch {
    return undefined
  }
}
