// `npm run export -- FOLDER [--to URL]`: everything a portal holds, as a folder (docs/dump-format.md). It may run:
// the record is copied as it is at one moment, each room at one number. Started again with the same folder it goes
// on where it stopped. `npm run export -- --verify FOLDER`: compares a dump with its manifest, without a portal.
import { createHash } from 'node:crypto'
import { mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import {
  addSums,
  blobFile,
  digestOf,
  NO_SUM,
  PART_BYTES,
  partFile,
  sealOf,
  verifyDump,
} from './dump-folder.mjs'
import { askFor, portalAddress, Refused, together } from './portal-address.mjs'

/**
 * @typedef {import('./portal-address.mjs').Address} Address
 * @typedef {import('./dump-folder.mjs').Part} Part
 * @typedef {import('./dump-folder.mjs').Manifest} Manifest
 * @typedef {import('./dump-folder.mjs').FileLine} FileLine
 * @typedef {{ format: string, version: number, migrations: string[], key: string, at: number, places: string[] }} Begun
 * @typedef {{ begun: Begun, parts: Record<string, Part | null> }} Progress
 * @typedef {{ lines: string, rows: number, sum: string, next: string | null }} Page
 */

/** Where the script is, until the manifest takes its place. */
const PROGRESS = 'unfinished.json'

/** @param {Address} portal @param {string} place @param {string | null} after @param {boolean} sumOnly @returns {Promise<Page>} */
export async function pageOf(portal, place, after, sumOnly = false) {
  const answer = await askFor(portal, 'export/page', { place, after, ...(sumOnly && { sumOnly }) })
  return /** @type {Promise<Page>} */ (answer.json())
}

/** @param {Address} portal @param {boolean} [sums] @returns {Promise<Begun>} */
export async function beginCopy(portal, sums = false) {
  const answer = await askFor(portal, `export/begin${sums ? '?for=digest' : ''}`)
  return /** @type {Promise<Begun>} */ (answer.json())
}

/** The bytes of one object of a bucket. @param {Address} portal @param {string} bucket @param {string} folder @param {FileLine} line */
async function fetchBlob(portal, bucket, folder, { key, size, sha256: digest }) {
  const place = path.join(folder, blobFile(digest))
  if ((await stat(place).catch(() => null))?.size === size) return
  await mkdir(path.dirname(place), { recursive: true })
  const half = `${place}.half`
  const handle = await open(half, 'w')
  const hash = createHash('sha256')
  try {
    for (let from = 0; from < size; from += PART_BYTES) {
      const answer = await askFor(portal, 'export/file', { bucket, key, from })
      const bytes = Buffer.from(await answer.arrayBuffer())
      hash.update(bytes)
      await handle.write(bytes)
    }
  } finally {
    await handle.close()
  }
  if (hash.digest('hex') !== digest)
    throw new Refused('DUMP_AGAIN', `${key} changed while it was read`)
  await rename(half, place)
}

/** Every page names the table it begins in; a part names it once. */
function headsOnce() {
  let head = ''
  return (/** @type {string} */ lines) =>
    lines
      .split('\n')
      .filter((line) => {
        if (!line.startsWith('{"table"')) return true
        const again = line === head
        head = line
        return !again
      })
      .join('\n')
}

/**
 * One part: its rows as a file, and for a bucket the bytes beside it. Null where there is nothing.
 * @param {Address} portal @param {string} folder @param {string} place
 * @returns {Promise<Part | null>}
 */
async function fetchPart(portal, folder, place) {
  const file = path.join(folder, partFile(place))
  const handle = await open(file, 'w')
  const hash = createHash('sha256')
  const withoutRepeats = headsOnce()
  let [bytes, rows, sum, alarm] = [0, 0, NO_SUM, false]
  try {
    /** @type {string | null} */
    let after = null
    do {
      const page = await pageOf(portal, place, after)
      if (after === null) alarm = /^\{"object":"[^"]*","alarm":\d/.test(page.lines)
      if (place === 'files' || place === 'media') {
        /** @type {FileLine[]} */
        const files = page.lines
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line))
        // Two objects may have the same bytes.
        const once = [...new Map(files.map((one) => [one.sha256, one])).values()]
        await together(once, (one) => fetchBlob(portal, place, folder, one))
      }
      const text = Buffer.from(withoutRepeats(page.lines))
      hash.update(text)
      await handle.write(text)
      bytes += text.length
      rows += page.rows
      sum = addSums(sum, page.sum)
      after = page.next
    } while (after !== null)
  } finally {
    await handle.close()
  }
  // An object nobody has used yet.
  if (rows === 0 && !alarm && place !== 'record') {
    await rm(file)
    return null
  }
  return { place, rows, sum, bytes, sha256: hash.digest('hex') }
}

/**
 * Writes a dump of a running portal into a folder.
 * @param {Address} portal @param {string} folder @param {(line: string) => void} [say]
 */
export async function exportPortal(portal, folder, say = () => {}) {
  await mkdir(path.join(folder, 'parts'), { recursive: true })
  const note = path.join(folder, PROGRESS)
  /** @type {Progress | null} */
  let progress = await readFile(note, 'utf8').then(JSON.parse, () => null)
  const there = (await readdir(folder)).filter((name) => name !== 'parts')
  if (!progress && there.length > 0) throw new Error(`${folder} is not empty.`)
  const keep = () => writeFile(note, JSON.stringify(progress))
  for (let tries = 1; ; tries++) {
    try {
      progress ??= { begun: await beginCopy(portal), parts: {} }
      await keep()
      for (const place of progress.begun.places) {
        if (place in progress.parts) continue
        const part = await fetchPart(portal, folder, place)
        progress.parts[place] = part
        await keep()
        if (part && part.rows > 0) say(`${place}: ${part.rows}`)
      }
      break
    } catch (error) {
      // Something moved on between the record and its room, or the copy is gone: everything anew.
      if (!(error instanceof Refused) || error.code !== 'DUMP_AGAIN' || tries === 5) throw error
      say('The portal moved on meanwhile; once more from the start.')
      progress = null
    }
  }
  const { places: _, ...begun } = progress.begun
  const places = Object.values(progress.parts).filter((part) => part !== null)
  const said = { ...begun, places, digest: digestOf(places) }
  /** @type {Manifest} */
  const manifest = { ...said, seal: sealOf(said) }
  await writeFile(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await rm(note)
  await askFor(portal, 'export/end')
  return manifest
}

/** The digest of a portal as it is now. @param {Address} portal @param {(line: string) => void} [say] */
export async function digestPortal(portal, say = () => {}) {
  const { places } = await beginCopy(portal, true)
  const sums = []
  for (const place of places) {
    let [sum, rows] = [NO_SUM, 0]
    /** @type {string | null} */
    let after = null
    do {
      const page = await pageOf(portal, place, after, true)
      sum = addSums(sum, page.sum)
      rows += page.rows
      after = page.next
    } while (after !== null)
    sums.push({ place, sum, rows })
    if (rows > 0) say(`${sum.slice(0, 16)}  ${String(rows).padStart(7)}  ${place}`)
  }
  await askFor(portal, 'export/end')
  return { digest: digestOf(sums), places: sums }
}

async function main() {
  const { values, positionals } = parseArgs({
    options: { verify: { type: 'boolean', default: false }, to: { type: 'string' } },
    allowPositionals: true,
  })
  const [folder, ...more] = positionals
  if (!folder || more.length > 0) {
    throw new Error(
      'Usage: npm run export -- FOLDER [--to URL]\n       npm run export -- --verify FOLDER',
    )
  }
  if (values.verify) {
    const { digest, places } = await verifyDump(folder)
    const rows = places.reduce((sum, part) => sum + part.rows, 0)
    console.log(`whole: ${places.length} parts, ${rows} rows, digest ${digest}`)
    return
  }
  const portal = await portalAddress(values.to)
  const manifest = await exportPortal(portal, folder, (line) => console.log(`  ${line}`))
  console.log(`${folder}: digest ${manifest.digest}`)
  console.log('Sealed texts stay sealed: keep PORTAL_KEY (and COMPLIANCE_KEY) in another place.')
}

if (process.argv[1] === import.meta.filename) {
  await main().catch((/** @type {Error} */ error) => {
    console.error(error.message)
    process.exit(1)
  })
}
