import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { carry, emptyLoad, type CarryLoad } from '../../worker/store/carry'
import { snapshotCounts } from '../../worker/store/hand-over'
import {
  aCase,
  aComment,
  aCount,
  anAnswer,
  anEvent,
  aPrompt,
  aQuestion,
  aSession,
  NOON,
} from './store-rows'

const load = (facts: Partial<CarryLoad>): CarryLoad => ({ ...emptyLoad, ...facts })

async function dump() {
  const tables = ['sessions', 'session_guests', 'questions', 'question_counts', 'answers', 'cases']
  const more = ['comments', 'prompts', 'revisions', 'events']
  const results = await env.DB.batch(
    [...tables, ...more].map((name) => env.DB.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`)),
  )
  return results.map((result) => result.results)
}

const row = <T>(sql: string) => env.DB.prepare(sql).first<T>()

const everything = load({
  session: aSession(),
  questions: [aQuestion(1, { state: 'answered', settledAt: NOON + 9_000 }), aQuestion(2)],
  counts: [aCount(1, 7, 3), aCount(2, 0, 1)],
  answers: [anAnswer(1)],
  cases: [aCase(1, { kind: 'follow_up' })],
  comments: [aComment(1)],
  prompts: [aPrompt(1)],
  revisions: [
    {
      id: 'r1',
      sessionId: 's1',
      entity: 'question',
      entityId: 'q1',
      why: 'typo',
      before: '公交车什么时侯延长？',
      after: '公交车什么时候延长？',
      by: 'm1',
      at: NOON,
    },
  ],
  events: [anEvent(1), anEvent(2, { nos: [1, 2] })],
})

test('what a room carries arrives in the record', async () => {
  await carry(env.DB, everything)
  expect(await snapshotCounts(env.DB, 's1')).toEqual({
    questions: 2,
    answers: 1,
    cases: 1,
    comments: 1,
    prompts: 1,
    revisions: 1,
    events: 2,
    sealed: 0,
    appeals: 0,
    reports: 0,
    stagings: 0,
    cuts: 0,
    transcript_lines: 0,
    votes: 7,
    counted: 7,
  })
  expect(await row('SELECT authority, epoch, version FROM sessions')).toEqual({
    authority: 'room',
    epoch: 'e1',
    version: 1,
  })
  expect(await row('SELECT nos FROM events WHERE id = 2')).toEqual({ nos: '[1,2]' })
})

test('the same load sent again changes nothing', async () => {
  await carry(env.DB, everything)
  const before = await dump()
  await carry(env.DB, everything)
  expect(await dump()).toEqual(before)
})

test('a load that comes late does not bring back what it has seen', async () => {
  const late = load({
    session: aSession({ version: 2, state: 'live' }),
    questions: [aQuestion(1, { version: 2, votes: 1, countVersion: 1 })],
    counts: [aCount(1, 4, 5)],
    comments: [aComment(1, { version: 1 })],
    answers: [{ ...anAnswer(1), version: 1 }],
    cases: [{ ...aCase(1), version: 1 }],
    events: [anEvent(1)],
  })
  await carry(env.DB, late)
  await carry(
    env.DB,
    load({
      session: aSession({ version: 3, state: 'wrapped', wrappedAt: NOON + 1 }),
      questions: [aQuestion(1, { version: 4, state: 'answered', votes: 9, countVersion: 9 })],
      counts: [aCount(1, 9, 9)],
      comments: [aComment(1, { version: 2, state: 'taken_down' })],
      answers: [{ ...anAnswer(1, { withdrawn: true }), version: 2 }],
      cases: [{ ...aCase(1, { state: 'void' }), version: 2 }],
      events: [anEvent(1, { undone: true })],
    }),
  )
  const before = await dump()
  await carry(env.DB, late)
  expect(await dump()).toEqual(before)
})

test('newer words do not bring older counts back, nor newer counts older words', async () => {
  await carry(env.DB, load({ session: aSession(), questions: [aQuestion(1)] }))
  await carry(env.DB, load({ counts: [aCount(1, 12, 8)] }))
  await carry(
    env.DB,
    load({
      questions: [aQuestion(1, { version: 5, text: '改过的字', votes: 3, countVersion: 2 })],
    }),
  )
  expect(await row('SELECT text, votes, count_version FROM questions')).toEqual({
    text: '改过的字',
    votes: 12,
    count_version: 8,
  })
})

test('a vote taken back goes down to nothing, and a level nobody voted with has no row', async () => {
  await carry(env.DB, load({ session: aSession(), questions: [aQuestion(1)] }))
  await carry(
    env.DB,
    load({ counts: [{ id: 'q1', no: 1, votes: 3, byLevel: [2, 1, 0, 0], countVersion: 1 }] }),
  )
  await carry(
    env.DB,
    load({ counts: [{ id: 'q1', no: 1, votes: 2, byLevel: [2, 0, 0, 0], countVersion: 2 }] }),
  )
  const counts = await env.DB.prepare('SELECT level, counted FROM question_counts').all()
  expect(counts.results).toEqual([
    { level: 0, counted: 2 },
    { level: 1, counted: 0 },
  ])
})

test('a load with one impossible row leaves no trace of the others', async () => {
  await carry(env.DB, load({ session: aSession() }))
  const twice = [aQuestion(1), aQuestion(1, { id: 'another-with-the-same-number' })]
  await expect(carry(env.DB, load({ questions: twice }))).rejects.toThrow()
  expect(await row('SELECT count(*) AS n FROM questions')).toEqual({ n: 0 })
})

test('rows of a session nobody knows are refused', async () => {
  await expect(carry(env.DB, load({ questions: [aQuestion(1)] }))).rejects.toThrow()
})

test('a thousand questions as long as allowed stay below what one parameter may hold', async () => {
  const long = '路'.repeat(2_000)
  const questions = Array.from({ length: 1_000 }, (_, i) => aQuestion(i + 1, { details: long }))
  await carry(env.DB, load({ session: aSession(), questions }))
  expect((await snapshotCounts(env.DB, 's1')).questions).toBe(1_000)
})

test('a session moved to the record is not moved back by a late load', async () => {
  const session = aSession({ version: 9, state: 'archived', archivedAt: NOON + 5 })
  await carry(env.DB, load({ session }))
  await env.DB.prepare("UPDATE sessions SET authority = 'record'").run()
  await carry(env.DB, load({ session: aSession({ version: 12, state: 'closed' }) }))
  expect(await row('SELECT state, authority FROM sessions')).toEqual({
    state: 'archived',
    authority: 'record',
  })
})
