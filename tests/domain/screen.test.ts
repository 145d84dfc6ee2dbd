import { expect, test } from 'vitest'
import type { PublicQuestion, Snapshot } from '../../worker/contract/views'
import { onStage, sizeOf, upcoming } from '../../web/views/screen/model'

const question = (no: number, facts: Partial<PublicQuestion> = {}): PublicQuestion => ({
  id: `q${no}`,
  no,
  state: 'listed',
  text: `第 ${no} 个问题`,
  channel: 'online',
  part: 1,
  votes: 0,
  askedAt: 0,
  listedAt: no,
  answers: [],
  cases: [],
  ...facts,
})

const snapshot = (facts: Partial<Snapshot>): Snapshot =>
  ({ stage: null, next: [], questions: [], ...facts }) as Snapshot

test('what the host arranged comes first and says so; then what most people want', () => {
  const questions = [
    question(1, { votes: 5 }),
    question(2, { votes: 90 }),
    question(3, { arranged: true }),
    question(4, { votes: 99, state: 'answered' }),
  ]
  const shown = upcoming(snapshot({ questions, next: [3, 2, 1] }), 3)
  expect(shown.map(({ question: { no }, why }) => [no, why])).toEqual([
    [3, 'agenda'],
    [2, 'votes'],
    [1, 'votes'],
  ])
})

test('a number in the run-down whose question is not public shows nothing', () => {
  expect(upcoming(snapshot({ questions: [question(1)], next: [7, 1] }), 3)).toHaveLength(1)
})

test('a question taken down while on stage leaves the wall empty', () => {
  const stage = { no: 1, since: 0 }
  expect(onStage(snapshot({ stage, questions: [question(1, { state: 'on_stage' })] }))?.no).toBe(1)
  const gone = question(1, { state: 'taken_down', text: '' })
  expect(onStage(snapshot({ stage, questions: [gone] }))).toBeNull()
  expect(onStage(snapshot({ stage, questions: [] }))).toBeNull()
})

test('the longer a question, the smaller its type, down to one that holds 200 characters', () => {
  expect(sizeOf('为什么停水？')).toBe('size-1')
  expect(sizeOf('问'.repeat(60))).toBe('size-3')
  expect(sizeOf('问'.repeat(200))).toBe('size-7')
  // Letters and digits are narrow.
  expect(sizeOf('a'.repeat(60))).toBe('size-2')
})
