import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HOLDING, Watch, type Cast } from '../../worker/domain/holding'
import { networkPrefix } from '../../worker/domain/network'

const MINUTE = 60_000
const DAY = 86_400_000

/** An ordinary ten minutes: devices of the audience, some of them new, on five questions. */
function settled(watch: Watch, level = 0): number {
  let at = DAY
  for (let i = 0; i < 300; i += 1) {
    at += 2_000 + (i % 7) * 100
    const issued = i % 4 === 0 ? at : at - DAY
    watch.judge({
      at,
      question: 2 + ((i + Math.floor(i / 40)) % 5),
      voter: i,
      net: `home${i % 40}`,
      issued,
      level,
    })
  }
  return at
}

function many(
  watch: Watch,
  from: number,
  n: number,
  cast: (i: number) => Partial<Cast>,
): (string | null)[] {
  let at = from
  let x = 7
  return Array.from({ length: n }, (_, i) => {
    // About 200 ms apart, as unevenly as people are.
    x = (x * 48_271) % 2_147_483_647
    at += Math.round(-Math.log(x / 2_147_483_647) * 200)
    const vote = { at, question: 1, voter: 10_000 + i, net: `far${i}`, issued: at, level: 0 }
    return watch.judge({ ...vote, ...cast(i) })
  })
}

const held = (verdicts: (string | null)[]) => verdicts.filter((why) => why !== null).length

describe('which votes are held', () => {
  test('newcomers who come all at once for one question are, but for an ordinary number of them', () => {
    const watch = new Watch()
    const verdicts = many(watch, settled(watch), 250, () => ({}))
    expect(verdicts.slice(0, HOLDING.floor).every((why) => why === null)).toBe(true)
    expect(held(verdicts)).toBe(250 - HOLDING.floor)
    expect(new Set(verdicts)).toEqual(new Set([null, 'newcomers']))
  })

  test('a crowd that was here before is not, however suddenly it comes', () => {
    const watch = new Watch()
    const from = settled(watch)
    const verdicts = many(watch, from, 250, (i) => ({ voter: i, net: `home${i % 40}` }))
    expect(held(verdicts)).toBe(0)
  })

  test('newcomers who come with such a crowd are not either: interest brings both', () => {
    const watch = new Watch()
    const from = settled(watch)
    const verdicts = many(watch, from, 240, (i) =>
      i % 4 === 0 ? { net: `home${i % 40}` } : { voter: i, net: `home${i % 40}` },
    )
    expect(held(verdicts)).toBe(0)
  })

  test('cookies laid up beforehand help nobody whose network was never seen here', () => {
    const watch = new Watch()
    const verdicts = many(watch, settled(watch), 250, (i) => ({ issued: DAY - i }))
    expect(held(verdicts)).toBeGreaterThan(200)
  })

  test('one network far beyond its ordinary part is, for what is beyond it', () => {
    const watch = new Watch()
    const from = settled(watch)
    const verdicts = many(watch, from, 200, (i) => ({ net: 'home3', issued: from - DAY + i }))
    expect(held(verdicts)).toBeGreaterThan(150)
    expect(new Set(verdicts)).toEqual(new Set([null, 'network']))
    // A moderator has looked into it.
    watch.trust(['home3'])
    const later = many(watch, from + 5 * MINUTE, 100, (i) => ({
      voter: 20_000 + i,
      net: 'home3',
      issued: from - DAY,
    }))
    expect(held(later)).toBe(0)
  })

  test('newcomers as even as a machine are, also when they are few', () => {
    const watch = new Watch()
    const from = settled(watch)
    const verdicts = Array.from({ length: 60 }, (_, i) => {
      const at = from + i * 1_500
      return watch.judge({
        at,
        question: 1,
        voter: 10_000 + i,
        net: `home${i % 40}`,
        issued: at,
        level: 0,
      })
    })
    expect(verdicts).toContain('regular')
  })

  test('votes without any proof are where the others have one, when they come suddenly', () => {
    const watch = new Watch()
    const from = settled(watch, 1)
    const verdicts = many(watch, from, 200, (i) => ({ voter: i, net: `home${i % 40}`, level: 0 }))
    expect(held(verdicts)).toBeGreaterThan(150)
    expect(new Set(verdicts)).toEqual(new Set([null, 'level']))
  })

  test('a verified person never is', () => {
    const watch = new Watch()
    const verdicts = many(watch, settled(watch), 500, () => ({ net: 'one', level: 3 }))
    expect(held(verdicts)).toBe(0)
  })

  test('where networks are not known, and where there is only one question, nothing breaks', () => {
    const watch = new Watch()
    const verdicts = many(watch, DAY, 15, () => ({ net: null }))
    expect(held(verdicts)).toBe(0)
    expect(held(many(new Watch(), DAY, 100, (i) => ({ net: 'home', issued: DAY - DAY + i })))).toBe(
      0,
    )
  })

  test('the same votes are judged the same way again', () => {
    const vote = fc.record({
      step: fc.nat(3_000),
      question: fc.nat(3),
      voter: fc.nat(200),
      net: fc.option(fc.constantFrom('a', 'b', 'c', 'd')),
      age: fc.constantFrom(0, 5_000, DAY),
      level: fc.nat(3),
    })
    fc.assert(
      fc.property(fc.array(vote, { maxLength: 300, size: 'max' }), (votes) => {
        const run = () => {
          const watch = new Watch({ floor: 2 })
          let at = DAY
          return votes.map(({ step, age, ...rest }) => {
            at += step
            return watch.judge({ at, issued: at - age, ...rest })
          })
        }
        const verdicts = run()
        expect(run()).toEqual(verdicts)
        const verified = verdicts.filter((_, i) => votes[i]?.level === 3)
        expect(held(verified)).toBe(0)
      }),
    )
  })
})

test.each([
  ['203.0.113.9', '203.0.113'],
  ['203.0.113.9:4711', '203.0.113'],
  ['::ffff:203.0.113.9', '203.0.113'],
  ['2001:DB8:00a:1::7', '2001:db8:a'],
  ['[2001:db8:a:1::7]:443', '2001:db8:a'],
  ['2001:db8::', '2001:db8:0'],
  ['::1', '0:0:0'],
  ['1:2:3:4:5:6:7:8', '1:2:3'],
  ['1:2:3', null],
  ['local', null],
  ['', null],
])('of the address %s only %s goes to a room', (address, prefix) => {
  expect(networkPrefix(address)).toBe(prefix)
})
