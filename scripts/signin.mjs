// `npm run signin [-- moderator|official|…]`: a new one-time link for a running portal.
import path from 'node:path'
import { readOrCreateKeys } from './keys.mjs'
import { askOperator } from './operator.mjs'
import { root } from './paths.mjs'

const role = process.argv[2] ?? 'moderator'
const url = process.env.PUBLIC_URL || `http://localhost:${process.env.PORT || 8787}`
const dataDir = path.resolve(root, process.env.DATA_DIR || '.data')
const token = process.env.OPERATOR_TOKEN ?? (await readOrCreateKeys(dataDir)).OPERATOR_TOKEN
const link = await askOperator(url, token, 'sign-in-links', { role })
if (!link) process.exit(1)
console.log(new URL(link.url, url).href)
