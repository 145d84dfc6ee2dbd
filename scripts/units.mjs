// `npm run units -- FILE`: puts the government's units on record, from a JSON file as docs/units.example.json.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { readOrCreateKeys } from './keys.mjs'
import { askOperator } from './operator.mjs'
import { root } from './paths.mjs'

const file = process.argv[2]
if (!file) {
  console.error('Usage: npm run units -- FILE    (see docs/units.example.json)')
  process.exit(2)
}
const url = process.env.PUBLIC_URL || `http://localhost:${process.env.PORT || 8787}`
const dataDir = path.resolve(root, process.env.DATA_DIR || '.data')
const token = process.env.OPERATOR_TOKEN ?? (await readOrCreateKeys(dataDir)).OPERATOR_TOKEN
/** @type {unknown} */
const units = JSON.parse(await readFile(file, 'utf8'))
const answer = await askOperator(url, token, 'units', units)
if (!answer) process.exit(1)
console.log(`${answer.kept} units kept`)
