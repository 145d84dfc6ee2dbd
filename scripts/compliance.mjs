// `npm run compliance -- --from 2026-11-01 --to 2026-11-02 --reason 公安机关来函 --by 林某`: the network log of
// some days, a line of JSON for each write. It is opened here, with COMPLIANCE_KEY; the portal hands sealed boxes
// out, and puts every look on record in its audit chain.
import { createHash, webcrypto } from 'node:crypto'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readOrCreateKeys } from './keys.mjs'
import { askOperator } from './operator.mjs'
import { root } from './paths.mjs'

const NONCE = 12

/**
 * Opens one box of the log, `key.box`, with the secret it was sealed under.
 * @param {string} secret COMPLIANCE_KEY
 * @param {string} line
 * @returns {Promise<unknown[]>} its entries
 */
export async function openBox(secret, line) {
  const digest = createHash('sha256').update(`mianduimian/compliance/v1 ${secret}`).digest()
  const name = createHash('sha256').update(digest).digest().subarray(0, 6).toString('base64url')
  const [keyName, box = ''] = line.split('.')
  if (keyName !== name) throw new Error(`sealed under another key (${keyName}, not ${name})`)
  const raw = Buffer.from(box, 'base64url')
  const key = await webcrypto.subtle.importKey('raw', digest, 'AES-GCM', false, ['decrypt'])
  const text = await webcrypto.subtle.decrypt(
    {
      name: 'AES-GCM',
      iv: raw.subarray(0, NONCE),
      additionalData: new TextEncoder().encode('compliance/'),
    },
    key,
    raw.subarray(NONCE),
  )
  return JSON.parse(new TextDecoder().decode(text))
}

async function main() {
  const text = /** @type {const} */ ({ type: 'string' })
  const { values } = parseArgs({ options: { from: text, to: text, reason: text, by: text } })
  const { from, to = from, reason, by } = values
  if (!from || !reason || !by) {
    throw new Error('Usage: npm run compliance -- --from 2026-11-01 [--to …] --reason … --by …')
  }
  const dataDir = path.resolve(root, process.env.DATA_DIR || '.data')
  const keys = await readOrCreateKeys(dataDir)
  const secret = process.env.COMPLIANCE_KEY ?? keys.COMPLIANCE_KEY
  if (!secret) throw new Error('COMPLIANCE_KEY is needed to open the log.')
  const url = process.env.PUBLIC_URL || `http://localhost:${process.env.PORT || 8787}`
  const token = process.env.OPERATOR_TOKEN ?? keys.OPERATOR_TOKEN
  /** @type {string | null} */
  let after = null
  do {
    const asked = { from, to, reason, by, ...(after && { after }) }
    const page = await askOperator(url, token, 'compliance', asked)
    if (!page) throw new Error('The portal did not hand the log out.')
    for (const line of page.boxes) {
      for (const entry of await openBox(secret, line)) console.log(JSON.stringify(entry))
    }
    after = page.next
  } while (after)
}

if (process.argv[1] === import.meta.filename) {
  await main().catch((/** @type {Error} */ error) => {
    console.error(error.message)
    process.exit(1)
  })
}
