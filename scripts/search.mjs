// `npm run search:rebuild`: makes the index of search anew, step by step, while the portal runs and is searched. It
// may be stopped and started again at any time. PUBLIC_URL and OPERATOR_TOKEN name another portal than this one.
import path from 'node:path'
import { readOrCreateKeys } from './keys.mjs'
import { askOperator } from './operator.mjs'
import { root } from './paths.mjs'

const dataDir = path.resolve(root, process.env.DATA_DIR || '.data')
const url = process.env.PUBLIC_URL || `http://localhost:${process.env.PORT || 8787}`
const token = process.env.OPERATOR_TOKEN ?? (await readOrCreateKeys(dataDir)).OPERATOR_TOKEN
let written = 0
for (;;) {
  const step = await askOperator(url, token, 'search/rebuild')
  if (!step) process.exit(1)
  written += step.written
  if (step.done) break
  console.log(`${written} documents written, about ${step.left} to go`)
}
console.log(`The index is made anew: ${written} documents.`)
