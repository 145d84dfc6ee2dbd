import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { beginCopy, endCopy, settle } from '../../worker/actions/dump/reading'
import type { Env } from '../../worker/contract/env'
import type { DumpManifest } from '../../worker/contract/dump'
import { DUMP_BLOBS, DUMPS, type KeeperState } from '../../worker/contract/keeper'
import { blobName, DUMP_TRIES, partName } from '../../worker/domain/dump-nights'
import { canonicalJSON } from '../../worker/domain/chain'
import { DAY_MS, startOfDay } from '../../worker/domain/shanghai'
import { setAlarm, slice, stateOf } from '../../worker/keeper/night'
import { ensureStaff } from '../../worker/store/staff'
import { sha256Hex } from '../../worker/store/chain'
import { sha256Of, type FileLine } from '../../worker/store/port-files'
import { digestNow, emptyPortal, importAll, type Dump } from './dump-kit'
import { announced, ask, Browser, decide, open, signedIn } from './http-kit'
import { admin } from './identity-kit'

/** A dump of the whole portal every night, made slice by slice by an alarm; the clock is passed in. */

const NIGHT = startOfDay('2026-11-12') + 3 * 3_600_000
const set: Env = { ...env, DUMP_DAYS: '2', DUMP_HOUR: '3' }

const within = <T>(work: (storage: DurableObjectStorage) => Promise<T>): Promise<T> =>
  runInDurableObject(env.KEEPER.getByName('portal'), (_, { storage }) => work(storage))
const stateNow = (given: Env = set): Promise<KeeperState> =>
  within((storage) => stateOf(storage, given))

/** Lets the alarm ring as often as it wants to, until it waits for longer than a slice; when it wants to ring then. */
async function ring(from: number, given: Env = set, pages?: number): Promise<number> {
  let now = from
  for (let i = 0; i < 400; i += 1) {
    const next = await within((storage) => slice(storage, given, now, pages))
    if (next === null || next - now > 1_000) return next ?? 0
    now = next
  }
  throw new Error('The keeper came to no end.')
}

async function evening() {
  const { slug, desk } = await open()
  const { no } = await ask(new Browser(), slug, '城东三期晚上没有水，什么时候修好？')
  await decide(desk, slug, { act: 'approve', nos: [no] })
  await env.FILES.put('ballots/old.ndjson', '{"sealed":"box"}\n', {
    customMetadata: { digest: 'abc' },
  })
  await env.MEDIA.put('media/one/seg-1.m4s', new Uint8Array([0, 1, 2, 254, 255]))
  return { slug }
}

const keysOf = async (prefix = DUMPS) =>
  (await env.FILES.list({ prefix, limit: 1_000 })).objects.map(({ key }) => key)
const manifests = async () => (await keysOf()).filter((key) => key.endsWith('/manifest.json'))

/** A dump as it lies in the bucket, every byte compared with its manifest. */
async function readDump(day: string): Promise<Dump> {
  const text = async (name: string) => (await env.FILES.get(`${DUMPS}${day}/${name}`))?.text() ?? ''
  const { seal, ...said } = JSON.parse(await text('manifest.json')) as DumpManifest & {
    seal: string
  }
  expect(seal).toBe(sha256Hex(canonicalJSON(said)))
  const parts: Dump['parts'] = new Map()
  const blobs: Dump['blobs'] = new Map()
  for (const one of said.places as (DumpManifest['places'][number] & {
    bytes: number
    sha256: string
  })[]) {
    const { place, bytes, sha256 } = one
    const lines = await text(partName(place))
    expect([place, await sha256Of(env.FILES, `${DUMPS}${day}/${partName(place)}`)]).toEqual([
      place,
      sha256,
    ])
    expect(new TextEncoder().encode(lines).length).toBe(bytes)
    parts.set(place, lines.split('\n').filter(Boolean))
    if (place !== 'files' && place !== 'media') continue
    for (const line of parts.get(place) ?? []) {
      const file = JSON.parse(line) as FileLine
      expect(file.key).not.toMatch(/^dumps\//)
      const blob = await env.FILES.get(DUMP_BLOBS + blobName(file.sha256))
      blobs.set(file.sha256, new Uint8Array((await blob?.arrayBuffer()) ?? []))
      expect(await sha256Of(env.FILES, DUMP_BLOBS + blobName(file.sha256))).toBe(file.sha256)
    }
  }
  return { manifest: { ...said, key: 'key-of-this-portal' }, parts, blobs }
}

describe('a night’s dump', () => {
  test('is what the export command writes, is listed once it is whole, and brings the portal back', async () => {
    const { slug } = await evening()
    const before = await digestNow()
    expect(await ring(NIGHT)).toBe(NIGHT + DAY_MS)
    const { kept, running, failed } = await stateNow()
    expect([kept.map(({ day, digest }) => [day, digest]), running, failed]).toEqual([
      [['2026-11-12', before]],
      null,
      null,
    ])
    const dump = await readDump('2026-11-12')
    expect(dump.manifest.digest).toBe(before)
    expect([...dump.parts.keys()]).toEqual(
      expect.arrayContaining(['record', `room/${slug}`, 'notary', 'files', 'media']),
    )
    await emptyPortal()
    await importAll(dump)
    expect(await digestNow()).toBe(before)
  })

  test('is made once however often the alarm rings, and the next night holds nothing of the one before', async () => {
    await evening()
    await Promise.all([ring(NIGHT), ring(NIGHT)])
    const first = await keysOf()
    expect(await manifests()).toEqual(['dumps/2026-11-12/manifest.json'])
    await ring(NIGHT + 60_000)
    await ring(NIGHT + DAY_MS - 60_000)
    expect(await keysOf()).toEqual(first)
    await ring(NIGHT + DAY_MS)
    await readDump('2026-11-13')
    expect((await manifests()).length).toBe(2)
    // The bytes of what did not change lie there once.
    const added = (await keysOf()).filter(
      (key) => !first.includes(key) && key.startsWith(DUMP_BLOBS),
    )
    expect(added.length).toBeLessThanOrEqual(1)
  })

  test('goes when its days are over, with the bytes only it had; the last one stays whatever its age', async () => {
    await evening()
    await env.MEDIA.put('media/gone.m4s', 'only on the first night')
    await ring(NIGHT)
    const gone = DUMP_BLOBS + blobName(sha256Hex('only on the first night'))
    expect(await env.FILES.head(gone)).not.toBe(null)
    await env.MEDIA.delete('media/gone.m4s')
    await ring(NIGHT + DAY_MS)
    await ring(NIGHT + 2 * DAY_MS)
    expect(await manifests()).toEqual([
      'dumps/2026-11-13/manifest.json',
      'dumps/2026-11-14/manifest.json',
    ])
    expect((await stateNow()).kept.map(({ day }) => day)).toEqual(['2026-11-14', '2026-11-13'])
    expect(await env.FILES.head(gone)).toBe(null)
    await readDump('2026-11-13')
    await ring(NIGHT + 90 * DAY_MS, { ...set, DUMP_DAYS: '1' })
    expect((await stateNow()).kept).toHaveLength(1)
  })

  test('of a large record goes through many slices, and parts of the bucket’s size', async () => {
    await announced()
    const put = env.DB.prepare('INSERT INTO settings (key, value) VALUES (?, ?)')
    // A row each to a page, and more than a part of the bucket together.
    for (let at = 0; at < 7; at += 1) await put.bind(`large ${at}`, `路${at}`.repeat(320_000)).run()
    await ring(NIGHT, set, 2)
    const before = await digestNow()
    const { kept } = await stateNow()
    expect(kept[0]?.bytes).toBeGreaterThan(8.5 * 1024 * 1024)
    const dump = await readDump('2026-11-12')
    expect(dump.manifest.digest).toBe(before)
    expect(dump.parts.get('record')?.filter((line) => line.startsWith('["large'))).toHaveLength(7)
  })

  test('is not made unless it is asked for', async () => {
    await evening()
    for (const days of [undefined, '', '0', 'ten', '-1']) {
      const off: Env = { ...env, ...(days !== undefined && { DUMP_DAYS: days }) }
      await within(async (storage) => {
        await setAlarm(storage, off, NIGHT)
        await slice(storage, off, NIGHT)
      })
      expect(await stateNow(off)).toMatchObject({ set: null, next: null, kept: [], running: null })
    }
    expect(await keysOf()).toEqual([])
  })
})

/** A bucket that breaks off at the nth writing, before it or after it. */
function breaking(at: number, after: boolean): { given: Env; broke: () => boolean } {
  let n = 0
  let broke = false
  const FILES = new Proxy(env.FILES, {
    get(target, name: keyof R2Bucket) {
      const found = target[name]
      if (typeof found !== 'function') return found
      const call = found.bind(target) as (...given: unknown[]) => Promise<unknown>
      if (name !== 'put' && name !== 'delete') return call
      return async (...given: unknown[]) => {
        n += 1
        if (n !== at) return call(...given)
        broke = true
        if (after) await call(...given)
        throw new Error('cut off')
      }
    },
  })
  return { given: { ...set, FILES }, broke: () => broke }
}

describe('a dump that breaks off', () => {
  test('anywhere, before or after a writing, ends as exactly one whole dump, and is never listed before', async () => {
    await evening()
    let whole = false
    for (let at = 1; !whole; at += 3) {
      const { given, broke } = breaking(at, at % 2 === 1)
      const next = await ring(NIGHT, given)
      whole = !broke()
      const half = await stateNow()
      expect(half.kept.length).toBe((await manifests()).length)
      // Once more, as the alarm would.
      if (!whole) await ring(next, set)
      const { kept, failed } = await stateNow()
      expect([at, kept.length, failed, (await manifests()).length]).toEqual([at, 1, null, 1])
      await readDump('2026-11-12')
      await within(async (storage) => {
        for (const [name] of storage.kv.list()) storage.kv.delete(name)
      })
      await env.FILES.delete(await keysOf())
    }
  })

  test('again and again is given up for the night and told: administrators read it, and see it at their desk', async () => {
    await ensureStaff(env.DB, admin)
    await evening()
    const FILES = new Proxy(env.FILES, {
      get: (target, name: keyof R2Bucket) => {
        const found = target[name]
        if (name === 'put') return () => Promise.reject(new Error('the bucket is away'))
        return typeof found === 'function' ? found.bind(target) : found
      },
    })
    const away: Env = { ...set, FILES }
    let now = NIGHT
    for (let tries = 1; tries <= DUMP_TRIES; tries += 1) {
      now = await ring(now, away)
      expect((await stateNow()).failed).toMatchObject({
        day: '2026-11-12',
        tries,
        over: tries === DUMP_TRIES,
      })
    }
    expect(now).toBe(NIGHT + DAY_MS)
    expect((await stateNow()).kept).toEqual([])
    const told = await env.DB.prepare(
      "SELECT id, audience, recipient FROM messages WHERE kind = 'dump_failed'",
    ).all()
    expect(told.results).toEqual([
      { id: `dump_failed:2026-11-12:${admin.id}`, audience: 'staff', recipient: admin.id },
    ])
    const desk = await signedIn(admin)
    expect(await (await desk.get('/desk/admin')).text()).toContain('的备份没有做成')
    expect(await (await desk.get('/desk/messages')).text()).toContain('每夜备份没有做成')
    // No copy is left of it, and the next night is another.
    const copies =
      "SELECT count(*) AS n FROM sqlite_master WHERE name LIKE 'port\\_copy%' ESCAPE '\\'"
    expect((await env.DB.prepare(copies).first<{ n: number }>())?.n).toBe(0)
    await ring(now)
    expect((await stateNow()).failed).toBe(null)
    expect(await manifests()).toEqual(['dumps/2026-11-13/manifest.json'])
  })

  test('because somebody copies the portal waits for them, and begins anew where they came in between', async () => {
    await evening()
    const theirs = NIGHT - 60_000
    await beginCopy(env, await settle(env), theirs)
    const next = await ring(NIGHT)
    expect(next - NIGHT).toBeGreaterThan(60_000)
    expect(await manifests()).toEqual([])
    await endCopy(env)
    // Begun, looked round, and then somebody else copies.
    await within((storage) => slice(storage, set, next))
    await within((storage) => slice(storage, set, next + 200))
    await beginCopy(env, await settle(env), next + 300)
    const again = await ring(next + 400)
    expect((await stateNow()).failed?.tries).toBe(1)
    await endCopy(env)
    await ring(again)
    expect((await stateNow()).kept).toHaveLength(1)
    await readDump('2026-11-12')
  })
})
