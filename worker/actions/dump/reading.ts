import type { DumpPage, ObjectLine, Stand } from '../../contract/dump'
import type { Env } from '../../contract/env'
import { Refusal } from '../../contract/refusals'
import { canonicalJSON } from '../../domain/chain'
import { countsInDigest, factText, Summing } from '../../domain/dump'
import { sha256Hex } from '../../store/chain'
import { httpOf, listFiles, sha256Of, type FileLine } from '../../store/port-files'
import {
  copyRecord,
  dropCopy,
  dropFacts,
  factsOf,
  migrationsOf,
  pageOfCopy,
  roomsInCopy,
  setFacts,
} from '../../store/port-record'
import { sessionsInRooms } from '../../store/open-rooms'
import { ask, bucketOf, objectAt, placed, singles, type PlaceKind } from './places'

const BEGUN = 'copied at'
/** How far rooms and streams were just before the record was copied. */
const STAND = 'stand '
/** Bytes that are digested for one page of a bucket. */
const READ_BYTES = 256 * 1024 * 1024
/** A copy nobody has asked for its end is forgotten after this long. */
export const COPY_MS = 6 * 3_600_000

/** Has open rooms and streams say what they owe, and asks how far they are. */
export async function settle(env: Env): Promise<Record<string, Stand>> {
  const stands: Record<string, Stand> = {}
  const open = await sessionsInRooms(env.DB)
  for (const { slug } of open) {
    for (const name of [`stream/${slug}`, `room/${slug}`]) {
      const object = objectAt(env, placed(name))
      if (object) stands[STAND + name] = await ask(object, 'settle', {})
    }
  }
  return stands
}

/** Of two who copy at once one finds tables of the other, or none where the other took them: it begins again. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!/already exists|no such table/.test(String(error))) throw error
    throw new Refusal('DUMP_AGAIN')
  }
}

/**
 * Copies the record as it is at one moment and tells which places there are. Rooms come after it: what they hold
 * beyond the record they say again once restored.
 */
export async function beginCopy(
  env: Env,
  stands: Record<string, Stand>,
  now: number,
): Promise<{ migrations: string[]; places: string[] }> {
  const slugs = await alone(async () => {
    await endCopy(env)
    await setFacts(env.DB, { [BEGUN]: now, ...stands })
    await copyRecord(env.DB)
    return (await roomsInCopy(env.DB)).map(({ slug }) => slug)
  })
  return {
    migrations: await migrationsOf(env.DB),
    places: [
      'record',
      // Before the rooms: a room that is ahead of what the notary has of it is heard, one that is behind is not.
      ...singles,
      ...slugs.map((slug) => `room/${slug}`),
      ...slugs.map((slug) => `stream/${slug}`),
      'files',
      'media',
    ],
  }
}

/** When the copy that is being read was begun; null where there is none. */
export const copyBegun = async (env: Env): Promise<number | null> =>
  (await factsOf<number>(env.DB, BEGUN)).get('') ?? null

/** Forgets every copy, wherever it lies. */
export async function endCopy(env: Env): Promise<void> {
  const begun = (await factsOf<number>(env.DB, BEGUN)).size > 0
  if (!begun) return
  const slugs = (await roomsInCopy(env.DB).catch(() => [])).map(({ slug }) => slug)
  const names = [...singles, ...slugs.flatMap((slug) => [`room/${slug}`, `stream/${slug}`])]
  for (const name of names) {
    const object = objectAt(env, placed(name))
    if (object) await ask(object, 'drop', {})
  }
  await dropCopy(env.DB)
  await dropFacts(env.DB, STAND)
  await dropFacts(env.DB, BEGUN)
}

/** A copy that was begun and left: it would keep what is erased meanwhile. */
export async function endOldCopy(env: Env, now: number): Promise<boolean> {
  const begun = (await factsOf<number>(env.DB, BEGUN)).get('')
  if (begun === undefined || now - begun < COPY_MS) return false
  await endCopy(env)
  return true
}

/** The digest of an object of a bucket, read or known; null where it is gone. */
export type DigestOf = (
  kind: 'files' | 'media',
  bucket: R2Bucket,
  object: R2Object,
) => Promise<string | null>

const readDigest: DigestOf = (_, bucket, { key }) => sha256Of(bucket, key)

/** The next page of a place. */
export async function readPage(
  env: Env,
  name: string,
  after: string | null,
  digest: DigestOf = readDigest,
): Promise<DumpPage> {
  const place = placed(name)
  if (place.kind === 'record') return pageOfCopy(env.DB, after)
  if (place.kind === 'files' || place.kind === 'media')
    return pageOfFiles(env, place.kind, after, digest)
  const object = objectAt(env, place)
  if (!object) throw new Refusal('NOT_FOUND')
  if (after !== null) return ask(object, 'page', { after })
  const before = await ask(object, 'stand', {})
  const { rows, ...copied } = await ask(object, 'copy', {})
  await checkHeld(env, place, rows)
  const line: ObjectLine = { object: name, ...copied, again: await goesAgain(env, name, before) }
  const page = await ask(object, 'page', { after: null })
  return { ...page, lines: `${JSON.stringify(line)}\n${page.lines}` }
}

/** A session that left its room after the record was copied is in neither. */
async function checkHeld(env: Env, place: PlaceKind, rows: number): Promise<void> {
  if (place.kind !== 'room' || rows > 0) return
  const room = (await roomsInCopy(env.DB)).find(({ slug }) => slug === place.slug)
  if (room?.open) throw new Refusal('DUMP_AGAIN')
}

async function goesAgain(env: Env, name: string, at: Stand): Promise<boolean> {
  const before = (await factsOf<Stand>(env.DB, STAND + name)).get('')
  return before !== undefined && (before.owes || at.owes || before.seq !== at.seq)
}

async function pageOfFiles(
  env: Env,
  kind: 'files' | 'media',
  after: string | null,
  digest: DigestOf,
): Promise<DumpPage> {
  const bucket = bucketOf(env, kind)
  const { objects, next } = await listFiles(bucket, after)
  let last = after
  const summing = new Summing(sha256Hex)
  let lines = ''
  let rows = 0
  let read = 0
  for (const object of objects) {
    if (read > READ_BYTES) return { lines, rows, sum: summing.sum, next: last }
    read += object.size
    last = object.key
    const sha256 = await digest(kind, bucket, object)
    // Removed since it was listed.
    if (sha256 === null) continue
    const { key, size } = object
    const line: FileLine = {
      key,
      size,
      sha256,
      http: httpOf(object),
      custom: object.customMetadata ?? {},
    }
    lines += `${JSON.stringify(line)}\n`
    rows += 1
    if (countsInDigest(kind, key)) summing.add(fileText(kind, line))
  }
  return { lines, rows, sum: summing.sum, next }
}

export const fileText = (kind: 'files' | 'media', line: FileLine) =>
  factText(kind, line.key, JSON.parse(canonicalJSON(line)))
