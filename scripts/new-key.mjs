// `npm run new-key -- NAME`: draws a secret anew in DATA_DIR/keys.json (docs/operations.md, Exchanging keys).
// The former PORTAL_KEY stays as PORTAL_KEY_BEFORE, so that nobody is signed out and no receipt is lost.
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readOrCreateKeys } from './keys.mjs'
import { root } from './paths.mjs'

const names = ['PORTAL_KEY', 'OPERATOR_TOKEN', 'IMPORT_TOKEN', 'COMPLIANCE_KEY']
const name = process.argv[2] ?? ''
const dataDir = path.resolve(root, process.env.DATA_DIR || '.data')
if (!names.includes(name)) {
  console.error(`Usage: npm run new-key -- ${names.join(' | ')}`)
  process.exit(1)
}
await readOrCreateKeys(dataDir)
const file = path.join(dataDir, 'keys.json')
/** @type {Record<string, string>} */
const keys = JSON.parse(await readFile(file, 'utf8'))
if (name === 'PORTAL_KEY') {
  if (keys.PORTAL_KEY_BEFORE && process.argv[3] !== '--again') {
    console.error(
      'PORTAL_KEY_BEFORE is still there. What was made with it is lost when it goes: once every session of its ' +
        'time is archived, run this again with --again.',
    )
    process.exit(1)
  }
  keys.PORTAL_KEY_BEFORE = keys.PORTAL_KEY ?? ''
}
keys[name] = randomBytes(32).toString('base64url')
await writeFile(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 })
console.log(`${name} is new in ${file}. Start the portal again.`)
