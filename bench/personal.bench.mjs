// The scanner of personal data: what it finds in every disguise, what it takes wrongly, how long it takes.
import { modulesOf } from './lib/modules.mjs'
import { control, row } from './lib/rows.mjs'

export const suite = 'personal'

const ITEMS = 100_000
const HONEST = 20_000
const LONG = 16_000
const SHORT = 1_000
const SEED = 1
/** Texts made to keep a scanner busy. */
const adversarial = ['1 ', '8613', '一 ', '@a.', 'a@b.c ', '闽J1', 'QQ1 ', '微信a ', '62', 'a @ ']

/** @param {(text: string) => unknown} scan @param {string} text @param {number} rounds */
function quickest(scan, text, rounds) {
  let best = Infinity
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now()
    scan(text)
    best = Math.min(best, performance.now() - started)
  }
  return best
}

/** @param {any} ctx */
export async function run(ctx) {
  const { maskPersonal, recallOf, weakScanner, honest, randomDigits, seeded } = await modulesOf(
    'bench/lib/personal-modules.mjs',
  )
  const scan = (/** @type {string} */ text) => maskPersonal(text).text
  const { recall, missed } = recallOf(scan, ITEMS, SEED)
  ctx.log?.(`missed of ${ITEMS}: ${JSON.stringify(Object.fromEntries(missed))}`)
  const random = seeded(SEED)
  const texts = Array.from({ length: HONEST }, () => /** @type {string} */ (honest(random)))
  const touched = texts.filter((text) => scan(text) !== text).length
  const lengths = [11, 12, 16, 18, 19].map((length) => {
    const drawn = Array.from({ length: HONEST }, () => `编号${randomDigits(random, length)}`)
    const masked = drawn.filter((text) => scan(text) !== text).length
    return row({
      id: `random_${length}_digits`,
      name: `random numbers of ${length} digits that are masked`,
      value: masked / HONEST,
      unit: 'of all',
    })
  })
  let worst = 0
  let slowest = 0
  for (const piece of adversarial) {
    const text = (/** @type {number} */ length) => piece.repeat(length).slice(0, length)
    quickest(scan, text(SHORT), 100)
    let ratio = Infinity
    let long = Infinity
    // Of three tries the best: what else the machine does weighs on the longer one.
    for (let tries = 0; tries < 3; tries += 1) {
      const now = quickest(scan, text(LONG), 40)
      ratio = Math.min(ratio, now / quickest(scan, text(SHORT), 300))
      long = Math.min(long, now)
    }
    worst = Math.max(worst, ratio)
    slowest = Math.max(slowest, long)
  }
  const plain =
    '城东片区晚上没有水，从上个月起就是这样，打过好几个地方都说快了，到底什么时候能改好？'
  const reading = quickest(
    () => {
      for (let n = 0; n < 1_000; n += 1) maskPersonal(plain)
    },
    '',
    30,
  )
  return [
    row({
      id: 'recall',
      name: `found and masked of ${ITEMS} made-up items in 20 disguises`,
      value: recall,
      unit: 'of all',
      atLeast: 0.999,
    }),
    control({
      id: 'recall_weak',
      name: 'the same, three plain patterns',
      value: recallOf(weakScanner, ITEMS, SEED).recall,
      unit: 'of all',
      atLeast: 0.999,
    }),
    row({
      id: 'honest_touched',
      name: `honest texts that are masked, of ${HONEST}`,
      value: touched / HONEST,
      unit: 'of all',
    }),
    ...lengths,
    row({
      id: 'linear',
      name: 'time of 16,000 signs to that of 1,000, worst of ten made to keep it busy',
      value: worst,
      unit: '×',
      atMost: 24,
    }),
    row({ id: 'slowest', name: 'longest of those', value: slowest, unit: 'ms', atMost: 20 }),
    row({ id: 'ordinary', name: 'a question without any', value: reading, unit: 'µs' }),
  ]
}
