import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Chapter } from '../../worker/contract/stream'
import { momentAt, withChapters, withMoment, type StageMoment } from '../../web/lib/stage-log'

const T = 1_800_000_000_000
const on = (no: number, at: number): StageMoment => ({
  at,
  stage: { no, since: at },
  staged: { id: `q${no}`, text: `第 ${no} 问` },
})
const off = (at: number): StageMoment => ({ at, stage: null, staged: null })
const chapter = (no: number, at: number, until: number | null): Chapter => ({
  id: `s${at}`,
  no,
  question: `q${no}`,
  title: `第 ${no} 问`,
  at,
  off: until,
  from: 0,
  to: null,
})

/** The room says something; somebody watches this many seconds behind. */
const seen = (log: StageMoment[], at: number) => momentAt(log, at)?.stage?.no ?? null

test('whoever watches six seconds behind sees a question go on stage when the picture shows it', () => {
  let log = withMoment([], off(T))
  log = withMoment(log, on(12, T + 60_000))
  const delayed = (now: number) => seen(log, now - 6_000)
  expect(delayed(T + 60_000)).toBeNull()
  expect(delayed(T + 65_999)).toBeNull()
  expect(delayed(T + 66_000)).toBe(12)
})

test('before anything is known of a moment, nothing is claimed of it', () => {
  expect(momentAt(withMoment([], on(3, T)), T - 1)).toBeNull()
})

test('the chapters tell what was on stage before somebody came', () => {
  const log = withChapters(
    [on(9, T + 90_000)],
    [chapter(7, T, T + 30_000), chapter(8, T + 40_000, T + 90_000), chapter(9, T + 90_000, null)],
  )
  expect([-1, 0, 29_999, 30_000, 40_000, 89_999, 90_000].map((ms) => seen(log, T + ms))).toEqual([
    null,
    7,
    7,
    null,
    8,
    8,
    9,
  ])
})

test('told twice, late, or by both, the stage of every moment is the same', () => {
  const steps = fc.uniqueArray(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(steps, fc.infiniteStream(fc.nat()), (seconds, chance) => {
      const times = seconds.sort((a, b) => a - b).map((s) => T + s * 1000)
      const moments = times.map((at, i) => (i % 3 === 2 ? off(at) : on(i + 1, at)))
      const chapters = moments.flatMap(({ at, stage }, i) =>
        stage ? [chapter(stage.no, at, times[i + 1] ?? null)] : [],
      )
      const pick = (n: number) => chance.next().value % n
      const shuffled = [...moments, ...moments.slice(0, pick(moments.length + 1))].sort(
        () => pick(3) - 1,
      )
      const heard = shuffled.reduce((log, one) => withMoment(log, one), [] as StageMoment[])
      const both = withChapters(withChapters(heard, chapters), chapters)
      const read = withChapters([], chapters)
      for (let at = T; at < T + 601_000; at += 1000) {
        const right = seen(moments, at)
        expect(seen(heard, at)).toBe(right)
        expect(seen(both, at)).toBe(right)
        expect(seen(read, at)).toBe(right)
      }
    }),
    { numRuns: 30 },
  )
})
