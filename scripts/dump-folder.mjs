// A dump of the whole portal as a folder (docs/dump-format.md): how its parts are named, read and checked. It
// says in its own words what worker/domain/dump.ts says, so that each can be held against the other.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readFile } from 'node:fs/promises'
import path from 'node:path'

export const FORMAT = 'mianduimian-dump'
export const VERSION = 1
export const PART_BYTES = 8 * 1024 * 1024
export const NO_SUM = '0'.repeat(64)
const MODULUS = 1n << 256n

/**
 * @typedef {object} Part
 * @property {string} place
 * @property {number} rows
 * @property {string} sum
 * @property {number} bytes
 * @property {string} sha256
 *
 * @typedef {object} Manifest
 * @property {string} format
 * @property {number} version
 * @property {string[]} migrations
 * @property {string} key
 * @property {number} at
 * @property {Part[]} places
 * @property {string} digest
 * @property {string} seal
 *
 * @typedef {{ key: string, size: number, sha256: string, http: Record<string, string>, custom: Record<string, string> }} FileLine
 */

export class Damaged extends Error {}

/** @param {string | Buffer} text */
export const sha256 = (text) => createHash('sha256').update(text).digest('hex')

/** Parts lie under names made from what they are; nothing in a dump names a file. @param {string} place */
export function partFile(place) {
  if (!/^[a-z]+(\/[a-z0-9_-]+)?$/.test(place) || place.length > 80) {
    throw new Damaged(
      `manifest.json names a part that cannot be: ${JSON.stringify(place).slice(0, 90)}`,
    )
  }
  return path.join('parts', `${place.replace('/', '.')}.ndjson`)
}

/** @param {string} digest */
export const blobFile = (digest) => path.join('blobs', digest.slice(0, 2), digest)

/** @param {string} a @param {string} b */
export function addSums(a, b) {
  return ((BigInt(`0x${a}`) + BigInt(`0x${b}`)) % MODULUS).toString(16).padStart(64, '0')
}

/** One digest over all parts. @param {{ place: string, sum: string }[]} places */
export function digestOf(places) {
  const lines = places
    .filter(({ sum }) => sum !== NO_SUM)
    .map(({ place, sum }) => `${place} ${sum}\n`)
  return sha256(`mianduimian-dump/1\n${lines.sort().join('')}`)
}

/** JSON with sorted names. @param {any} value @returns {string} */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}

/** Seals what a manifest says, so that no figure in it changes unseen. @param {Omit<Manifest, 'seal'>} manifest */
export const sealOf = (manifest) => sha256(canonical(manifest))

/**
 * Lines of a file as text, however large it is.
 * @param {string} file
 * @param {(bytes: Buffer) => void} [seen]
 * @returns {AsyncGenerator<string>}
 */
export async function* linesOf(file, seen = () => {}) {
  const strict = new TextDecoder('utf-8', { fatal: true })
  const textOf = (/** @type {Buffer[]} */ bytes) => {
    try {
      return strict.decode(Buffer.concat(bytes))
    } catch {
      throw new Damaged(`${path.basename(file)} has signs that are none`)
    }
  }
  /** @type {Buffer[]} */
  let held = []
  for await (const chunk of createReadStream(file)) {
    seen(chunk)
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      held.push(chunk.subarray(from, at))
      yield textOf(held)
      held = []
      from = at + 1
    }
    held.push(chunk.subarray(from))
  }
  if (Buffer.concat(held).length > 0)
    throw new Damaged(`${path.basename(file)} ends in a half line`)
}

/** Adds up the rows of a part the way the portal does. */
export class PartSum {
  rows = 0
  #sum = 0n
  /** @type {number | null} */
  #counted = null
  /** @type {{ table: string, order: { name: string, i: number }[], seq: number, width: number } | null} */
  #table = null
  #kind

  /** @param {string} place */
  constructor(place) {
    this.#kind = place.split('/')[0] ?? ''
  }

  get sum() {
    return this.#sum.toString(16).padStart(64, '0')
  }

  /** @param {string} text */
  #add(text) {
    this.#sum = (this.#sum + BigInt(`0x${sha256(text)}`)) % MODULUS
  }

  /** @param {string} line @returns {any} what the line says */
  take(line) {
    const value = JSON.parse(line)
    if (this.#kind === 'files' || this.#kind === 'media') {
      this.rows += 1
      if (this.#kind === 'media' || !/^(audit\/head|compliance\/)/.test(value.key)) {
        this.#add(
          `[${JSON.stringify(this.#kind)},${JSON.stringify(value.key)},${canonical(value)}]`,
        )
      }
    } else if (Array.isArray(value)) {
      if (!this.#table || value.length !== this.#table.width)
        throw new Damaged('a row without its table')
      this.rows += 1
      const { table, order, seq } = this.#table
      if (this.#kind === 'compliance') return value
      if (table === 'chain' && this.#counted !== null && value[seq] > this.#counted) return value
      const cells = order
        .filter(({ i }) => value[i] !== null)
        .map(({ name, i }) => `,${JSON.stringify(name)},${JSON.stringify(value[i])}`)
      this.#add(`[${JSON.stringify(this.#kind)},${JSON.stringify(table)}${cells.join('')}]`)
    } else if ('object' in value) {
      this.#counted = value.counted
      for (const [name, one] of Object.entries(value.kv)) {
        this.rows += 1
        this.#add(`[${JSON.stringify(this.#kind)},${JSON.stringify(name)},${canonical(one)}]`)
      }
    } else {
      /** @type {string[]} */
      const columns = value.columns
      const order = columns
        .map((name, i) => ({ name, i }))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
      this.#table = {
        table: value.table,
        order,
        seq: columns.indexOf('seq'),
        width: columns.length,
      }
    }
    return value
  }
}

/** A file that is one: no link to elsewhere. @param {string} file @param {string} said */
async function plainFile(file, said) {
  const found = await lstat(file).catch(() => null)
  if (!found) throw new Damaged(`${said} is missing`)
  if (!found.isFile()) throw new Damaged(`${said} is no file`)
  return found
}

/** @param {string} folder @returns {Promise<Manifest>} */
export async function readManifest(folder) {
  const file = path.join(folder, 'manifest.json')
  await plainFile(file, 'manifest.json')
  /** @type {Manifest} */
  let manifest
  try {
    manifest = JSON.parse(await readFile(file, 'utf8'))
  } catch {
    throw new Damaged('manifest.json cannot be read')
  }
  if (manifest?.format !== FORMAT) throw new Damaged('this is no dump of a portal')
  if (manifest.version !== VERSION) {
    throw new Damaged(`this dump has format ${manifest.version}; this program knows ${VERSION}`)
  }
  const { seal, ...said } = manifest
  const whole =
    Array.isArray(manifest.places) &&
    seal === sealOf(said) &&
    digestOf(manifest.places) === manifest.digest
  if (!whole) throw new Damaged('manifest.json does not agree with itself')
  return manifest
}

/**
 * Reads all of a dump and compares every byte with the manifest.
 * @param {string} folder
 * @param {(line: string) => void} [say]
 */
export async function verifyDump(folder, say = () => {}) {
  const manifest = await readManifest(folder)
  for (const part of manifest.places) {
    await verifyPart(folder, part)
    say(`${part.place}: ${part.rows} rows`)
  }
  return manifest
}

/** @param {string} folder @param {Part} part */
async function verifyPart(folder, part) {
  const name = partFile(part.place)
  const file = path.join(folder, name)
  const { size } = await plainFile(file, name)
  if (size !== part.bytes) throw new Damaged(`${name} has ${size} bytes instead of ${part.bytes}`)
  const hash = createHash('sha256')
  const sum = new PartSum(part.place)
  let number = 0
  const bucket = part.place === 'files' || part.place === 'media'
  for await (const line of linesOf(file, (bytes) => hash.update(bytes))) {
    number += 1
    let value
    try {
      value = sum.take(line)
    } catch {
      throw new Damaged(`${name} line ${number} cannot be read`)
    }
    if (bucket) await verifyBlob(folder, value)
  }
  if (hash.digest('hex') !== part.sha256) throw new Damaged(`${name} was changed`)
  if (sum.rows !== part.rows || sum.sum !== part.sum) {
    throw new Damaged(`${name} has ${sum.rows} rows; the manifest says ${part.rows}`)
  }
}

/** @param {string} folder @param {FileLine} line */
async function verifyBlob(folder, { key, size, sha256: digest }) {
  if (typeof key !== 'string' || !/^[0-9a-f]{64}$/.test(digest)) {
    throw new Damaged('a line of a bucket lacks its key or its digest')
  }
  const file = path.join(folder, blobFile(digest))
  const said = `the object ${JSON.stringify(key).slice(0, 120)}`
  const found = await plainFile(file, said)
  if (found.size !== size) throw new Damaged(`${said} has ${found.size} bytes instead of ${size}`)
  const hash = createHash('sha256')
  for await (const part of createReadStream(file)) hash.update(part)
  if (hash.digest('hex') !== digest) throw new Damaged(`${said} was changed`)
}
