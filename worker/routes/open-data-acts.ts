import { Refusal } from '../contract/refusals'
import { dictionary, tableNames } from '../domain/open-data'
import type { Ctx } from '../http/app-env'
import { whereChanged } from '../http/conditional'
import { csvStream, textStream } from '../http/csv-stream'
import { Lately } from '../http/lately'
import * as read from '../http/open-data'
import { ownOrigin } from '../http/place'

/**
 * A manifest costs a reading of everything: it is kept for thirty times as long as that took, so that a small
 * record tells how it stands now, and a large one is read a thirtieth of the time at the most.
 */
const KEEP_FACTOR = 30
const MANIFEST_MS = 10 * 60_000
const manifests = new Lately<{ body: string; at: number; ms: number }>(2)

async function manifest(c: Ctx, origin: string, now: number): Promise<Response> {
  const last = manifests.last(origin)
  let kept = last && manifests.find(origin, now, last.ms)
  if (!kept) {
    const body = `${JSON.stringify(await read.manifestOf(c.env, origin, now))}\n`
    const ms = Math.min(MANIFEST_MS, (Date.now() - now) * KEEP_FACTOR)
    kept = manifests.keep(origin, now, { body, at: now, ms })
  }
  // Caches on the way keep it no longer than we do.
  const seconds = Math.max(0, Math.floor((kept.at + kept.ms - Date.now()) / 1000))
  return whereChanged(c, kept.body, 'application/json; charset=utf-8', { seconds })
}

/** Bytes of a stream, whose first part is waited for: what goes wrong at once is an answer. */
async function streamed(
  c: Ctx,
  parts: AsyncGenerator<string, unknown, undefined>,
  type: string,
  name: string,
): Promise<Response> {
  const first = await parts.next()
  const all = async function* () {
    if (!first.done) yield first.value
    for (;;) {
      const next = await parts.next()
      if (next.done) return
      yield next.value
    }
  }
  return c.body(textStream(all()), 200, {
    'content-type': type,
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'public, max-age=60',
  })
}

/** The data dictionary. */
export function describeData(c: Ctx): Response {
  const formats = ['ndjson', 'json', 'csv']
  const tables = dictionary().map((table) => ({
    ...table,
    files: formats.map((format) => `/api/v1/data/${table.name}.${format}`),
  }))
  const body = JSON.stringify({
    version: 1,
    all: '/api/v1/data/all.ndjson',
    manifest: '/api/v1/data/manifest.json',
    tables,
  })
  return whereChanged(c, body, 'application/json; charset=utf-8')
}

/** A file of open data by its name. */
export async function dataFile(c: Ctx, asked: string): Promise<Response> {
  const now = Date.now()
  const origin = ownOrigin(c)
  if (asked === 'manifest.json') return manifest(c, origin, now)
  const lines = 'application/x-ndjson; charset=utf-8'
  if (asked === 'all.ndjson') return streamed(c, read.everything(c.env, origin, now), lines, asked)
  const [name, format] = asked.split('.')
  const table = tableNames.find((one) => one === name)
  if (!table) throw new Refusal('NOT_FOUND')
  if (format === 'csv') return csvStream(c, table, read.cellRows(c.env, table, origin, now))
  if (format === 'json') {
    const type = 'application/json; charset=utf-8'
    return streamed(c, read.jsonArray(c.env, table, origin, now), type, asked)
  }
  if (format !== 'ndjson') throw new Refusal('NOT_FOUND')
  const texts = async function* () {
    for await (const { text } of read.ndjson(c.env, table, origin, now)) yield text
  }
  return streamed(c, texts(), lines, asked)
}
