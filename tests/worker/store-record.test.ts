import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { balance, balances } from '../../worker/domain/balance'
import type { QuestionRecord } from '../../worker/domain/records'
import { carry, emptyLoad } from '../../worker/store/carry'
import {
  listSessions,
  newestAnswers,
  ownByReceipt,
  ownQuestions,
  previousEdition,
  publicCases,
  questionById,
  recordPage,
  recordSnapshot,
  searchRecord,
  sessionBySlug,
} from '../../worker/store/record'
import { aCase, aComment, anAnswer, aPrompt, aQuestion, aSession, NOON } from './store-rows'

const LATER = NOON + 30 * 86_400_000
const secret = '不该让别人看见的字'

/** One question in every state, and what hangs on them. */
const questions: QuestionRecord[] = [
  aQuestion(1, { state: 'answered', stagedAt: NOON + 90_000, settledAt: NOON + 100_001, votes: 5 }),
  aQuestion(2, { state: 'answered', settledAt: NOON + 100_002, votes: 9 }),
  aQuestion(3, { state: 'handed_off', settledAt: NOON + 200_003 }),
  aQuestion(4, { state: 'merged', mergedInto: 1, settledAt: NOON + 50_000 }),
  aQuestion(5, { state: 'submitted', listedAt: null, text: `${secret}五` }),
  aQuestion(6, { state: 'rejected', listedAt: null, reason: 'abusive', text: `${secret}六` }),
  aQuestion(7, { state: 'taken_down', reason: 'unlawful', settledAt: NOON + 8, text: secret }),
  aQuestion(8, { state: 'withdrawn', settledAt: NOON + 9, text: secret }),
  aQuestion(9, { state: 'withdrawn', listedAt: null, text: secret }),
  aQuestion(10, { state: 'redirected', listedAt: null, reason: 'petition', text: secret }),
  aQuestion(11, { state: 'listed', votes: 2, part: 2 }),
  aQuestion(12, { state: 'on_stage', details: '请回电13812345678', part: 2 }),
]
const answers = [
  anAnswer(1),
  anAnswer(1, { id: 'a1-later', mode: 'written', at: NOON + 400_000, text: '补充：已经延长。' }),
  anAnswer(2, { mode: 'written' }),
  anAnswer(2, { id: 'a2-undone', mode: 'live', at: NOON, withdrawn: true, text: secret }),
]
const cases = [
  aCase(3),
  aCase(3, { id: 'c3-void', state: 'void' }),
  aCase(1, { kind: 'follow_up', state: 'disputed', repliedAt: NOON + 300_000, reply: '已办。' }),
]

beforeEach(async () => {
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession({ state: 'archived', authority: 'record', wrappedAt: NOON + 500_000 }),
    questions,
    answers,
    cases,
    comments: [
      aComment(1, { prompt: 1 }),
      aComment(2, { state: 'submitted', listedAt: null, text: secret }),
      aComment(3, { state: 'promoted', promotedTo: 11 }),
    ],
    prompts: [aPrompt(1)],
    revisions: [
      {
        id: 'r1',
        sessionId: 's1',
        entity: 'question',
        entityId: 'q1',
        why: 'typo',
        before: '公交车什么时侯延长',
        after: '公交车什么时候延长',
        by: 'm1',
        at: NOON + 60_000,
      },
      {
        id: 'r2',
        sessionId: 's1',
        entity: 'question',
        entityId: 'q1',
        why: 'mask',
        before: secret,
        after: '公交车',
        by: 'm1',
        at: NOON + 61_000,
      },
    ],
  })
})

test('the balance that SQL counts is the one the domain counts from the rows', async () => {
  const snapshot = await recordSnapshot(env.DB, 'evening', LATER)
  const expected = balance(
    questions.map((row) => ({
      state: row.state,
      answerMode: answers.find((a) => a.questionNo === row.no && !a.withdrawn)?.mode ?? null,
      cases: cases.filter((c) => c.questionNo === row.no && c.state !== 'void').length,
      reviewed: row.listedAt !== null,
      part: row.part,
    })),
  )
  expect(snapshot?.balance).toEqual(expected)
  expect(balances(expected.total)).toBe(true)
  expect(snapshot?.balance.total).toMatchObject({ received: 12, answeredLive: 1, followedUp: 1 })
})

test('the second line of the bridge counts late and disputed matters', async () => {
  const snapshot = await recordSnapshot(env.DB, 'evening', LATER)
  expect(snapshot?.cases).toEqual({
    total: 2,
    overdue: 1,
    disputed: 1,
    replied: 1,
    closed: 0,
    solved: 0,
    confirmed: 0,
  })
  expect((await recordSnapshot(env.DB, 'evening', NOON))?.cases.overdue).toBe(0)
})

test('nothing pending, rejected, undone or sealed is in any byte the public reads', async () => {
  const read = JSON.stringify([
    await recordSnapshot(env.DB, 'evening', LATER),
    await recordPage(env.DB, 'evening', { order: 'new', page: 1, size: 50 }, LATER),
    await listSessions(env.DB, { limit: 10 }, LATER),
    await publicCases(env.DB, {}, LATER),
    await newestAnswers(env.DB, 10),
    await searchRecord(env.DB, [secret]),
    await questionById(env.DB, 'q1'),
    await questionById(env.DB, 'q7'),
  ])
  expect(read).not.toContain(secret)
  expect(read).not.toContain('13812345678')
  expect(read).not.toContain('asker-')
  expect(read).not.toContain('receipt-')
  for (const id of ['q5', 'q6', 'q9', 'q10', 'nobody']) {
    expect(await questionById(env.DB, id)).toBeNull()
  }
})

test('a snapshot has every public question, hottest first, with stubs for what was taken away', async () => {
  const snapshot = await recordSnapshot(env.DB, 'evening', LATER)
  expect(snapshot?.questions.map((q) => q.no)).toEqual([2, 1, 11, 3, 4, 7, 8, 12])
  expect(snapshot?.totalQuestions).toBe(8)
  expect(snapshot?.questions[1]?.merged).toEqual([4])
  expect(snapshot?.questions[4]?.mergedInto).toEqual({ id: 'q1', no: 1 })
  expect(snapshot?.prompts).toMatchObject([{ no: 1, comments: 1, open: true }])
  expect(snapshot?.totalComments).toBe(1)
})

test('a list can be read page by page in each order', async () => {
  const nos = async (order: 'hot' | 'new' | 'answered' | 'open', page = 1, size = 3) => {
    const found = await recordPage(env.DB, 'evening', { order, page, size }, LATER)
    return [found?.total, found?.questions.map((q) => q.no)]
  }
  expect(await nos('hot')).toEqual([8, [2, 1, 11]])
  expect(await nos('hot', 3)).toEqual([8, [8, 12]])
  expect(await nos('new')).toEqual([8, [12, 11, 8]])
  expect(await nos('answered')).toEqual([2, [2, 1]])
  expect(await nos('open')).toEqual([2, [11, 12]])
  expect(await recordPage(env.DB, 'nowhere', { order: 'hot', page: 1, size: 3 }, LATER)).toBeNull()
})

test('a question page tells what happened in order, and keeps masked wording sealed', async () => {
  const found = await questionById(env.DB, 'q1')
  expect(found?.timeline.map((fact) => fact.what)).toEqual([
    'asked',
    'listed',
    'edited',
    'edited',
    'staged',
    'answered',
    'assigned',
    'replied',
    'answered',
  ])
  expect(found?.revisions).toMatchObject([
    // What was masked later stood in the earlier wording as well.
    { why: 'typo', before: null },
    { why: 'mask', before: null },
  ])
  expect(found?.authority).toBe('record')
})

test('drafts, and what was cancelled before it was announced, are nobody’s business', async () => {
  await env.DB.prepare("UPDATE sessions SET state = 'draft'").run()
  expect(await sessionBySlug(env.DB, 'evening')).toBeNull()
  expect(await recordSnapshot(env.DB, 'evening', NOON)).toBeNull()
  expect((await listSessions(env.DB, { limit: 5 }, NOON)).sessions).toEqual([])
  expect(await questionById(env.DB, 'q1')).toBeNull()
  expect(await newestAnswers(env.DB, 5)).toEqual([])
  await env.DB.prepare("UPDATE sessions SET state = 'cancelled', announced_at = NULL").run()
  expect(await sessionBySlug(env.DB, 'evening')).toBeNull()
  await env.DB.prepare('UPDATE sessions SET announced_at = 1').run()
  expect((await sessionBySlug(env.DB, 'evening'))?.session.state).toBe('cancelled')
})

test('a list of sessions goes on where it ended, also among sessions of the same moment', async () => {
  for (const id of ['s2', 's3', 's4']) {
    await carry(env.DB, { ...emptyLoad, session: aSession({ id, slug: id, guests: [] }) })
  }
  const seen: string[] = []
  let before: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listSessions>> = await listSessions(
      env.DB,
      { limit: 2, before },
      LATER,
    )
    seen.push(...page.sessions.map(({ session }) => session.id))
    before = page.next
  } while (before)
  expect(seen).toEqual(['s4', 's3', 's2', 's1'])
  const archived = await listSessions(env.DB, { limit: 5, states: ['archived'] }, LATER)
  expect(archived.sessions[0]?.balance?.total.received).toBe(12)
  expect(archived.sessions).toHaveLength(1)
})

test('a made-up place in a list is refused', async () => {
  await expect(listSessions(env.DB, { limit: 5, before: "1' OR 1" }, NOON)).rejects.toMatchObject({
    code: 'INVALID',
    facts: { field: 'before' },
  })
})

test('an asker finds everything asked from a device, also what was not adopted', async () => {
  expect(await ownQuestions(env.DB, 'asker-6')).toMatchObject([
    { id: 'q6', state: 'rejected', reason: 'abusive', text: `${secret}六`, canWithdraw: false },
  ])
  expect((await ownByReceipt(env.DB, 'receipt-4'))?.mergedInto).toEqual({ id: 'q1', no: 1 })
  expect((await ownByReceipt(env.DB, 'comment-receipt-3'))?.promotedTo).toEqual({
    id: 'q11',
    no: 11,
  })
  expect(await ownByReceipt(env.DB, 'receipt-unknown')).toBeNull()
  expect(await ownQuestions(env.DB, 'somebody-else')).toEqual([])
})

test('a question merged into a merged one leads to where the whole group is answered', async () => {
  const far = aQuestion(13, { state: 'merged', mergedInto: 4, settledAt: NOON + 60_000 })
  await carry(env.DB, { ...emptyLoad, questions: [far] })
  const found = await questionById(env.DB, far.id)
  expect(found?.question.mergedInto?.no).toBe(1)
})

test('a comment that became a question stands once among the own questions', async () => {
  const promoted = aQuestion(14, { asker: 'asker-of-both' })
  const comment = aComment(9, {
    id: promoted.id,
    asker: 'asker-of-both',
    state: 'promoted',
    promotedTo: 14,
  })
  await carry(env.DB, { ...emptyLoad, questions: [promoted], comments: [comment] })
  const own = await ownQuestions(env.DB, 'asker-of-both')
  expect(own.map(({ kind, no }) => [kind, no])).toEqual([['question', 14]])
})

test('only while a room holds the session can an asker take a question back', async () => {
  await env.DB.prepare("UPDATE sessions SET authority = 'room'").run()
  expect((await ownByReceipt(env.DB, 'receipt-11'))?.canWithdraw).toBe(true)
  expect((await ownByReceipt(env.DB, 'receipt-2'))?.canWithdraw).toBe(false)
})

test('the ledger shows matters with how they stand, and can show the late ones alone', async () => {
  const all = await publicCases(env.DB, {}, LATER)
  expect(all.rows.map((row) => [row.case.id, row.due])).toEqual([
    ['c3', 'overdue'],
    ['c1', 'met'],
  ])
  const late = await publicCases(env.DB, { status: 'overdue' }, LATER)
  expect(late.rows.map((row) => row.question.no)).toEqual([3])
  expect((await publicCases(env.DB, { status: 'overdue' }, NOON)).rows).toEqual([])
  const first = await publicCases(env.DB, { limit: 1 }, LATER)
  const second = await publicCases(env.DB, { limit: 1, before: first.next }, LATER)
  expect(second.rows.map((row) => row.case.id)).toEqual(['c1'])
  expect(second.next).toBeNull()
})

test('the newest answers come first and bring their question', async () => {
  const found = await newestAnswers(env.DB, 2)
  expect(found.map(({ answer, question }) => [answer.id, question.no])).toEqual([
    ['a1-later', 1],
    ['a2', 2],
  ])
})

test('an edition opens with what became of the last one', async () => {
  await env.DB.batch([
    env.DB.prepare("INSERT INTO series (id, title) VALUES ('face', '与网友面对面')"),
    env.DB.prepare("UPDATE sessions SET series_id = 'face', edition = 1"),
  ])
  const next = aSession({ id: 's2', slug: 'next', seriesId: 'face', edition: 2, guests: [] })
  await carry(env.DB, { ...emptyLoad, session: next })
  const last = await previousEdition(env.DB, 's2', LATER)
  expect(last?.session).toMatchObject({ id: 's1', series: '与网友面对面' })
  expect(last?.balance.total.handedOff).toBe(1)
  expect(last?.handedOff.map((q) => q.no)).toEqual([1, 3])
  expect(await previousEdition(env.DB, 's1', LATER)).toBeNull()
})

test('search finds words in questions and answers, however long the words are', async () => {
  const found = await searchRecord(env.DB, ['补充', '公交'])
  expect(found.found.map(({ question }) => question.no)).toEqual([1])
  expect((await searchRecord(env.DB, ['路'.repeat(60)])).found).toEqual([])
  expect((await searchRecord(env.DB, ['13812345678'])).found).toEqual([])
  const page = await searchRecord(env.DB, ['公交'], { limit: 2 })
  const more = await searchRecord(env.DB, ['公交'], { limit: 2, after: page.next })
  expect([...page.found, ...more.found].map(({ question }) => question.no)).toEqual([12, 11, 4, 3])
})
