import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

const names = /** @type {const} */ ([
  'PORTAL_KEY',
  'OPERATOR_TOKEN',
  'IMPORT_TOKEN',
  'ADMIN_BOOTSTRAP_TOKEN',
])

/**
 * Those that are always there, and what was added by hand or by new-key.mjs.
 * @typedef {Record<typeof names[number], string> & { PORTAL_KEY_BEFORE?: string, COMPLIANCE_KEY?: string }} Keys
 */

/**
 * The secrets of the portal whose state lives in `dataDir`; missing ones are drawn and kept in
 * keys.json, which only its owner may read.
 * @param {string} dataDir
 * @returns {Promise<Keys>}
 */
export async function readOrCreateKeys(dataDir) {
  const file = path.join(dataDir, 'keys.json')
  const known = await readKeys(file)
  const missing = names.filter((name) => typeof known[name] !== 'string')
  if (missing.length === 0) return /** @type {Keys} */ (known)
  for (const name of missing) known[name] = randomBytes(32).toString('base64url')
  await mkdir(dataDir, { recursive: true })
  await writeFile(file, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 })
  return /** @type {Keys} */ (known)
}

/** @param {string} file @returns {Promise<Partial<Keys>>} */
async function readKeys(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return {}
    throw new Error(`${file} cannot be read: ${/** @type {Error} */ (error).message}`)
  }
}
