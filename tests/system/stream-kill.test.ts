import { createHash } from 'node:crypto'
import http from 'node:http'
import { expect, test } from 'vitest'
import { readTwice, type ReadPlaylist } from '../domain/playlist-kit'
import { buildOf, type controls } from './fixtures/builds'
import { keys, temporaryFolder } from './harness'
import { Server } from './killable'
import { decide, openSession, staff } from './people'

/**
 * The server is killed outright in the middle of a push, again and again. What it acknowledged must be in the
 * playlist afterwards, once, in order; and what a player has seen there must never change.
 */

const slug = 'evening'
const SECONDS = 2

/** Bytes that begin as fMP4 does, others for each segment. */
function boxes(type: string, n: number): Buffer {
  const bytes = Buffer.alloc(40_000, `segment ${n} `)
  bytes.writeUInt32BE(24, 0)
  bytes.write(type, 4, 'latin1')
  return bytes
}

const shaOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex').slice(0, 12)

/** One push as ffmpeg sends it: chunked, and without saying what it is. */
function put(address: string, bytes: Buffer | string): Promise<number> {
  return new Promise((done, failed) => {
    const request = http.request(
      address,
      { method: 'PUT', agent: false, headers: { 'transfer-encoding': 'chunked' } },
      (answer) => {
        answer.resume()
        answer.on('error', failed)
        answer.on('end', () => done(answer.statusCode ?? 0))
      },
    )
    request.on('error', failed)
    const whole = Buffer.from(bytes)
    for (let at = 0; at < whole.length; at += 8_192) request.write(whole.subarray(at, at + 8_192))
    request.end()
  })
}

class Encoder {
  over = false
  pushed = 0
  resent = 0
  readonly acknowledged: string[] = []
  readonly #begun = Date.now()
  #waiting: { n: number; done: () => void }[] = []

  constructor(
    private readonly server: Server,
    private readonly key: string,
  ) {}

  more(n: number): Promise<void> {
    return new Promise((done) => this.#waiting.push({ n: this.pushed + n, done }))
  }

  /** Sends until it is acknowledged. */
  async #persist(name: string, bytes: Buffer | string): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      await this.server.up
      try {
        const status = await put(`${this.server.url}/ingest/${slug}/${this.key}/${name}`, bytes)
        if (status === 204) break
        if (status !== 503 && status !== 429) throw new Refused(`${name} was answered ${status}`)
      } catch (error) {
        if (error instanceof Refused || tries > 200) throw error
      }
      this.resent += 1
    }
    this.pushed += 1
    this.#waiting = this.#waiting.filter(({ n, done }) => {
      if (this.pushed < n) return true
      done()
      return false
    })
  }

  async run(): Promise<void> {
    await this.#persist('init.mp4', boxes('ftyp', -1))
    for (let n = 0; !this.over; n += 1) {
      const bytes = boxes('styp', n)
      await this.#persist(`live${n}.m4s`, bytes)
      this.acknowledged.push(shaOf(bytes))
      await this.#persist('live.m3u8', this.#list(n))
    }
  }

  #list(last: number): string {
    const first = Math.max(0, last - 5)
    const lines = ['#EXTM3U', `#EXT-X-MEDIA-SEQUENCE:${first}`, '#EXT-X-MAP:URI="init.mp4"']
    for (let n = first; n <= last; n += 1) {
      const date = new Date(this.#begun + n * SECONDS * 1000).toISOString()
      lines.push(`#EXTINF:${SECONDS},`, `#EXT-X-PROGRAM-DATE-TIME:${date}`, `live${n}.m4s`)
    }
    return `${lines.join('\n')}\n`
  }
}

class Refused extends Error {}

async function playlist(server: Server): Promise<ReadPlaylist> {
  const answer = await fetch(`${server.url}/live/${slug}/index.m3u8`)
  if (answer.status !== 200) throw new Error(`the playlist answered ${answer.status}`)
  return readTwice(await answer.text())
}

/** Kills the server so many times; tells what is missing, what is there twice, and what changed before a player's eyes. */
async function ordeal(kills: number, control?: keyof typeof controls) {
  const { build, remove } = await buildOf(control)
  const data = await temporaryFolder()
  const vars = { ...keys, PORTAL_DEMO: 'off', STREAM_PUSHES: '100000', SHIELD: 'off' }
  const server = new Server({ dataDir: data.folder, build, vars })
  let encoder: Encoder | undefined
  try {
    await server.start()
    const desk = await staff({ url: server.url }, '林主持')
    await openSession(desk, slug)
    await decide(desk, slug, { act: 'move', to: 'live' })
    const form = await desk.send('POST', `/desk/s/${slug}/stream`, 'do=key&term=session')
    const [, key = ''] = /[>"]([\w-]{27})[<"]/.exec(await form.text()) ?? []
    encoder = new Encoder(server, key)
    const running = encoder.run()
    const changed: string[] = []
    let seen: ReadPlaylist | null = null
    for (let kill = 1; kill <= kills; kill += 1) {
      await Promise.race([encoder.more(8 + ((kill * 37) % 23)), running])
      await server.kill()
      await server.start()
      const list = await playlist(server)
      const before = JSON.stringify(seen?.segments ?? [])
      const now = JSON.stringify(list.segments.slice(0, seen?.segments.length ?? 0))
      if (before !== now) changed.push(`after kill ${kill}`)
      seen = list
    }
    encoder.over = true
    await running
    // Once more, so that what is read comes from the disk.
    await server.kill()
    await server.start()
    const { segments } = await playlist(server)
    const published = segments.map(({ uri }) => uri.slice(uri.indexOf('-') + 1, -8))
    const bytes = await Promise.all(
      segments.map(async ({ uri }) => {
        const answer = await fetch(`${server.url}/live/${slug}/${uri}`)
        return shaOf(Buffer.from(await answer.arrayBuffer()))
      }),
    )
    return { encoder, changed, published, bytes, discs: segments.filter(({ disc }) => disc).length }
  } finally {
    if (encoder) encoder.over = true
    await server.kill().catch(() => {})
    await Promise.all([data.remove(), remove()])
  }
}

test('kills in the middle of a push: every acknowledged segment is there, once, in order', async () => {
  const { encoder, changed, published, bytes, discs } = await ordeal(4)
  expect(published).toEqual(encoder.acknowledged)
  expect(bytes).toEqual(published)
  expect(changed).toEqual([])
  expect(discs).toBe(0)
  expect(encoder.acknowledged.length).toBeGreaterThan(30)
}, 180_000)

test('a stream that acknowledges before it writes is found out by the same ordeal', async () => {
  const { encoder, published } = await ordeal(1, 'streamAcknowledgesFirst')
  expect(published).not.toEqual(encoder.acknowledged)
}, 120_000)
