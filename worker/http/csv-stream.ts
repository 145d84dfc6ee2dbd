import { toCsv, type Cell } from '../domain/csv'
import type { Ctx } from './app-env'

/** Lines gathered before they are sent. */
const LINES = 100

/** Bytes of a text that is made bit by bit: the next bit when the reader has taken the last. */
export function textStream(parts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const from = parts[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(to) {
      const { value, done } = await from.next()
      if (done) to.close()
      else to.enqueue(encoder.encode(value))
    },
    async cancel() {
      await from.return?.()
    },
  })
}

/** A table bit by bit; only the first bit has the mark for Excel. */
export async function* csvParts(
  rows: AsyncIterable<readonly Cell[]>,
): AsyncGenerator<string, void, undefined> {
  let held: (readonly Cell[])[] = []
  let first = true
  const text = () => {
    const csv = toCsv(held)
    held = []
    const part = first ? csv : csv.slice(1)
    first = false
    return part
  }
  for await (const row of rows) {
    held.push(row)
    if (held.length === LINES) yield text()
  }
  if (held.length > 0 || first) yield text()
}

/** How a table that anybody may have is handed out. */
const publicly = { 'cache-control': 'public, max-age=2', vary: 'Accept-Language, Cookie' }

/** A table of any length as a file, without ever holding all of it. */
export async function csvStream(
  c: Ctx,
  name: string,
  rows: AsyncGenerator<readonly Cell[], void, undefined>,
  how: Record<string, string> = publicly,
): Promise<Response> {
  const parts = csvParts(rows)
  // What goes wrong at the start is an answer; later on it can only break the file off.
  const first = await parts.next()
  const all = async function* () {
    if (!first.done) yield first.value
    yield* parts
  }
  return c.body(textStream(all()), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
    ...how,
  })
}
