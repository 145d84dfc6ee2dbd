// `npm run break-glass`: eight sealed emergency codes of a running portal, in place of those nobody has used.
// Print them, put them into an envelope, seal it, and lock it away; they are shown this once.
import path from 'node:path'
import { readOrCreateKeys } from './keys.mjs'
import { askOperator } from './operator.mjs'
import { root } from './paths.mjs'

const url = process.env.PUBLIC_URL || `http://localhost:${process.env.PORT || 8787}`
const dataDir = path.resolve(root, process.env.DATA_DIR || '.data')
const token = process.env.OPERATOR_TOKEN ?? (await readOrCreateKeys(dataDir)).OPERATOR_TOKEN
const answer = await askOperator(url, token, 'break-glass')
if (!answer) process.exit(1)
console.log(
  `密封应急码 / sealed emergency codes, ${new Date().toISOString().slice(0, 10)}, ${url}/desk/sign-in`,
)
for (const code of /** @type {string[]} */ (answer.codes)) console.log(`  ${code}`)
console.log(
  '每个只能用一次；用过会记入存证并在管理页上一直提醒。Each works once, and its use is told.',
)
