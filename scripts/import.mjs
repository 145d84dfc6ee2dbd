// `npm run import -- FILE [--session SLUG] [--title TITLE] [--dry-run] [--to URL]`: brings messages of
// another system (NDJSON, one object a line) into a mailbox of a running portal. Every line is judged by
// the portal itself; what it refuses is named by number and reason, and the rest goes in.
// `npm run import -- FOLDER [--to URL]`: a dump of a whole portal into an empty one (import-portal.mjs).
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readOrCreateKeys } from './keys.mjs'
import { root } from './paths.mjs'

/** As worker/contract/limits.ts has them. */
const LINE_BYTES = 128 * 1024
const BATCH_LINES = 100
const BATCH_BYTES = 3 * 1024 * 1024
const NEWLINE = 10

/** @type {Record<string, string>} */
const reasons = {
  BAD_REQUEST: 'is not a JSON object',
  BAD_TEXT: 'contains text that is not valid UTF-8',
  BODY_TOO_LARGE: 'is longer than 128 KiB',
  EMPTY: 'lacks a required field',
  INVALID: 'has a value of the wrong kind',
  TOO_LONG: 'has a text that is too long',
  TOO_SHORT: 'has a text that is too short',
  KEY_REUSED: 'repeats an id of this file with other content',
}

/** @typedef {{ number: number, bytes: Buffer }} Line */
/** @typedef {{ line: number, status: string, code?: string, field?: string }} Result */

class Usage extends Error {}

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      session: { type: 'string', default: 'mailbox' },
      title: { type: 'string', default: '网上信箱' },
      source: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      to: { type: 'string' },
      'other-key': { type: 'boolean', default: false },
    },
  })
  const [file, ...more] = positionals
  if (!file || more.length > 0)
    throw new Usage(
      'Say which file: npm run import -- FILE [--dry-run]\nor a dump of a whole portal: npm run import -- FOLDER',
    )
  return { ...values, file, dry: values['dry-run'], otherKey: values['other-key'] }
}

/**
 * Lines of a file as bytes, without their ends. One that is too long comes cut short, just long enough
 * to be recognised as that: the file may be larger than the memory.
 * @param {string} file
 * @returns {AsyncGenerator<Line & { end: number }>}
 */
async function* linesOf(file) {
  /** @type {Buffer[]} */
  let parts = []
  let held = 0
  let number = 1
  let read = 0
  /** @param {Buffer} part */
  const hold = (part) => {
    if (held > LINE_BYTES) return
    const kept = part.subarray(0, LINE_BYTES + 1 - held)
    parts.push(kept)
    held += kept.length
  }
  const take = () => {
    let bytes = Buffer.concat(parts)
    if (bytes.at(-1) === 13) bytes = bytes.subarray(0, -1)
    parts = []
    held = 0
    return { number: number++, bytes, end: read }
  }
  for await (const chunk of createReadStream(file)) {
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      hold(chunk.subarray(from, at))
      from = at + 1
      yield take()
    }
    hold(chunk.subarray(from))
    read += chunk.length
  }
  if (held > 0) yield take()
}

/**
 * The portal sees one batch at a time; whether an id came before with other content is seen here.
 * @param {Map<string, string>} seen
 * @param {Buffer} bytes
 */
function repeatsWithOther(seen, bytes) {
  let message
  try {
    message = JSON.parse(bytes.toString('utf8'))
  } catch {
    // The portal will say what is wrong with it.
    return false
  }
  if (message === null || typeof message !== 'object' || message.id == null) return false
  const sorted = Object.entries(message).sort(([a], [b]) => (a < b ? -1 : 1))
  const digest = createHash('sha256').update(JSON.stringify(sorted)).digest('base64url')
  const id = String(message.id)
  const before = seen.get(id)
  if (before === undefined) seen.set(id, digest)
  return before !== undefined && before !== digest
}

/** @param {string} folder @param {string | undefined} to @param {boolean} otherKey */
async function wholePortal(folder, to, otherKey) {
  const { importPortal } = await import('./import-portal.mjs')
  const { portalAddress } = await import('./portal-address.mjs')
  const say = (/** @type {string} */ line) => console.log(`  ${line}`)
  const { digest, equal, manifest } = await importPortal(await portalAddress(to), folder, {
    otherKey,
    say,
  })
  if (equal) console.log(`The portal is what the dump was: digest ${digest}`)
  else console.error(`Imported, but the digest is ${digest} instead of ${manifest.digest}`)
  return equal ? 0 : 1
}

async function main() {
  const { file, session, title, source, dry, to, otherKey } = options()
  const found = await stat(file)
  if (found.isDirectory()) return wholePortal(file, to, otherKey)
  const { size } = found
  const url = to ?? `http://127.0.0.1:${process.env.PORT || 8787}`
  const dataDir = path.resolve(root, process.env.DATA_DIR || '.data')
  const token =
    process.env.IMPORT_TOKEN ?? (to ? undefined : (await readOrCreateKeys(dataDir)).IMPORT_TOKEN)
  if (!token) throw new Usage('With --to, IMPORT_TOKEN must hold the import token of that portal.')

  const target = new URL(`/api/sessions/${encodeURIComponent(session)}/import`, url)
  target.searchParams.set('title', title)
  if (source) target.searchParams.set('source', source)
  if (dry) target.searchParams.set('dry', '1')
  target.searchParams.set('lang', 'en')

  const counts = { imported: 0, unchanged: 0, refused: 0, checked: 0 }
  /** @type {Set<string>} */
  const unknown = new Set()
  /** @type {Map<string, string>} */
  const seen = new Map()

  /** @param {number} number @param {string} code @param {string} [field] */
  const refuse = (number, code, field) => {
    counts.refused++
    console.log(`line ${number} ${reasons[code] ?? code}${field ? ` (${field})` : ''}`)
  }

  /** @param {Line[]} lines */
  const send = async (lines) => {
    const body = Buffer.concat(lines.flatMap(({ bytes }) => [bytes, Buffer.from('\n')]))
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' }
    const answer = await patient(() => fetch(target, { method: 'POST', headers, body }))
    if (!answer.ok) {
      const said = await answer.json().catch(() => null)
      throw new Error(
        `The portal answered ${answer.status}: ${said?.error?.message ?? 'no reason given'}`,
      )
    }
    const told = /** @type {{ results: Result[], unknown: string[] }} */ (await answer.json())
    for (const { line, status, code, field } of told.results) {
      const number = lines[line - 1]?.number ?? 0
      if (status === 'refused') refuse(number, code ?? 'INVALID', field)
      else counts[/** @type {'imported'} */ (status)]++
    }
    for (const name of told.unknown) {
      if (unknown.has(name)) continue
      unknown.add(name)
      console.log(`unknown field, left out: ${JSON.stringify(name)}`)
    }
  }

  /** @type {Line[]} */
  let batch = []
  let bytesHeld = 0
  let shown = Date.now()
  const flush = async () => {
    if (batch.length > 0) await send(batch)
    batch = []
    bytesHeld = 0
  }
  for await (const { number, bytes, end } of linesOf(file)) {
    if (bytes.length === 0) continue
    if (bytes.length > LINE_BYTES) {
      refuse(number, 'BODY_TOO_LARGE')
      continue
    }
    if (repeatsWithOther(seen, bytes)) {
      refuse(number, 'KEY_REUSED', 'id')
      continue
    }
    if (batch.length === BATCH_LINES || bytesHeld + bytes.length > BATCH_BYTES) await flush()
    batch.push({ number, bytes })
    bytesHeld += bytes.length + 1
    if (Date.now() - shown > 2_000) {
      shown = Date.now()
      console.log(`  line ${number}, ${Math.floor((100 * end) / size)} %`)
    }
  }
  await flush()

  if (dry) console.log(`dry run: ${counts.checked} would be taken, ${counts.refused} refused`)
  else {
    const { imported, unchanged, refused } = counts
    console.log(`${imported} imported, ${unchanged} unchanged, ${refused} refused`)
  }
  return counts.refused > 0 ? 1 : 0
}

/**
 * Sends again what a passing fault stopped: the same lines twice change nothing.
 * @param {() => Promise<Response>} attempt
 */
async function patient(attempt) {
  for (let tries = 1; ; tries++) {
    const answer = await attempt().catch((/** @type {Error} */ error) => error)
    const passing = answer instanceof Error || answer.status === 503
    if (!passing || tries === 4) {
      if (answer instanceof Error) throw new Error('The portal cannot be reached. Is it running?')
      return answer
    }
    await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** tries))
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = error instanceof Usage ? 2 : 1
}
