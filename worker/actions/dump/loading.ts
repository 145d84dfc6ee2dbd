import {
  DUMP_FORMAT,
  DUMP_VERSION,
  type DumpManifest,
  type Loaded,
  type Place,
} from '../../contract/dump'
import type { Env } from '../../contract/env'
import { Refusal } from '../../contract/refusals'
import { countsInDigest, digestOf, NO_SUM, Summing } from '../../domain/dump'
import { sha256Hex } from '../../store/chain'
import { anythingIn, isKey, sha256Of, type FileLine } from '../../store/port-files'
import {
  commitRecord,
  dropLoad,
  factsOf,
  heldAlready,
  loadRecord,
  migrationsOf,
  setFacts,
} from '../../store/port-record'
import { ask, bucketOf, objectAt, placed, placeOf } from './places'
import { importUnderWay, PLAN, WROTE, type Plan } from './plan'
import { fileText } from './reading'

/** Rows and sum that a place is to have, how far it has come, and what was committed. */
const WANTED = 'wanted '
const GOT = 'got '
const DONE = 'done '

const nothing: Loaded = { pages: 0, rows: 0, sum: NO_SUM }

export interface LoadState {
  /** How many pages of each place are there already. */
  pages: Record<string, number>
}

/**
 * Begins an import, or goes on with the same one. Everything waits beside its place until `finishLoad`: until
 * then the portal is as empty as it was.
 */
export async function beginLoad(
  env: Env,
  manifest: DumpManifest,
  key: string,
  otherKey: boolean,
  now: number,
): Promise<LoadState> {
  const { DB } = env
  if (manifest.format !== DUMP_FORMAT || manifest.version !== DUMP_VERSION) {
    throw new Refusal('DUMP_OTHER', { field: 'format' })
  }
  const migrations = await migrationsOf(DB)
  if (JSON.stringify(migrations) !== JSON.stringify(manifest.migrations)) {
    throw new Refusal('DUMP_OTHER', { field: 'migrations' })
  }
  if (manifest.key !== key && !otherKey) throw new Refusal('DUMP_OTHER', { field: 'PORTAL_KEY' })
  const names = manifest.places.map(({ place }) => place)
  const wrong = names.find((name, i) => !placeOf(name) || names.indexOf(name) !== i)
  if (
    wrong !== undefined ||
    !names.includes('record') ||
    digestOf(sha256Hex, manifest.places) !== manifest.digest
  ) {
    throw new Refusal('DUMP_DAMAGED', { field: 'manifest.json' })
  }
  const plan = await importUnderWay(env)
  if (plan?.digest === manifest.digest) {
    const got = await factsOf<Loaded>(DB, GOT)
    return { pages: Object.fromEntries([...got].map(([name, { pages }]) => [name, pages])) }
  }
  if (plan) await dropImport(env)
  const held =
    (await heldAlready(DB)) ?? (await anythingIn(env.FILES)) ?? (await anythingIn(env.MEDIA))
  if (held !== null) throw new Refusal('PORTAL_NOT_EMPTY', { field: held.slice(0, 80) })
  await setFacts(DB, {
    [PLAN]: { digest: manifest.digest, at: now } satisfies Plan,
    ...Object.fromEntries(
      manifest.places.map(({ place, rows, sum }) => [WANTED + place, { rows, sum }]),
    ),
  })
  return { pages: {} }
}

/** Gives an import up: what it put by or wrote is removed. */
export async function dropImport(env: Env): Promise<void> {
  if (!(await importUnderWay(env))) return
  const committed = [...(await factsOf<true>(env.DB, DONE)).keys()]
  const begun = [...(await factsOf<Loaded>(env.DB, GOT)).keys()]
  for (const name of new Set([...begun, ...committed])) {
    const object = objectAt(env, placed(name))
    if (object) await ask(object, committed.includes(name) ? 'wipe' : 'drop', {})
  }
  for (const kind of ['files', 'media'] as const) {
    const keys = [...(await factsOf<string>(env.DB, `${WROTE}${kind} `)).keys()]
    for (let at = 0; at < keys.length; at += 500) {
      await bucketOf(env, kind).delete(keys.slice(at, at + 500))
    }
  }
  await dropLoad(env.DB)
}

async function wantedAt(env: Env, name: string): Promise<Omit<Place, 'place'>> {
  const wanted = (await factsOf<Omit<Place, 'place'>>(env.DB, WANTED + name)).get('')
  if (!wanted) throw new Refusal('DUMP_DAMAGED', { field: name })
  return wanted
}

/** Puts a page of a place by. A page that was taken before changes nothing. */
export async function loadPage(
  env: Env,
  name: string,
  page: number,
  lines: string,
): Promise<{ pages: number }> {
  await wantedAt(env, name)
  const place = placed(name)
  const got = (await factsOf<Loaded>(env.DB, GOT + name)).get('') ?? nothing
  if (page < got.pages) return { pages: got.pages }
  if (page > got.pages) throw new Refusal('DUMP_DAMAGED', { field: name })
  if (place.kind === 'record') {
    const { pages } = await loadRecord(env.DB, GOT + name, got, lines)
    return { pages }
  }
  if (place.kind === 'files' || place.kind === 'media') {
    const told = await loadList(env, place.kind, got, lines)
    await setFacts(env.DB, { [GOT + name]: told })
    return { pages: told.pages }
  }
  const object = objectAt(env, place)
  if (!object) throw new Refusal('NOT_FOUND')
  const told = await object.port('load', { page, lines })
  if (!told.ok) throw new Refusal(told.code, { ...told.facts, field: name })
  await setFacts(env.DB, { [GOT + name]: told.value })
  return { pages: told.value.pages }
}

function fileLine(text: string): FileLine | null {
  try {
    const value = JSON.parse(text) as Partial<FileLine>
    const { key, size, sha256, http, custom } = value
    const texts = (map: unknown) =>
      typeof map === 'object' &&
      map !== null &&
      Object.values(map).every((one) => typeof one === 'string')
    const fits =
      isKey(key) &&
      Number.isSafeInteger(size) &&
      typeof sha256 === 'string' &&
      /^[0-9a-f]{64}$/.test(sha256) &&
      texts(http) &&
      texts(custom)
    return fits ? (value as FileLine) : null
  } catch {
    return null
  }
}

/** Lines of a bucket: each object has to lie there by now, as it is described. */
async function loadList(
  env: Env,
  kind: 'files' | 'media',
  got: Loaded,
  lines: string,
): Promise<Loaded> {
  const summing = new Summing(sha256Hex, got.sum)
  let rows = got.rows
  for (const [i, text] of lines.split('\n').entries()) {
    if (text === '') continue
    const line = fileLine(text)
    if (!line) throw new Refusal('DUMP_DAMAGED', { field: kind, line: i + 1 })
    if ((await sha256Of(bucketOf(env, kind), line.key)) !== line.sha256) {
      throw new Refusal('DUMP_DAMAGED', { field: kind, line: i + 1 })
    }
    rows += 1
    if (countsInDigest(kind, line.key)) summing.add(fileText(kind, line))
  }
  return { pages: got.pages + 1, rows, sum: summing.sum }
}

/** Makes what an object was given its own. */
export async function commitObject(env: Env, name: string, now: number): Promise<void> {
  await wantedAt(env, name)
  const object = objectAt(env, placed(name))
  if (!object) throw new Refusal('INVALID', { field: 'place' })
  await checkPlace(env, name)
  // Said first: should the answer get lost, whoever gives the import up empties it.
  await setFacts(env.DB, { [DONE + name]: true })
  await ask(object, 'commit', { now })
}

async function checkPlace(env: Env, name: string): Promise<void> {
  const wanted = await wantedAt(env, name)
  const got = (await factsOf<Loaded>(env.DB, GOT + name)).get('') ?? nothing
  if (got.rows !== wanted.rows || got.sum !== wanted.sum) {
    throw new Refusal('DUMP_DAMAGED', { field: name })
  }
}

/** The record takes its place, and with it the portal is what the dump was. */
export async function finishLoad(env: Env): Promise<{ digest: string; rows: number }> {
  const plan = await importUnderWay(env)
  if (!plan) throw new Refusal('NOT_POSSIBLE')
  const wanted = await factsOf<Omit<Place, 'place'>>(env.DB, WANTED)
  const got = await factsOf<Loaded>(env.DB, GOT)
  const done = await factsOf<true>(env.DB, DONE)
  let rows = 0
  for (const [name, want] of wanted) {
    const { rows: n, sum } = got.get(name) ?? nothing
    if (n !== want.rows || sum !== want.sum) throw new Refusal('DUMP_DAMAGED', { field: name })
    if (objectAt(env, placed(name)) && !done.has(name)) {
      throw new Refusal('NOT_POSSIBLE', { field: name })
    }
    rows += n
  }
  await commitRecord(env.DB)
  return { digest: plan.digest, rows }
}
