// The operator's list of words: how long 20,000 words take to build, and a text to be looked through. Printed,
// held to nothing: what must hold is in tests/domain/words.test.ts.
import { modulesOf } from './lib/modules.mjs'
import { row } from './lib/rows.mjs'

export const suite = 'words'

const WORDS = 20_000
const ROUNDS = 50

/** @param {() => unknown} work @param {number} rounds */
function quickest(work, rounds) {
  let best = Infinity
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now()
    work()
    best = Math.min(best, performance.now() - started)
  }
  return best
}

export async function run() {
  const { finderOf, parseList } = await modulesOf('worker/domain/words.ts')
  const signs =
    '的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学'
  let seed = 1
  const next = () => (seed = (seed * 48_271) % 2_147_483_647)
  const word = () =>
    Array.from({ length: 2 + (next() % 4) }, () => signs[next() % signs.length]).join('')
  const seen = new Set()
  while (seen.size < WORDS) seen.add(`${word()}${word()}`)
  const { words } = parseList([...seen].map((one, i) => `${one},类${i % 20}`).join('\n'))
  const finder = finderOf(words)
  /** @param {number} length */
  const text = (length) => Array.from({ length }, () => signs[next() % signs.length]).join('')
  const [short, long] = [text(500), text(8_000)]
  const shortMs = quickest(() => finder.categories([short]), ROUNDS)
  const longMs = quickest(() => finder.categories([long]), ROUNDS)
  const list = { id: 'words_list', name: 'Words in the list', value: words.length, unit: 'words' }
  const built = quickest(() => finderOf(words), 5)
  return [
    row(list),
    row({ id: 'words_build', name: 'Building it', value: built, unit: 'ms' }),
    row({ id: 'words_500', name: 'Looking through 500 signs', value: shortMs, unit: 'ms' }),
    row({ id: 'words_linear', name: '8,000 signs ÷ 500', value: longMs / shortMs, unit: '×' }),
  ]
}
