import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerModes, caseStates, outcomes } from '../../worker/contract/states'
import type { PublicCase, PublicQuestion } from '../../worker/contract/views'
import { byFate, fateOf, worstFirst } from '../../worker/domain/fate'

const NOW = Date.UTC(2026, 10, 20, 4)

function aMatter(facts: Partial<PublicCase> = {}): PublicCase {
  return {
    id: 'c1',
    kind: 'hand_off',
    unit: '县交通运输局',
    state: 'in_progress',
    outcome: null,
    assignedAt: NOW - 1_000_000,
    dueAt: NOW + 1_000_000,
    provisional: false,
    repliedAt: null,
    reply: null,
    ...facts,
  }
}

function asked(no: number, facts: Partial<PublicQuestion> = {}): PublicQuestion {
  return {
    id: `q${no}`,
    no,
    state: 'handed_off',
    text: '石门的路什么时候修？',
    channel: 'online',
    part: 1,
    votes: 0,
    askedAt: NOW - 2_000_000,
    listedAt: NOW - 1_900_000,
    answers: [],
    cases: [],
    ...facts,
  }
}

const matters = fc.record({
  state: fc.constantFrom(...caseStates.filter((state) => state !== 'void')),
  outcome: fc.option(fc.constantFrom(...outcomes), { nil: null }),
  dueAt: fc.option(fc.integer({ min: NOW - 9, max: NOW + 9 }), { nil: null }),
  repliedAt: fc.option(fc.integer({ min: NOW - 9, max: NOW }), { nil: null }),
})

const someQuestions = fc
  .array(
    fc.record({
      state: fc.constantFrom(
        ...(['listed', 'answered', 'handed_off', 'merged', 'taken_down', 'withdrawn'] as const),
      ),
      mode: fc.constantFrom(...answerModes),
      cases: fc.array(matters, { maxLength: 3 }),
    }),
    { maxLength: 30 },
  )
  .map((rows) =>
    rows.map(({ state, mode, cases }, i) =>
      asked(i + 1, {
        state,
        answers:
          state === 'answered'
            ? [
                {
                  id: `a${i}`,
                  mode,
                  speaker: '王某',
                  office: '副县长',
                  unit: '霞湾县',
                  text: '本月修好。',
                  solved: null,
                  at: NOW,
                },
              ]
            : [],
        cases: cases.map((facts, n) => aMatter({ id: `c${n}`, ...facts })),
      }),
    ),
  )

test('every question of a session stands in exactly one group of its page, whatever became of it', () => {
  fc.assert(
    fc.property(someQuestions, (questions) => {
      const groups = byFate(questions, NOW)
      const nos = groups.flatMap((group) => group.questions.map(({ no }) => no))
      expect(nos.toSorted((a, b) => a - b)).toEqual(questions.map(({ no }) => no))
      for (const { fate, questions: some } of groups) {
        expect(some.every((question) => fateOf(question, NOW) === fate)).toBe(true)
      }
    }),
  )
})

test('nobody finds a late matter among those that are done', () => {
  fc.assert(
    fc.property(someQuestions, (questions) => {
      const late = questions.filter(
        ({ state, cases }) =>
          (state === 'handed_off' || state === 'answered') &&
          cases.some((one) => one.repliedAt === null && one.dueAt !== null && one.dueAt <= NOW),
      )
      const found = byFate(questions, NOW).filter(({ fate }) => fate === 'overdue')
      expect(found).toEqual(late.length === 0 ? [] : [{ fate: 'overdue', questions: late }])
    }),
  )
})

test('of two departments the one that is late speaks for the question', () => {
  const done = aMatter({ state: 'confirmed', repliedAt: NOW - 5, outcome: 'solved' })
  const late = aMatter({ id: 'c2', dueAt: NOW })
  expect(fateOf(asked(1, { cases: [done, late] }), NOW)).toBe('overdue')
  expect(fateOf(asked(1, { cases: [done, aMatter()] }), NOW)).toBe('working')
  expect(fateOf(asked(1, { cases: [done] }), NOW)).toBe('confirmed')
})

test('what the asker disputes is not counted among the replied, and reopened is disputed still', () => {
  for (const state of ['disputed', 'reopened'] as const) {
    const item = aMatter({ state, repliedAt: NOW - 5, outcome: 'solved' })
    expect(fateOf(asked(1, { cases: [item] }), NOW)).toBe('disputed')
  }
})

test('the next edition opens with what is late, then with what is disputed, then by number', () => {
  const reply = { repliedAt: NOW - 5 }
  const rows = [
    asked(1, { cases: [aMatter({ state: 'replied', ...reply })] }),
    asked(2, { cases: [aMatter()] }),
    asked(3, { cases: [aMatter({ state: 'disputed', ...reply })] }),
    asked(4, { cases: [aMatter({ dueAt: NOW - 1 })] }),
    asked(5, { cases: [aMatter({ dueAt: NOW - 9 })] }),
  ]
  expect(worstFirst(rows, NOW).map(({ no }) => no)).toEqual([4, 5, 3, 2, 1])
})
