// A dump of a whole portal into an empty one: what `npm run import -- FOLDER` does when it is given a folder. Every
// byte is compared before the portal is asked, and by the portal once more; until the last step the portal stays
// empty. Started again it goes on where it stopped.
import { open } from 'node:fs/promises'
import path from 'node:path'
import { blobFile, linesOf, PART_BYTES, partFile, verifyDump } from './dump-folder.mjs'
import { digestPortal } from './export.mjs'
import { operatorFetch } from './operator.mjs'
import { askFor, patiently, Refused, together } from './portal-address.mjs'

/**
 * @typedef {import('./portal-address.mjs').Address} Address
 * @typedef {import('./dump-folder.mjs').FileLine} FileLine
 */

const ROWS = 500
/** Lines of a bucket, whose objects are written before it is handed in. */
const FILES = 50
const TEXT = 256 * 1024

/** What the portal's own reading would take for a lost character travels as an escape. @param {unknown} body */
const escaped = (body) => JSON.stringify(body).replaceAll('\ufffd', '\\ufffd')

/**
 * A part in pages that are the same each time it is read; rows of a page stand below their table's line.
 * @param {string} file @param {number} [most]
 * @returns {AsyncGenerator<string>}
 */
async function* pagesOf(file, most = ROWS) {
  let [text, rows, table] = ['', 0, '']
  for await (const line of linesOf(file)) {
    if (line.startsWith('{"table"')) table = `${line}\n`
    else rows += 1
    text += `${line}\n`
    if (rows < most && text.length < TEXT) continue
    yield text
    text = table
    rows = 0
  }
  // The line of an object counts here as a row: it may be all there is.
  if (rows > 0) yield text
}

/** @param {Address} portal @param {string} folder @param {string} bucket @param {FileLine} file */
async function sendBlob(portal, folder, bucket, file) {
  const handle = await open(path.join(folder, blobFile(file.sha256)))
  try {
    for (let part = 1; part === 1 || (part - 1) * PART_BYTES < file.size; part += 1) {
      const length = Math.min(PART_BYTES, file.size - (part - 1) * PART_BYTES)
      const bytes = new Uint8Array(length)
      await handle.read(bytes, 0, length, (part - 1) * PART_BYTES)
      const key = encodeURIComponent(file.key)
      await patiently(() =>
        operatorFetch(portal.url, portal.token, `import/file/${bucket}/${part}?key=${key}`, bytes),
      )
    }
  } finally {
    await handle.close()
  }
}

/** Objects of a page that do not lie there yet. @param {Address} portal @param {string} folder @param {string} bucket @param {string} lines */
async function sendBlobs(portal, folder, bucket, lines) {
  /** @type {FileLine[]} */
  const files = lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  const { states } = await (await askFor(portal, 'import/file', { bucket, files })).json()
  const wanted = files.filter((_, i) => states[i] === 'wanted')
  await together(wanted, (file) => sendBlob(portal, folder, bucket, file))
}

/**
 * @param {Address} portal @param {string} folder
 * @param {{ otherKey?: boolean, say?: (line: string) => void }} [how]
 */
export async function importPortal(portal, folder, { otherKey = false, say = () => {} } = {}) {
  say('comparing every byte with the manifest …')
  const manifest = await verifyDump(folder)
  const places = manifest.places.map(({ place, rows, sum }) => ({ place, rows, sum }))
  const { seal: _, ...about } = manifest
  const begun = await askFor(portal, 'import/begin', { manifest: { ...about, places }, otherKey })
  const { pages: had } = await begun.json()
  try {
    for (const { place, rows } of places) {
      let page = 0
      const bucket = place === 'files' || place === 'media'
      const file = path.join(folder, partFile(place))
      for await (const lines of pagesOf(file, bucket ? FILES : ROWS)) {
        if (page >= (had[place] ?? 0)) {
          if (bucket) {
            await sendBlobs(portal, folder, place, lines)
          }
          await patiently(() =>
            operatorFetch(portal.url, portal.token, 'import/page', escaped({ place, page, lines })),
          )
        }
        page += 1
      }
      if (rows > 0) say(`${place}: ${rows}`)
    }
    for (const { place } of places) {
      if (!/^(record|files|media)$/.test(place)) await askFor(portal, 'import/object', { place })
    }
    await askFor(portal, 'import/finish')
  } catch (error) {
    // What is damaged will not get better: the portal is emptied again.
    if (error instanceof Refused && error.code.startsWith('DUMP_'))
      await askFor(portal, 'import/drop')
    throw error
  }
  const { digest } = await digestPortal(portal)
  return { manifest, digest, equal: digest === manifest.digest }
}
