import { beginCopy, copyBegun, endCopy, readPage, settle, COPY_MS } from '../actions/dump/reading'
import { bucketOf } from '../actions/dump/places'
import { importUnderWay } from '../actions/dump/plan'
import { DUMP_FORMAT, DUMP_PART_BYTES as PART, DUMP_VERSION } from '../contract/dump'
import type { Env } from '../contract/env'
import { DUMPS, type KeeperState, type KeptDump } from '../contract/keeper'
import { Refusal } from '../contract/refusals'
import { joined } from '../domain/bytes'
import { canonicalJSON } from '../domain/chain'
import { addSums, digestOf, NO_SUM } from '../domain/dump'
import {
  dueNight,
  dumpBackOff,
  DUMP_TRIES,
  endedNights,
  nextNight,
  nightsOf,
  partName,
  withoutRepeats,
} from '../domain/dump-nights'
import { chained } from '../http/audit'
import { dumpKeyMark } from '../http/dump-key'
import { log } from '../http/log'
import { adminIds } from '../store/admins'
import { sha256Hex } from '../store/chain'
import { putMessages } from '../store/messages'
import { sha256Of, type FileLine } from '../store/port-files'
import { Shelf } from './shelf'

/**
 * One night's dump: what `npm run export` writes, into the bucket. It goes on slice by slice; how far it has come is
 * written together with what that needs, so a slice that breaks off is done again and ends the same. The manifest
 * is written last: without it nothing is a dump.
 */

/** What one slice does at most. */
const PAGES = 40
const BYTES = 32 * 1024 * 1024
const COPIED = 256 * 1024 * 1024
/** A slice that broke off without a word comes again after this long. */
const LOST_MS = 10 * 60_000
/** Somebody is copying the portal; theirs comes first. */
const BUSY_MS = 10 * 60_000
const SOON_MS = 200

interface Part {
  place: string
  rows: number
  sum: string
  bytes: number
  sha256: string
}

/** A part that is being written. */
interface Writing {
  place: string
  after: string | null
  rows: number
  sum: string
  bytes: number
  /** The table named last. */
  head: string
  alarm: boolean
  upload: string | null
  etags: string[]
}

interface Run {
  day: string
  at: number
  stage: 'begin' | 'look' | 'parts' | 'close' | 'forget'
  cursor: string | null
  migrations: string[]
  places: string[]
  done: Part[]
  /** How many places are behind it, also those that hold nothing. */
  passed: number
  part: Writing | null
}

interface Failed {
  day: string
  at: number
  tries: number
  over: boolean
}

type Kv = DurableObjectStorage['kv']
const runOf = (kv: Kv) => kv.get<Run>('run') ?? null
const keptOf = (kv: Kv) => kv.get<KeptDump[]>('kept') ?? []
const failedOf = (kv: Kv) => kv.get<Failed>('failed') ?? null
const setNights = (env: Env) => nightsOf(env.DUMP_DAYS, env.DUMP_HOUR)

/** Sees to it that the alarm rings when there is something to do. */
export async function setAlarm(storage: DurableObjectStorage, env: Env, now: number) {
  if (!setNights(env)) return storage.deleteAlarm()
  if ((await storage.getAlarm()) === null) await storage.setAlarm(now)
}

export async function stateOf(storage: DurableObjectStorage, env: Env): Promise<KeeperState> {
  const run = runOf(storage.kv)
  return {
    set: setNights(env),
    kept: keptOf(storage.kv),
    running: run && { day: run.day, done: run.passed, of: run.places.length },
    failed: failedOf(storage.kv),
    next: await storage.getAlarm(),
  }
}

/**
 * Goes on for a slice, and tells when it rings again; null where no dumps are made. Never throws: what breaks is tried
 * again, and in the end told.
 */
export async function slice(
  storage: DurableObjectStorage,
  env: Env,
  now: number,
  pages = PAGES,
): Promise<number | null> {
  const set = setNights(env)
  if (!set) return null
  // Before anything else: a slice that is cut off comes again.
  await storage.setAlarm(now + LOST_MS)
  let next: number
  try {
    next = await new Night(storage, env, set, now, pages).go()
  } catch (error) {
    next = await failed(storage, env, set.hour, error, now)
  }
  await storage.setAlarm(next)
  return next
}

async function failed(
  storage: DurableObjectStorage,
  env: Env,
  hour: number,
  error: unknown,
  now: number,
): Promise<number> {
  const { kv } = storage
  const run = runOf(kv)
  const day = run?.day ?? dueNight(now, hour)
  const before = failedOf(kv)
  const tries = before?.day === day && !before.over ? before.tries + 1 : 1
  const over = tries >= DUMP_TRIES
  kv.put('failed', { day, at: now, tries, over } satisfies Failed)
  // The portal moved on, or somebody else copied it: what was read is of no one moment.
  const anew = error instanceof Refusal && error.code === 'DUMP_AGAIN'
  // That is no fault while another try may find it lying still.
  if (over || !anew)
    log('fault', { fault: 'Dump', ...(error instanceof Error && { at: error.stack }) })
  if (run && anew) kv.put('run', { ...run, stage: 'begin' } satisfies Run)
  if (!over) return now + dumpBackOff(tries)
  if (run) {
    kv.delete('run')
    if ((await copyBegun(env).catch(() => null)) === run.at)
      await endCopy(env).catch(() => undefined)
  }
  await tellFailed(env, day, now).catch(() => undefined)
  return nextNight(now, hour)
}

/** Every administrator finds it at the desk, once for each night. */
async function tellFailed({ DB }: Env, day: string, now: number): Promise<void> {
  const admins = await adminIds(DB, now)
  await putMessages(
    DB,
    admins.map((recipient) => ({
      id: `dump_failed:${day}:${recipient}`,
      kind: 'dump_failed' as const,
      audience: 'staff' as const,
      recipient,
      about: day,
      facts: { day },
      at: now,
      dueAt: now,
    })),
  )
}

class Night {
  readonly #kv: Kv
  #pages = 0
  #bytes = 0
  #copied = 0

  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly env: Env,
    private readonly set: { days: number; hour: number },
    private readonly now: number,
    private readonly most: number,
  ) {
    this.#kv = storage.kv
  }

  #shelf(day: string): Shelf {
    return new Shelf(this.storage.sql, this.env.FILES, day)
  }

  /** Does a slice; tells when to go on. */
  async go(): Promise<number> {
    const { env, now, set } = this
    const run = runOf(this.#kv) ?? (await this.#due())
    if (!run) return nextNight(now, set.hour)
    // What waits for its import lies where copies lie: it comes first.
    if (await importUnderWay(env)) return now + BUSY_MS
    if (run.stage === 'begin') {
      const theirs = await copyBegun(env)
      if (theirs !== null && theirs !== run.at && now - theirs < COPY_MS) return now + BUSY_MS
      await this.#begin(run)
    } else if (run.stage === 'look') await this.#look(run)
    else if (run.stage === 'parts') await this.#parts(run)
    else if (run.stage === 'close') await this.#close(run)
    else if (await this.#forget(run)) return nextNight(now, set.hour)
    return now + SOON_MS
  }

  /** The dump that is due, if there is none of its day yet. */
  async #due(): Promise<Run | null> {
    const day = dueNight(this.now, this.set.hour)
    const before = failedOf(this.#kv)
    if (before?.over && before.day === day) return null
    const kept = await this.#known(day)
    if (kept.some((one) => one.day >= day)) return null
    const none = { cursor: null, migrations: [], places: [], done: [], passed: 0, part: null }
    const run: Run = { day, at: this.now, stage: 'begin', ...none }
    this.#kv.put('run', run)
    return run
  }

  /** Whole dumps as they lie in the bucket; what is half, from a night that was given up, is taken away. */
  async #known(today: string): Promise<KeptDump[]> {
    const shelf = this.#shelf(today)
    const had = new Map(keptOf(this.#kv).map((one) => [one.day, one]))
    const kept: KeptDump[] = []
    for (const day of await shelf.days()) {
      const file = await this.env.FILES.get(`${DUMPS}${day}/manifest.json`)
      if (!file) {
        await shelf.remove(day)
        continue
      }
      const { at, digest, places } = await file.json<{
        at: number
        digest: string
        places: Part[]
      }>()
      kept.push(had.get(day) ?? keptDump(day, at, digest, places))
    }
    kept.sort(newestFirst)
    this.#kv.put('kept', kept)
    return kept
  }

  async #begin(run: Run): Promise<void> {
    const { env, now } = this
    const shelf = this.#shelf(run.day)
    await shelf.remove(run.day)
    shelf.lookAnew()
    // Said first: should this break off, the copy is known as our own.
    const begun: Run = { ...run, at: now, done: [], passed: 0, part: null, cursor: null }
    this.#kv.put('run', begun)
    const stands = await settle(env)
    const facts = { day: run.day }
    const copied = await chained(
      env,
      { actor: 'system', role: 'system', act: 'export_portal', facts },
      () => beginCopy(env, stands, now),
    )
    this.#kv.put('run', { ...begun, ...copied, stage: 'look' } satisfies Run)
  }

  async #look(run: Run): Promise<void> {
    const cursor = await this.#shelf(run.day).lookOn(run.cursor)
    this.#kv.put('run', { ...run, cursor, stage: cursor === null ? 'parts' : 'look' } satisfies Run)
  }

  async #ours({ at }: Run): Promise<void> {
    if ((await copyBegun(this.env)) !== at) throw new Refusal('DUMP_AGAIN')
  }

  /** Writes pages until the slice is full. */
  async #parts(run: Run): Promise<void> {
    await this.#ours(run)
    const shelf = this.#shelf(run.day)
    let rest = shelf.rest()
    const keep = (bytes: Uint8Array) => {
      rest = bytes
      this.storage.transactionSync(() => {
        shelf.setRest(rest)
        this.#kv.put('run', run)
      })
    }
    while (this.#pages < this.most && this.#bytes < BYTES && this.#copied < COPIED) {
      const place = run.places[run.passed]
      if (place === undefined) {
        await this.#ours(run)
        run.stage = 'close'
        break
      }
      run.part ??= emptyPart(place)
      const { text, last } = await this.#page(run.part, shelf)
      // What was read is of our copy only if that is still the one there is.
      await this.#ours(run)
      const all = joined([rest, text])
      const full = await this.#upload(run, run.part, all)
      if (!last) {
        rest = full
        continue
      }
      const part = await this.#finish(run, run.part, full)
      if (part) run.done.push(part)
      run.part = null
      run.passed += 1
      keep(new Uint8Array())
    }
    keep(rest)
  }

  /** The next page of a part, and the bytes of objects it names. */
  async #page(part: Writing, shelf: Shelf): Promise<{ text: Uint8Array; last: boolean }> {
    const { env } = this
    const page = await readPage(env, part.place, part.after, shelf.digestOf)
    if (part.after === null) part.alarm = /^\{"object":"[^"]*","alarm":\d/.test(page.lines)
    if (part.place === 'files' || part.place === 'media') {
      for (const line of page.lines.split('\n').filter(Boolean)) {
        const { key, sha256, size } = JSON.parse(line) as FileLine
        this.#copied += await shelf.put(bucketOf(env, part.place), key, sha256, size)
      }
    }
    const { text, head } = withoutRepeats(page.lines, part.head)
    const bytes = new TextEncoder().encode(text)
    this.#pages += 1
    this.#bytes += bytes.length
    part.head = head
    part.rows += page.rows
    part.sum = addSums(part.sum, page.sum)
    part.bytes += bytes.length
    part.after = page.next
    return { text: bytes, last: page.next === null }
  }

  #key = (run: Run, part: Writing) => `${DUMPS}${run.day}/${partName(part.place)}`

  /** Writes what fills parts of R2, and gives back what is left over. */
  async #upload(run: Run, part: Writing, bytes: Uint8Array): Promise<Uint8Array> {
    let left = bytes
    while (left.length > PART) {
      const key = this.#key(run, part)
      part.upload ??= (await this.env.FILES.createMultipartUpload(key)).uploadId
      const upload = this.env.FILES.resumeMultipartUpload(key, part.upload)
      const { etag } = await upload.uploadPart(part.etags.length + 1, left.slice(0, PART))
      part.etags.push(etag)
      left = left.slice(PART)
    }
    return left
  }

  /** Closes a part and reads it once more: its digest is that of what lies there. */
  async #finish(run: Run, part: Writing, left: Uint8Array): Promise<Part | null> {
    const { place, rows, sum, bytes } = part
    // An object nobody has used yet.
    if (rows === 0 && !part.alarm && place !== 'record') return null
    const { FILES } = this.env
    const key = this.#key(run, part)
    if (part.upload === null) await FILES.put(key, left)
    else if ((await FILES.head(key))?.size !== bytes) {
      const upload = FILES.resumeMultipartUpload(key, part.upload)
      const ended = await upload.uploadPart(part.etags.length + 1, left)
      const etags = [...part.etags, ended.etag]
      await upload.complete(etags.map((etag, i) => ({ partNumber: i + 1, etag })))
    }
    const sha256 = await sha256Of(FILES, key)
    const size = (await FILES.head(key))?.size
    if (sha256 === null || size !== bytes) throw new Error(`${partName(place)} has ${size} bytes`)
    return { place, rows, sum, bytes, sha256 }
  }

  /** The manifest makes it a dump. */
  async #close(run: Run): Promise<void> {
    const { env } = this
    if ((await copyBegun(env)) === run.at) await endCopy(env)
    const { at, migrations, done: places } = run
    const said = {
      format: DUMP_FORMAT,
      version: DUMP_VERSION,
      key: dumpKeyMark(env),
      at,
      migrations,
      places,
      digest: digestOf(sha256Hex, places),
    }
    const manifest = { ...said, seal: sha256Hex(canonicalJSON(said)) }
    const text = `${JSON.stringify(manifest, null, 2)}\n`
    await env.FILES.put(`${DUMPS}${run.day}/manifest.json`, text)
    const kept = keptOf(this.#kv).filter(({ day }) => day !== run.day)
    const own = keptDump(run.day, at, said.digest, places)
    this.storage.transactionSync(() => {
      this.#kv.put('kept', [own, ...kept].sort(newestFirst))
      this.#kv.put('run', { ...run, stage: 'forget' } satisfies Run)
      this.#kv.delete('failed')
    })
  }

  /** Takes away what is older than it is to be; true when all of it is gone. */
  async #forget(run: Run): Promise<boolean> {
    const shelf = this.#shelf(run.day)
    const kept = keptOf(this.#kv)
    for (const day of endedNights(kept, run.day, this.set.days)) {
      await shelf.remove(day)
      this.#kv.put(
        'kept',
        keptOf(this.#kv).filter((one) => one.day !== day),
      )
    }
    const oldest = keptOf(this.#kv).at(-1)?.day ?? run.day
    if (await shelf.forget(oldest)) return false
    this.#kv.delete('run')
    return true
  }
}

const newestFirst = (a: KeptDump, b: KeptDump) => (a.day < b.day ? 1 : -1)

const keptDump = (day: string, at: number, digest: string, places: readonly Part[]): KeptDump => ({
  day,
  at,
  digest,
  rows: places.reduce((n, { rows }) => n + rows, 0),
  bytes: places.reduce((n, { bytes }) => n + bytes, 0),
})

const emptyPart = (place: string): Writing => ({
  place,
  after: null,
  rows: 0,
  sum: NO_SUM,
  bytes: 0,
  head: '',
  alarm: false,
  upload: null,
  etags: [],
})
