import { describe, expect, test } from 'vitest'
import {
  agendaRows,
  alike,
  clustersOf,
  isSealed,
  mergeTargets,
  movesFrom,
  pendingOf,
  placeAfterStep,
  reviewRows,
  risksOf,
  standing,
} from '../../web/views/desk/lists'
import { vagueWords } from '../../worker/contract/vague'
import { aDesk, aQuestion } from './desk-fixture'

const noOf = (questions: { no: number }[]) => questions.map((question) => question.no)

describe('what waits for review', () => {
  test('whoever waits longest is read first', () => {
    const desk = aDesk(3)
    expect(noOf(pendingOf(desk))).toEqual([13, 14, 15])
  })

  test('a question is found by its number and by its words', () => {
    const desk = aDesk(20)
    expect(noOf(pendingOf(desk, '14'))).toContain(14)
    expect(noOf(pendingOf(desk, '广场舞'))).toEqual([15, 30])
  })

  test('a phone number, a link and a repeated device are marked', () => {
    expect(risksOf(aQuestion(1, { found: ['phone'] }))).toEqual(['phone'])
    expect(risksOf(aQuestion(1, { text: '请加我微信看看' }))).toEqual(['link'])
    expect(risksOf(aQuestion(1, { sameAsker: [4] }))).toEqual(['same_asker'])
    expect(risksOf(aQuestion(2))).toEqual([])
  })

  test('an accusation shows as a seal, not as text', () => {
    expect(isSealed(aQuestion(1, { reason: 'discipline', redirectBy: 'u1' }))).toBe(true)
    expect(isSealed(aQuestion(1, { reason: 'petition', redirectBy: 'u1' }))).toBe(false)
  })
})

describe('folding what is alike', () => {
  test('the same wish in other words is one line', () => {
    const clusters = clustersOf(aDesk(5))
    const bus = clusters.find((cluster) => cluster.lead.no === 13)
    expect(noOf(bus?.rest ?? [])).toEqual([14])
    const charging = clusters.find((cluster) => cluster.lead.no === 16)
    expect(noOf(charging?.rest ?? [])).toEqual([17])
  })

  test('a question stands in one fold only, and none is lost', () => {
    const desk = aDesk(120)
    const clusters = clustersOf(desk)
    const all = clusters.flatMap((cluster) => [cluster.lead.no, ...noOf(cluster.rest)])
    expect(all.toSorted((a, b) => a - b)).toEqual(noOf(pendingOf(desk)))
    expect(clusters.length).toBeLessThan(30)
  })

  test('risky ones stand in front', () => {
    const [first] = clustersOf(aDesk(15))
    expect(first?.lead.found).toEqual(['phone'])
  })

  test('folded ones are hidden until they are unfolded', () => {
    const clusters = clustersOf(aDesk(5))
    expect(reviewRows(clusters, [])).toHaveLength(clusters.length)
    expect(noOf(reviewRows(clusters, [13]).map((row) => row.question))).toContain(14)
  })

  test('the listed question that says the same is offered first for merging', () => {
    const desk = aDesk(2)
    expect(mergeTargets(desk, [13])[0]?.question.no).toBe(8)
    expect(mergeTargets(desk, [13])[0]?.score).toBeGreaterThan(0.3)
  })

  test('the same words are wholly alike', () => {
    const [a, b] = [aQuestion(1, { text: '路灯坏了' }), aQuestion(2, { text: '路灯坏了' })]
    expect(alike(a, [b])[0]?.score).toBe(1)
  })
})

describe('the run-down', () => {
  test('is arranged by hand, and the rest follows by votes', () => {
    expect(noOf(agendaRows(aDesk(0), 'hand'))).toEqual([1, 2, 3, 6, 4, 5, 7, 8, 9])
  })

  test('the order by votes is another order and leaves the hand alone', () => {
    expect(noOf(agendaRows(aDesk(0), 'votes')).slice(0, 3)).toEqual([6, 1, 2])
  })

  test('one step up stands before the neighbour above', () => {
    expect(placeAfterStep(aDesk(0), 2, -1)).toBe(1)
    expect(placeAfterStep(aDesk(0), 1, -1)).toBeNull()
  })

  test('one step down stands before the one after next, or at the end', () => {
    expect(placeAfterStep(aDesk(0), 1, 1)).toBe(3)
    expect(placeAfterStep(aDesk(0), 2, 1)).toBe('end')
    expect(placeAfterStep(aDesk(0), 3, 1)).toBeNull()
  })

  test('what is not arranged joins the arranged ones at their end', () => {
    expect(placeAfterStep(aDesk(0), 4, -1)).toBe('end')
  })
})

describe('ending the session', () => {
  test('names everything of the first part that has no disposition', () => {
    const { pending, open } = standing(aDesk(2), 'wrapped')
    expect(pending).toEqual([13, 14])
    expect(open).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  test('what came in afterwards holds up closing, not the summing-up', () => {
    const desk = aDesk(0)
    desk.questions = [aQuestion(50, { part: 2 })]
    expect(standing(desk, 'wrapped')).toEqual({ pending: [], open: [] })
    expect(standing(desk, 'closed')).toEqual({ pending: [50], open: [] })
  })
})

test('what was called off while it collected is still to be archived; in the record nothing is', () => {
  const desk = aDesk(1, { state: 'cancelled', liveAt: null })
  expect(movesFrom(desk)).toEqual(['archived'])
  // Called off before it was opened, or handed over already: the desk reads it from the record.
  expect(movesFrom({ ...desk, epoch: 'record' })).toEqual([])
})

test('尽快 and 近期 are no dates', () => {
  expect(vagueWords('我们会尽快处理，近期公布')).toEqual(['近期', '尽快'])
  expect(vagueWords('12月20日前修好')).toEqual([])
})
