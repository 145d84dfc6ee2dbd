// Whether search finds exactly what a look through every folded visible text finds, over 100,000 letters:
// `node bench/search-exact.mjs [letters.jsonl]`. Real letters, a JSON object a line with title, body and reply, are
// added where a file of them is named. SEARCH_ROWS makes it smaller. tests/worker/search.test.ts does the same in little.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { messages, numbers } from '../scripts/messages.mjs'
import { emptyRecord, fill, load, withoutTriggers } from './search.bench.mjs'

const ROWS = Number(process.env.SEARCH_ROWS ?? 100_000)
const SHORT = 200
const LONG = 50
const PAGE = 100

const of = await load()
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'search-exact-'))
const d1 = emptyRecord(folder, 'exact')
withoutTriggers(d1)

/** Made letters, then those of the file. */
function* letters() {
  yield* messages(ROWS)
  const file = process.argv[2]
  if (!file) return
  const lines = fs.readFileSync(file, 'utf8').trim().split('\n')
  for (const [i, line] of lines.entries()) {
    const { title, body, reply } = JSON.parse(line)
    const at = Date.UTC(2020, 0, 1) + i
    yield { no: ROWS + i, title, body, reply, unit: '', submittedAt: at, repliedAt: at, votes: 0 }
  }
}

/** @type {{ id: string, texts: string[] }[]} */
const all = []
fill(of, d1, letters(), true, (/** @type {string} */ id, /** @type {string[]} */ texts) =>
  all.push({ id, texts: texts.map(of.fold) }),
)
console.log(`${all.length} letters are there`)

const { below } = numbers(23)
const queries = Array.from({ length: SHORT + LONG }, (_, i) => {
  const { texts } = all[below(all.length)] ?? { texts: [''] }
  const text = Array.from(texts[below(texts.length)] ?? '')
  const length = i < SHORT ? 1 + (i % 6) : 20 + below(120)
  const from = below(Math.max(1, text.length - length))
  return text
    .slice(from, from + length)
    .join('')
    .trim()
}).filter((q) => q !== '')

let wanted = 0
let found = 0
let right = 0
for (const [i, q] of queries.entries()) {
  const words = of.wordsOf(q)
  const truth = new Set(all.flatMap(({ id, texts }) => (of.holdsAll(texts, words) ? [id] : [])))
  /** @type {string | null} */
  let after = null
  do {
    const asked = { words, filters: {}, order: 'new', after, limit: PAGE }
    const page = await of.searchPage(d1, asked)
    for (const item of page.items) {
      if (item.kind !== 'question') continue
      found += 1
      if (truth.delete(item.id)) right += 1
      else console.log(`found too much for “${q}”: ${item.id}`)
    }
    after = page.next
  } while (after !== null)
  wanted += truth.size
  if (truth.size > 0) console.log(`missed for “${q}”: ${truth.size}`)
  if (i % 25 === 24) console.log(`${i + 1} queries`)
}
wanted += right
fs.rmSync(folder, { recursive: true, force: true })
console.log(
  `${queries.length} queries, ${wanted} letters hold them, ${found} found: recall ${(right / wanted).toFixed(4)}, precision ${(right / found).toFixed(4)}`,
)
process.exit(right === wanted && right === found ? 0 : 1)
