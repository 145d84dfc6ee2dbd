import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StagingRecord } from '../../worker/domain/stream-records'
import { stagingsAfter } from '../../worker/domain/stagings'
import { stageTrouble } from './stagings-kit'

test('two questions are never on stage at once, also when the clocks of those who decide disagree', () => {
  let moved = 0
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          no: fc.option(fc.integer({ min: 1, max: 3 })),
          by: fc.integer({ min: -5_000, max: 5_000 }),
          undo: fc.boolean(),
        }),
      ),
      (moves) => {
        const rows = new Map<string, StagingRecord>()
        let now = 1_000_000
        for (const [i, { no, by, undo }] of moves.entries()) {
          now += by
          const given = { sessionId: 's', id: `r${i}`, now, undo }
          const stage = no === null ? null : { no, since: now }
          for (const row of stagingsAfter([...rows.values()], stage, given)) rows.set(row.id, row)
          expect(stageTrouble([...rows.values()], no)).toEqual([])
          moved += 1
        }
      },
    ),
  )
  expect(moved).toBeGreaterThan(100)
})
