// `npm run recordings -- list`: every recording of the portal.
// `npm run recordings -- copy xw-3 --to DIR`: one of them as plain files that play from the disk, each digest
// compared on the way and once more as it lies there. `--then-delete` removes it from the portal afterwards.
// `npm run recordings -- verify DIR/xw-3`: compares what lies there once more, without the portal.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readOrCreateKeys } from './keys.mjs'
import { askOperator, operatorFetch } from './operator.mjs'
import { root } from './paths.mjs'

/** Films are digested in pieces of this size, and fetched so too. */
const PART = 8 * 1024 * 1024

/**
 * @typedef {object} File
 * @property {string} key
 * @property {'init' | 'segment' | 'film' | 'poster' | 'list'} kind
 * @property {number} bytes
 * @property {string} sha256
 *
 * @typedef {object} Portal
 * @property {string} url
 * @property {string} token
 */

/** @param {readonly string[]} digests */
export function digestOver(digests) {
  const hash = createHash('sha256')
  for (const digest of digests) hash.update(`${digest}\n`)
  return hash.digest('hex')
}

/** @param {string} place @param {File} file */
async function digestOnDisk(place, file) {
  if (file.kind !== 'film') {
    return createHash('sha256')
      .update(await readFile(place))
      .digest('hex')
  }
  /** @type {string[]} */
  const parts = []
  for await (const part of createReadStream(place, { highWaterMark: PART })) {
    parts.push(createHash('sha256').update(part).digest('hex'))
  }
  return digestOver(parts)
}

/** Where a file lies on the disk: all of one recording in one folder, so that its playlist plays. @param {string} key */
const nameOf = (key) => path.posix.basename(key)

/**
 * Fetches one file unless it is there already and right.
 * @param {Portal} portal @param {string} slug @param {string} folder @param {File} file
 */
async function fetchFile(portal, slug, folder, file) {
  const place = path.join(folder, nameOf(file.key))
  const there = await stat(place).catch(() => null)
  if (there?.size === file.bytes && (await digestOnDisk(place, file)) === file.sha256) return false
  const half = `${place}.half`
  const handle = await open(half, 'w')
  try {
    for (let from = 0; from < file.bytes; from += PART) {
      const to = Math.min(from + PART, file.bytes) - 1
      const asked = { slug, key: file.key, from, to }
      const answer = await operatorFetch(portal.url, portal.token, 'recordings/file', asked)
      if (!answer.ok) throw new Error(`${file.key}: the portal answered ${answer.status}`)
      await handle.write(Buffer.from(await answer.arrayBuffer()))
    }
  } finally {
    await handle.close()
  }
  const found = await digestOnDisk(half, file)
  if (found !== file.sha256) throw new Error(`${file.key}: ${found} instead of ${file.sha256}`)
  await rename(half, place)
  return true
}

/** Text that anybody may read, if there is any. @param {Portal} portal @param {string} address */
async function publicText(portal, address) {
  const answer = await operatorFetch(portal.url, null, address)
  return answer.ok ? answer.text() : null
}

/**
 * Copies a recording into a folder of its own name.
 * @param {Portal} portal @param {string} slug @param {string} to
 */
export async function copyRecording(portal, slug, to) {
  const list = await askOperator(portal.url, portal.token, 'recordings/list', { slug })
  if (!list) throw new Error(`There is no recording of ${slug} to be had.`)
  /** @type {File[]} */
  const files = list.files
  if (files.length === 0) throw new Error(`Nothing is kept of ${slug}.`)
  const folder = path.join(to, slug)
  await mkdir(folder, { recursive: true })
  let fetched = 0
  for (const file of files) if (await fetchFile(portal, slug, folder, file)) fetched += 1
  // The playlist names its files without a folder, so it plays from the disk as it is.
  for (const name of ['index.m3u8', 'chapters.vtt', 'captions.vtt']) {
    const text = await publicText(portal, `/live/${slug}/${name}`)
    if (text !== null) await writeFile(path.join(folder, name), text)
  }
  const manifest = { slug, digest: list.digest, bytes: list.bytes, files }
  await writeFile(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return { folder, digest: /** @type {string} */ (list.digest), files: files.length, fetched }
}

/** Compares what lies in a folder with its manifest. @param {string} folder */
export async function verifyFolder(folder) {
  const manifest = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8'))
  /** @type {string[]} */
  const wrong = []
  for (const file of /** @type {File[]} */ (manifest.files)) {
    const found = await digestOnDisk(path.join(folder, nameOf(file.key)), file).catch(() => null)
    if (found !== file.sha256) wrong.push(file.key)
  }
  const digest = digestOver(manifest.files.map((/** @type {File} */ { sha256 }) => sha256))
  if (digest !== manifest.digest) wrong.push('manifest.json')
  return { wrong, digest, slug: /** @type {string} */ (manifest.slug) }
}

/** Copies, compares what was written, and only then lets the portal forget. @param {Portal} portal @param {string} slug @param {string} to */
export async function moveRecording(portal, slug, to) {
  const copied = await copyRecording(portal, slug, to)
  const { wrong, digest } = await verifyFolder(copied.folder)
  if (wrong.length > 0) throw new Error(`Not whole, nothing was removed: ${wrong.join(', ')}`)
  const gone = await askOperator(portal.url, portal.token, 'recordings/remove', { slug, digest })
  if (!gone) throw new Error('The copy is whole; the portal did not remove its own.')
  return copied
}

const day = (/** @type {number | null} */ at) =>
  at === null ? '' : new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)

/** @param {Portal} portal */
async function list(portal) {
  const found = await askOperator(portal.url, portal.token, 'recordings')
  if (!found) process.exit(1)
  for (const one of found.recordings) {
    const mb = (one.bytes / 1024 ** 2).toFixed(1)
    const end = one.expiredAt !== null ? `removed ${day(one.expiredAt)} ${one.expiredDigest}` : ''
    const due = end === '' && one.expiresAt !== null ? `until ${day(one.expiresAt)}` : end
    console.log(
      [one.slug, one.kind, one.state, `${mb} MB`, day(one.endedAt), due, one.title].join('\t'),
    )
  }
}

const usage = `Usage: npm run recordings -- list
       npm run recordings -- copy SLUG --to DIR [--then-delete]
       npm run recordings -- verify DIR/SLUG`

async function main() {
  const { values, positionals } = parseArgs({
    options: { to: { type: 'string' }, 'then-delete': { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [act, what] = positionals
  if (act === 'verify' && what) {
    const { wrong, digest } = await verifyFolder(what)
    for (const key of wrong) console.error(`wrong: ${key}`)
    console.log(`${wrong.length === 0 ? 'whole' : 'NOT whole'}, digest ${digest}`)
    process.exit(wrong.length === 0 ? 0 : 1)
  }
  const dataDir = path.resolve(root, process.env.DATA_DIR || '.data')
  const portal = {
    url: process.env.PUBLIC_URL || `http://localhost:${process.env.PORT || 8787}`,
    token: process.env.OPERATOR_TOKEN ?? (await readOrCreateKeys(dataDir)).OPERATOR_TOKEN,
  }
  if (act === 'list') return list(portal)
  if (act !== 'copy' || !what || !values.to) throw new Error(usage)
  const work = values['then-delete'] ? moveRecording : copyRecording
  const { folder, digest, files, fetched } = await work(portal, what, values.to)
  console.log(`${folder}: ${files} files, ${fetched} of them fetched now, digest ${digest}`)
  if (values['then-delete']) console.log(`removed from the portal, with that digest on record`)
}

if (process.argv[1] === import.meta.filename) {
  await main().catch((/** @type {Error} */ error) => {
    console.error(error.message)
    process.exit(1)
  })
}
