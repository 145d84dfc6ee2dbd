// How well letters are put under topics: `node bench/topics.mjs letters.jsonl [sample]`, a JSON object a line with title,
// body and reply. Printed: how many come under a topic at all (coverage), and of those the share whose official
// reply, which the rules never see, names the same thing in some of its words (purity by the reply), beside the
// same for a topic drawn by lot. Then a sample to be looked at by eye.
import fs from 'node:fs'
import { numbers } from '../scripts/messages.mjs'
import { load } from './search.bench.mjs'

const [file = '', size = '60'] = process.argv.slice(2)
const { topicsOf, thingsIn, told } = await load()
/** @type {{ title: string, body: string, reply: string }[]} */
const letters = fs
  .readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
const { topics, rest } = topicsOf(
  letters.map(({ title, body }, i) => ({ id: String(i), title, details: body })),
)
const named = letters.map(({ reply }) => {
  const things = new Set()
  thingsIn(told(reply ?? ''), (/** @type {string} */ name) => things.add(name))
  return things
})
/** @type {{ name: string, at: number }[]} */
const placed = topics.flatMap((/** @type {{ name: string, ids: string[] }} */ { name, ids }) =>
  ids.map((id) => ({ name, at: Number(id) })),
)
const { below } = numbers(5)
const agree = placed.filter(({ name, at }) => named[at]?.has(name)).length
const lot = placed.filter(({ at }) => named[at]?.has(placed[below(placed.length)]?.name)).length
const share = (/** @type {number} */ n, /** @type {number} */ of) => (n / of).toFixed(3)
console.log(`${letters.length} letters, ${topics.length} topics, ${rest.length} under none`)
console.log(`coverage ${share(placed.length, letters.length)}`)
console.log(
  `purity by the reply ${share(agree, placed.length)}, by lot ${share(lot, placed.length)}`,
)
console.log(
  topics
    .slice(0, 20)
    .map((/** @type {{ name: string, ids: string[] }} */ { name, ids }) => `${name} ${ids.length}`)
    .join(' · '),
)
for (let i = 0; i < Number(size); i += 1) {
  const one = placed[below(placed.length)]
  if (one) console.log(`${one.name}\t${letters[one.at]?.title}`)
}
