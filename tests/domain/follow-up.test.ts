import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { solvedSaid } from '../../worker/contract/cases'
import { FOLLOW_UP_MS, reopenReasons } from '../../worker/contract/follow'
import { caseStates, outcomes } from '../../worker/contract/states'
import type { CaseFile, FollowQuestionRecord, RatingRecord } from '../../worker/domain/case-records'
import { ownFollow, publicFollow } from '../../worker/domain/follow-projection'
import {
  countMatters,
  hasLapsed,
  mayAskFurther,
  mayDiffer,
  mayRate,
  mayReopen,
  ratedCase,
  ratedOf,
  ratingId,
  reasonsLeft,
  whatFollows,
  type FollowFacts,
  type Rated,
} from '../../worker/domain/follow-up'

const REPLIED = Date.UTC(2026, 10, 20, 4)

const aCase = (facts: Partial<CaseFile> = {}) =>
  ({
    id: 'c1',
    unit: '县住建局',
    unitId: 'housing',
    state: 'replied',
    repliedAt: REPLIED,
    followUpUntil: REPLIED + FOLLOW_UP_MS,
    reopened: 0,
    jointId: null,
    visibility: 'public',
    outcome: 'solved',
    closedAt: null,
    ...facts,
  }) as CaseFile

const aRating = (facts: Partial<RatingRecord> = {}): RatingRecord => ({
  id: 'r1',
  sessionId: 's1',
  questionNo: 1,
  caseId: 'c1',
  round: 0,
  solved: 'yes',
  manner: 5,
  speed: 4,
  words: null,
  wordsState: null,
  at: REPLIED + 1,
  version: 1,
  ...facts,
})

const facts = (some: Partial<FollowFacts> = {}): FollowFacts => ({
  state: 'handed_off',
  answers: [],
  cases: [aCase()],
  ratings: [],
  further: null,
  reopened: [],
  pauses: [],
  difference: null,
  ...some,
})

const anAnswer = { unit: '霞湾县', at: REPLIED, withdrawn: false }

describe('an asker who rates', () => {
  test('does so once for each round, and again after a reopening', () => {
    const first = ratedCase(aCase())
    expect(mayRate(first, [], REPLIED + 1)).toBe('ok')
    expect(mayRate(first, [aRating()], REPLIED + 1)).toBe('rated')
    const second = ratedCase(aCase({ reopened: 1 }))
    expect(mayRate(second, [aRating()], REPLIED + 1)).toBe('ok')
    expect(ratingId('s1', 1, first)).not.toBe(ratingId('s1', 1, second))
  })

  test('waits for the reply, and comes too late the moment its thirty days are over', () => {
    expect(mayRate(ratedCase(aCase({ state: 'in_progress', repliedAt: null })), [], REPLIED)).toBe(
      'not_yet',
    )
    const rated = ratedCase(aCase())
    expect(mayRate(rated, [], REPLIED + FOLLOW_UP_MS - 1)).toBe('ok')
    expect(mayRate(rated, [], REPLIED + FOLLOW_UP_MS)).toBe('over')
  })

  test('rates the answers of a question without a case, the last of them beginning the window', () => {
    const later = { ...anAnswer, unit: '县交通局', at: REPLIED + 5 }
    const [only, ...rest] = ratedOf({
      answers: [later, anAnswer],
      cases: [aCase({ state: 'void' })],
    })
    expect(rest).toEqual([])
    expect(only).toMatchObject({
      caseId: null,
      unit: '县交通局',
      until: REPLIED + 5 + FOLLOW_UP_MS,
    })
    expect(ratedOf({ answers: [{ ...anAnswer, withdrawn: true }], cases: [] })).toEqual([])
  })

  test('makes a case confirmed by yes, and disputed by anything less', () => {
    expect(solvedSaid.map(whatFollows)).toEqual(['confirmed', 'disputed', 'disputed'])
  })
})

describe('a case is opened again', () => {
  test('once for each reason, whatever was said in between', () => {
    const rated = ratedCase(aCase({ state: 'disputed' }))
    const before = [{ caseId: 'c1', reason: 'not_done' }]
    expect(mayReopen(rated, before, 'not_done', REPLIED + 1)).toBe('again')
    expect(mayReopen(rated, before, 'new_facts', REPLIED + 1)).toBe('ok')
    expect(reasonsLeft('c1', before)).toHaveLength(reopenReasons.length - 1)
    expect(reasonsLeft('c2', before)).toEqual([...reopenReasons])
  })

  test('within its window, and never while it is handled', () => {
    const of = (state: CaseFile['state']) => ratedCase(aCase({ state }))
    expect(mayReopen(of('confirmed'), [], 'promise_broken', REPLIED + 1)).toBe('ok')
    expect(mayReopen(of('replied'), [], 'not_done', REPLIED + FOLLOW_UP_MS)).toBe('over')
    expect(mayReopen(of('in_progress'), [], 'not_done', REPLIED + 1)).toBe('not_yet')
    expect(mayReopen(of('lapsed'), [], 'not_done', REPLIED + 1)).toBe('over')
  })
})

describe('one further question', () => {
  const answered = facts({ state: 'answered', answers: [anAnswer], cases: [] })
  const asked = { state: 'submitted', text: '那二期呢？', at: REPLIED } as FollowQuestionRecord

  test('may be asked after an answer, once, within its window', () => {
    expect(mayAskFurther(answered, REPLIED + 1)).toBe('ok')
    expect(mayAskFurther({ ...answered, further: asked }, REPLIED + 1)).toBe('again')
    expect(mayAskFurther(answered, REPLIED + FOLLOW_UP_MS)).toBe('over')
    expect(mayAskFurther(facts({ state: 'listed', cases: [] }), REPLIED)).toBe('not_yet')
  })

  test('is nobody else’s to read before a moderator listed it', () => {
    const with_ = (further: Partial<FollowQuestionRecord>) =>
      facts({ further: { ...asked, answer: null, answeredAt: null, unit: null, ...further } })
    expect(publicFollow(with_({}), [])).toBeNull()
    expect(publicFollow(with_({ state: 'rejected' }), [])).toBeNull()
    const listed = publicFollow(with_({ state: 'listed', draft: '草稿', answer: '草稿' }), [])
    expect(listed?.further).toEqual({
      text: '那二期呢？',
      at: REPLIED,
      state: 'listed',
      unit: null,
    })
  })
})

test('whoever was merged into another question, or answered jointly, may say once that it is another matter', () => {
  expect(mayDiffer(facts({ state: 'merged' }))).toEqual({ kind: 'merged' })
  expect(mayDiffer(facts({ cases: [aCase({ jointId: 'j1' })] }))).toEqual({
    kind: 'joint',
    caseId: 'c1',
  })
  expect(mayDiffer(facts())).toBeNull()
  const said = { kind: 'merged', text: '不同', at: 1, state: 'open', reason: null } as never
  expect(mayDiffer(facts({ state: 'merged', difference: said }))).toBeNull()
})

test('words of a rating leave only once a moderator approved them, and their author reads them at once', () => {
  const rated = (wordsState: RatingRecord['wordsState']) =>
    facts({ ratings: [aRating({ words: '电话13900001111', wordsState })] })
  for (const state of ['submitted', 'rejected'] as const) {
    expect(JSON.stringify(publicFollow(rated(state), []))).not.toContain('电话')
  }
  expect(publicFollow(rated('listed'), [])?.ratings[0]?.words).toBe('电话139****1111')
  expect(ownFollow(rated('submitted'), null, REPLIED).rated[0]).toMatchObject({
    wordsState: 'submitted',
    words: '电话13900001111',
  })
})

const anyRated: fc.Arbitrary<Rated> = fc.record({
  caseId: fc.constantFrom('c1', 'c2', null),
  unit: fc.constant('县住建局'),
  unitId: fc.constant(null),
  repliedAt: fc.option(fc.integer({ min: REPLIED, max: REPLIED + 1000 }), { nil: null }),
  until: fc.integer({ min: REPLIED, max: REPLIED + FOLLOW_UP_MS }),
  round: fc.nat(3),
  state: fc.option(fc.constantFrom(...caseStates), { nil: null }),
})

test('however often it is tried, a round is rated once and never after its end', () => {
  fc.assert(
    fc.property(
      anyRated,
      fc.array(fc.integer({ min: REPLIED, max: REPLIED + 2 * FOLLOW_UP_MS }), { maxLength: 8 }),
      (of, tries) => {
        const kept: RatingRecord[] = []
        for (const at of tries) {
          if (mayRate(of, kept, at) !== 'ok') continue
          kept.push(aRating({ caseId: of.caseId, round: of.round, at }))
          expect(at).toBeLessThan(of.until)
        }
        expect(kept.length).toBeLessThanOrEqual(1)
      },
    ),
  )
})

test('what lapsed was never rated, and what was rated never lapses', () => {
  fc.assert(
    fc.property(anyRated, fc.nat(2 * FOLLOW_UP_MS), (of, later) => {
      const now = REPLIED + later
      const live = { ...of, state: of.state === 'lapsed' ? ('replied' as const) : of.state }
      const ratings = [aRating({ caseId: of.caseId, round: of.round })]
      expect(hasLapsed(live, ratings, now)).toBe(false)
      // Where it lapses there is nothing left to rate.
      expect(hasLapsed(of, [], now) && mayRate(of, [], now) !== 'over').toBe(false)
    }),
  )
})

const anyMatter = fc.record({
  repliedAt: fc.option(fc.constant(REPLIED), { nil: null }),
  closedAt: fc.option(fc.constant(REPLIED), { nil: null }),
  state: fc.constantFrom(...caseStates),
  outcome: fc.option(fc.constantFrom(...outcomes), { nil: null }),
})

test('the four counters are counted each by its own column, and lapsed is in nobody’s favour', () => {
  fc.assert(
    fc.property(fc.array(anyMatter), fc.array(anyMatter), (some, others) => {
      const sums = countMatters(some)
      const alive = some.filter(({ state }) => state !== 'void')
      expect(sums.total).toBe(alive.length)
      expect(sums.confirmed).toBe(alive.filter(({ state }) => state === 'confirmed').length)
      expect(sums.lapsed).toBe(alive.filter(({ state }) => state === 'lapsed').length)
      expect(sums.solved).toBeLessThanOrEqual(sums.answered)
      // One more that lapsed adds to the lapsed, and satisfies nobody.
      const lapsed = { repliedAt: REPLIED, closedAt: null, state: 'lapsed', outcome: null } as const
      const after = countMatters([...some, lapsed])
      expect(after).toEqual({
        ...sums,
        total: sums.total + 1,
        answered: sums.answered + 1,
        lapsed: sums.lapsed + 1,
      })
      // Counting together is counting apart.
      const both = countMatters([...some, ...others])
      const other = countMatters(others)
      for (const key of Object.keys(both) as (keyof typeof both)[]) {
        expect(both[key]).toBe(sums[key] + other[key])
      }
    }),
  )
})
