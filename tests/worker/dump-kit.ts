import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import {
  DUMP_FORMAT,
  DUMP_PART_BYTES,
  DUMP_VERSION,
  type DumpManifest,
} from '../../worker/contract/dump'
import { openFiles, readFile, writeFile } from '../../worker/actions/dump/files'
import {
  beginLoad,
  commitObject,
  dropImport,
  finishLoad,
  loadPage,
} from '../../worker/actions/dump/loading'
import { beginCopy, endCopy, readPage, settle } from '../../worker/actions/dump/reading'
import { addSums, digestOf, NO_SUM } from '../../worker/domain/dump'
import { sha256Hex } from '../../worker/store/chain'
import type { FileLine } from '../../worker/store/port-files'

export const KEY = 'key-of-this-portal'

/** A dump in memory. */
export interface Dump {
  manifest: DumpManifest
  /** Lines by place. */
  parts: Map<string, string[]>
  blobs: Map<string, Uint8Array<ArrayBuffer>>
}

const isBucket = (place: string): place is 'files' | 'media' =>
  place === 'files' || place === 'media'
const isRecord = (place: string) => place === 'record'

async function readPart(place: string) {
  const lines: string[] = []
  let [rows, sum] = [0, NO_SUM]
  let after: string | null = null
  do {
    const page = await readPage(env, place, after)
    lines.push(...page.lines.split('\n').filter(Boolean))
    rows += page.rows
    sum = addSums(sum, page.sum)
    after = page.next
  } while (after !== null)
  return { lines, rows, sum }
}

/** Reads everything out of the portal. `meanwhile` happens after the record was copied. */
export async function dumpAll(meanwhile: () => Promise<unknown> = async () => {}): Promise<Dump> {
  const begun = await beginCopy(env, await settle(env), Date.now())
  await meanwhile()
  const parts: Dump['parts'] = new Map()
  const blobs: Dump['blobs'] = new Map()
  const places: DumpManifest['places'] = []
  for (const place of begun.places) {
    const { lines, rows, sum } = await readPart(place)
    if (rows === 0 && !isRecord(place)) continue
    parts.set(place, lines)
    places.push({ place, rows, sum })
    if (!isBucket(place)) continue
    for (const line of lines) {
      const { key, sha256, size } = JSON.parse(line) as FileLine
      const bytes = new Uint8Array(size)
      let at = 0
      while (at < size) {
        const { body } = await readFile(env, place, key, at)
        const some = new Uint8Array(await new Response(body).arrayBuffer())
        if (some.length === 0) throw new Error(`${key} was not read whole`)
        bytes.set(some, at)
        at += some.length
      }
      blobs.set(sha256, bytes)
    }
  }
  await endCopy(env)
  const about = { format: DUMP_FORMAT, version: DUMP_VERSION, key: KEY, at: Date.now() } as const
  const { migrations } = begun
  const manifest = { ...about, migrations, places, digest: digestOf(sha256Hex, places) }
  return { manifest, parts, blobs }
}

/** The digest of the portal as it is. */
export async function digestNow(): Promise<string> {
  const { places } = await beginCopy(env, await settle(env), Date.now())
  const sums = []
  for (const place of places) sums.push({ place, sum: (await readPart(place)).sum })
  await endCopy(env)
  return digestOf(sha256Hex, sums)
}

/** Another portal: nothing is left of this one. */
export async function emptyPortal() {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
}

/** Pages of a part with so many lines each; the table's line stands over every one. */
export function pagesOf(lines: readonly string[], most = 400): string[] {
  const pages: string[] = []
  let page: string[] = []
  let table = ''
  for (const line of lines) {
    if (line.startsWith('{"table"')) table = line
    if (page.length === 0 && table !== '' && table !== line) page.push(table)
    page.push(line)
    if (page.length < most) continue
    pages.push(page.join('\n'))
    page = []
  }
  if (page.length > 0) pages.push(page.join('\n'))
  return pages
}

/** Everything of an import but its last step. */
export async function loadAll({ manifest, parts, blobs }: Dump, most?: number): Promise<void> {
  const { pages: had } = await beginLoad(env, manifest, KEY, false, Date.now())
  for (const { place } of manifest.places) {
    for (const [page, lines] of pagesOf(parts.get(place) ?? [], most).entries()) {
      if (page < (had[place] ?? 0)) continue
      if (isBucket(place)) await loadBlobs(place, lines, blobs)
      await loadPage(env, place, page, lines)
    }
  }
  for (const { place } of manifest.places) {
    if (!isRecord(place) && !isBucket(place)) await commitObject(env, place, Date.now())
  }
}

async function loadBlobs(bucket: 'files' | 'media', lines: string, blobs: Dump['blobs']) {
  const files = lines
    .split('\n')
    .map((line) => JSON.parse(line) as FileLine)
    // The door of the API lets nothing else in.
    .filter(({ http }) => http !== undefined)
  const states = await openFiles(env, bucket, files)
  for (const [i, { key, sha256 }] of files.entries()) {
    const bytes = blobs.get(sha256)
    if (states[i] !== 'wanted' || !bytes) continue
    for (let part = 1; part === 1 || (part - 1) * DUMP_PART_BYTES < bytes.length; part += 1) {
      const from = (part - 1) * DUMP_PART_BYTES
      await writeFile(env, bucket, key, part, bytes.slice(from, from + DUMP_PART_BYTES))
    }
  }
}

export async function importAll(dump: Dump, most?: number) {
  await loadAll(dump, most)
  return finishLoad(env)
}

/** The code of a refusal; what is not refused fails the test. */
export async function refusedWith(work: Promise<unknown>): Promise<string> {
  const told = await work.then(
    () => 'it was taken',
    (error: { code?: string }) => error.code ?? String(error),
  )
  return told
}

export { dropImport }

/** The lines of one table of a part, its own line first. */
export function tableOf(lines: readonly string[], table: string): string[] {
  const from = lines.findIndex((line) => line.startsWith(`{"table":"${table}"`))
  const rest = lines.slice(from + 1)
  const to = rest.findIndex((line) => line.startsWith('{"table"'))
  return [lines[from] ?? '', ...rest.slice(0, to < 0 ? undefined : to)]
}
