import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { questionStates } from '../../worker/contract/states'
import {
  answeredOnly,
  byAnswered,
  byHot,
  byNewest,
  inOrder,
  openOnly,
  whyHere,
  type Ranked,
} from '../../worker/domain/ranking'

const item = (no: number, fields: Partial<Ranked> = {}): Ranked => ({
  no,
  votes: 0,
  listedAt: 0,
  state: 'listed',
  ...fields,
})

// Few values on purpose: equal votes and times are where an order breaks.
const anyItem: fc.Arbitrary<Ranked> = fc.record({
  no: fc.nat(30),
  votes: fc.nat(3),
  listedAt: fc.option(fc.nat(3)),
  state: fc.constantFrom(...questionStates),
  settledAt: fc.option(fc.nat(3)),
})
const list = fc.uniqueArray(anyItem, { selector: (one) => one.no, maxLength: 20 })
const numbers = (items: readonly Ranked[]) => items.map((one) => one.no)

describe('the order of questions', () => {
  test('most supported first, then the one that was listed earlier, then the lower number', () => {
    const items = [
      item(4, { votes: 2, listedAt: 9 }),
      item(3, { votes: 2, listedAt: 5 }),
      item(2, { votes: 2, listedAt: 5 }),
      item(1, { votes: 7, listedAt: 9 }),
    ]
    expect(numbers(inOrder(items, 'hot'))).toEqual([1, 2, 3, 4])
  })

  test('newest first, and the higher number of two listed at once', () => {
    const items = [item(1, { listedAt: 5 }), item(2, { listedAt: 5 }), item(3, { listedAt: 8 })]
    expect(numbers(inOrder(items, 'new'))).toEqual([3, 2, 1])
  })

  test('the answered list holds answered questions, last answered first', () => {
    const items = [
      item(1, { state: 'answered', settledAt: 5 }),
      item(2),
      item(3, { state: 'answered', settledAt: 8 }),
      item(4, { state: 'handed_off', settledAt: 9 }),
    ]
    expect(numbers(answeredOnly(items))).toEqual([3, 1])
  })

  test('the open list holds what waits for an answer, also what is on stage', () => {
    const items = [
      item(1),
      item(2, { state: 'on_stage', votes: 1 }),
      item(3, { state: 'answered' }),
    ]
    expect(numbers(openOnly(items))).toEqual([2, 1])
  })

  for (const [name, order] of Object.entries({ byHot, byNewest, byAnswered })) {
    test(`${name} is a total order: no two questions share a place, and nobody is above themselves`, () => {
      fc.assert(
        fc.property(anyItem, anyItem, anyItem, (a, b, c) => {
          expect(order(a, b) + order(b, a)).toBe(0)
          expect(order(a, a)).toBe(0)
          expect(a.no === b.no || order(a, b) !== 0).toBe(true)
          const chain = order(a, b) < 0 && order(b, c) < 0
          expect(!chain || order(a, c) < 0).toBe(true)
        }),
        { numRuns: 1_000 },
      )
    })
  }

  test('the browser and the server show one order, however the questions arrive', () => {
    fc.assert(
      fc.property(list, fc.constantFrom('hot', 'new', 'answered', 'open'), (items, order) => {
        expect(inOrder([...items].reverse(), order)).toEqual(inOrder(items, order))
      }),
    )
  })
})

describe('before the session opens', () => {
  test('nothing goes by votes: one seed is one order, and over the seeds each is first as often', () => {
    const items = Array.from({ length: 10 }, (_, i) => item(i + 1, { votes: i * 100 }))
    const first = new Map<number, number>()
    for (let seed = 0; seed < 10_000; seed += 1) {
      const order = inOrder(items, 'hot', seed)
      const top = order[0]?.no ?? 0
      first.set(top, (first.get(top) ?? 0) + 1)
    }
    for (let seed = 0; seed < 50; seed += 1) {
      const order = inOrder(items, 'hot', seed)
      expect(inOrder([...items].reverse(), 'hot', seed)).toEqual(order)
      expect(numbers(order).sort((a, b) => a - b)).toEqual(numbers(items))
      expect(numbers(inOrder(items, 'open', seed))).toEqual(numbers(order))
    }
    for (const { no } of items) {
      expect(first.get(no)).toBeGreaterThan(850)
      expect(first.get(no)).toBeLessThan(1_150)
    }
  })
})

describe('why a question stands where it stands', () => {
  test('it names the neighbours and what decided', () => {
    const hot = [
      item(8, { votes: 30, listedAt: 4 }),
      item(3, { votes: 20, listedAt: 1 }),
      item(5, { votes: 20, listedAt: 61 }),
    ]
    expect(whyHere(hot[1]!, hot)).toEqual({
      place: 2,
      of: 3,
      votes: 20,
      above: { no: 8, by: 'votes', margin: 10 },
      below: { no: 5, by: 'listed_earlier', margin: 60 },
    })
    expect(whyHere(hot[0]!, hot).above).toBeNull()
    expect(whyHere(hot[2]!, hot).below).toBeNull()
  })

  test('it agrees with the list', () => {
    fc.assert(
      fc.property(list, (items) => {
        const hot = inOrder(items, 'hot')
        for (const [i, one] of hot.entries()) {
          const why = whyHere(one, items)
          expect(why.place).toBe(i + 1)
          expect(why.of).toBe(hot.length)
          expect(why.above?.no).toBe(hot[i - 1]?.no)
          expect(why.below?.no).toBe(hot[i + 1]?.no)
          expect(why.above?.margin ?? 1).toBeGreaterThan(0)
        }
      }),
    )
  })
})
