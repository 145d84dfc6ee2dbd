// Checks a file of open data: node scripts/verify-data.mjs all.ndjson, or the address of one.
// What was signed is recomputed from the lines, and the signature is checked with the key in the manifest; that
// this is the portal's key says /.well-known/audit-head, which has the same one.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

/**
 * Goes through the lines and says what is wrong; nothing where all is as signed.
 *
 * @param {AsyncIterable<string> | Iterable<string>} lines
 */
export async function verifyLines(lines) {
  const found = new Map()
  let manifest = null
  for await (const line of lines) {
    if (line === '') continue
    if (manifest) return { wrong: ['lines after the manifest'] }
    const row = /^\{"table":"([a-z_]+)","row":(.*)\}$/.exec(line)
    if (!row) {
      manifest = JSON.parse(line).manifest
      continue
    }
    const [, name = '', text = ''] = row
    const table = found.get(name) ?? { rows: 0, bytes: 0, digest: createHash('sha256') }
    found.set(name, table)
    table.rows += 1
    table.bytes += Buffer.byteLength(text) + 1
    table.digest.update(`${text}\n`)
  }
  if (!manifest) return { wrong: ['no manifest at the end: the file is not whole'] }
  const wrong = []
  const { key, signature, ...signed } = manifest
  for (const { name, rows, bytes, sha256 } of signed.tables) {
    const table = found.get(name) ?? { rows: 0, bytes: 0, digest: createHash('sha256') }
    found.delete(name)
    if (table.rows !== rows || table.bytes !== bytes || table.digest.digest('hex') !== sha256) {
      wrong.push(`${name}: not the ${rows} rows that were signed`)
    }
  }
  for (const name of found.keys()) wrong.push(`${name}: not in the manifest`)
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key }
  const text = Buffer.from(`mianduimian/open-data/v1\n${JSON.stringify(signed)}`)
  const holds = verify(
    null,
    text,
    createPublicKey({ key: jwk, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  )
  if (!holds) wrong.push('the signature does not hold')
  return { wrong, manifest }
}

async function main() {
  const from = process.argv[2]
  if (!from) {
    console.error('usage: node scripts/verify-data.mjs FILE | URL')
    process.exit(2)
  }
  const input = /^https?:/.test(from)
    ? Readable.fromWeb(/** @type {any} */ ((await fetch(from)).body))
    : createReadStream(from)
  const { wrong, manifest } = await verifyLines(createInterface({ input, crlfDelay: Infinity }))
  for (const fault of wrong) console.error(fault)
  if (wrong.length > 0) process.exit(1)
  const rows = manifest.tables.reduce(
    (/** @type {number} */ sum, /** @type {{rows: number}} */ table) => sum + table.rows,
    0,
  )
  console.log(`${rows} rows as signed, as of ${manifest.asOf}, key ${manifest.key}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
