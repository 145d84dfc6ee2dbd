// `npm run dumps [-- --to URL]`: the nightly dumps a portal has. `npm run dumps -- DAY FOLDER [--to URL]`: fetches one,
// compares every byte of it, and leaves it as `npm run import` takes it. Where the portal is gone its bucket is copied
// by hand instead (docs/operations.md).
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { blobFile, linesOf, PART_BYTES, partFile, verifyDump } from './dump-folder.mjs'
import { askFor, portalAddress, together } from './portal-address.mjs'

/** @typedef {import('./portal-address.mjs').Address} Address */

/** An object of the bucket as a file. @param {Address} portal @param {string} key @param {string} file */
async function fetchObject(portal, key, file) {
  await mkdir(path.dirname(file), { recursive: true })
  const half = `${file}.half`
  await writeFile(half, '')
  for (let from = 0; ;) {
    const answer = await askFor(portal, 'export/file', { bucket: 'files', key, from })
    const bytes = Buffer.from(await answer.arrayBuffer())
    await writeFile(half, bytes, { flag: 'a' })
    from += bytes.length
    if (bytes.length < PART_BYTES) break
  }
  await rename(half, file)
}

/**
 * Fetches the dump of a day into a folder that is empty or not there yet.
 * @param {Address} portal @param {string} day @param {string} folder
 */
export async function fetchDump(portal, day, folder) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new Error(`“${day}” is no day, such as 2026-11-20.`)
  const there = await readdir(folder).catch(() => [])
  if (there.length > 0) throw new Error(`${folder} is not empty.`)
  const manifest = path.join(folder, 'manifest.json')
  await fetchObject(portal, `dumps/${day}/manifest.json`, manifest)
  /** @type {{ places: { place: string }[] }} */
  const { places } = JSON.parse(await readFile(manifest, 'utf8'))
  const digests = new Set()
  for (const { place } of places) {
    const name = partFile(place)
    const file = path.join(folder, name)
    await fetchObject(portal, `dumps/${day}/${name.split(path.sep).join('/')}`, file)
    if (place !== 'files' && place !== 'media') continue
    for await (const line of linesOf(file)) digests.add(JSON.parse(line).sha256)
  }
  await together([...digests], (digest) => {
    const blob = blobFile(digest)
    const key = `dumps/${blob.split(path.sep).join('/')}`
    return fetchObject(portal, key, path.join(folder, blob))
  })
  return verifyDump(folder)
}

async function main() {
  const { values, positionals } = parseArgs({
    options: { to: { type: 'string' } },
    allowPositionals: true,
  })
  const [day, folder, ...more] = positionals
  if (more.length > 0 || (day !== undefined && folder === undefined)) {
    throw new Error('Usage: npm run dumps [-- DAY FOLDER] [--to URL]')
  }
  const portal = await portalAddress(values.to)
  const { set, kept, running, failed } = await (await askFor(portal, 'dumps', {})).json()
  if (day !== undefined && folder !== undefined) {
    const days = kept.map((/** @type {{ day: string }} */ one) => one.day)
    if (!days.includes(day)) {
      throw new Error(`There is no dump of ${day}. There is: ${days.join(', ') || 'none'}.`)
    }
    const { digest } = await fetchDump(portal, day, folder)
    console.log(`${folder}: whole, digest ${digest}`)
    return
  }
  console.log(
    set ? `every day at ${set.hour}:00, kept ${set.days} days` : 'off: DUMP_DAYS is not set',
  )
  for (const one of kept) {
    console.log(`${one.day}  ${String(one.rows).padStart(9)} rows  digest ${one.digest}`)
  }
  if (running) console.log(`${running.day}  being made: ${running.done} of ${running.of} parts`)
  if (failed)
    console.log(`${failed.day}  failed ${failed.tries} times${failed.over ? ', given up' : ''}`)
}

if (process.argv[1] === import.meta.filename) {
  await main().catch((/** @type {Error} */ error) => {
    console.error(error.message)
    process.exit(1)
  })
}
