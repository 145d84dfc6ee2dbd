import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { importBatch, type ImportedMessage } from '../../worker/store/imports'
import { listSessions, mailboxPage, questionById, recordSnapshot } from '../../worker/store/record'
import { createSession, setAuthority } from '../../worker/store/sessions'
import { NOON } from './store-rows'

beforeEach(async () => {
  await createSession(
    env.DB,
    {
      slug: 'mailbox',
      kind: 'mailbox',
      title: '网上信箱',
      topic: '',
      notice: '',
      unit: '某市',
      place: '',
      startsAt: NOON,
      guests: [],
      source: '留言板',
      state: 'archived',
    },
    'box',
    NOON,
  )
})

function message(n: number, facts: Partial<ImportedMessage> = {}): ImportedMessage {
  const made = {
    externalId: `x${n}`,
    author: `网友${n}`,
    title: `第${n}条：路什么时候修好`,
    body: '请联系13812345678。',
    submittedAt: NOON + n,
    reply: n % 2 === 0 ? '已经安排。' : null,
    repliedAt: n % 2 === 0 ? NOON + 1_000 + n : null,
    likes: n,
    ...facts,
  }
  return {
    ...made,
    digest: JSON.stringify(made),
    ids: { question: `q${n}`, answer: `a${n}`, revision: `r${n}` },
  }
}

const many = (n: number) => Array.from({ length: n }, (_, i) => message(i + 1))
const results = async (messages: ImportedMessage[], now = NOON) =>
  (await importBatch(env.DB, 'box', messages, now)).map(({ result }) => result)
const count = async (table: string) =>
  (await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>())?.n

test('messages become numbered questions with the reply as their answer', async () => {
  expect(await results(many(3))).toEqual(['imported', 'imported', 'imported'])
  const found = await questionById(env.DB, 'q2')
  expect(found?.question).toMatchObject({
    no: 2,
    state: 'answered',
    channel: 'import',
    name: '网友2',
    source: '留言板',
    support: 2,
    details: '请联系138****5678。',
    answers: [{ mode: 'written', unit: '某市', text: '已经安排。', at: NOON + 1_002 }],
  })
})

test('the same messages again change nothing', async () => {
  await importBatch(env.DB, 'box', many(5), NOON)
  const rows = async () =>
    (
      await env.DB.prepare(
        'SELECT * FROM questions q LEFT JOIN answers a ON a.question_no = q.no ORDER BY q.no',
      ).all()
    ).results
  const before = await rows()
  expect(new Set(await results(many(5), NOON + 9))).toEqual(new Set(['unchanged']))
  expect(await rows()).toEqual(before)
  expect(await count('revisions')).toBe(0)
})

test('new messages are numbered on without gaps, in the order they were sent', async () => {
  await importBatch(env.DB, 'box', many(3), NOON)
  expect(await results(many(5))).toEqual([
    'unchanged',
    'unchanged',
    'unchanged',
    'imported',
    'imported',
  ])
  const nos = await env.DB.prepare('SELECT no, external_id AS x FROM questions ORDER BY no').all()
  expect(nos.results.map((row) => `${String(row['no'])} ${String(row['x'])}`)).toEqual([
    '1 x1',
    '2 x2',
    '3 x3',
    '4 x4',
    '5 x5',
  ])
})

test('a changed message keeps its old words as a revision', async () => {
  await importBatch(env.DB, 'box', many(2), NOON)
  const changed = message(2, { title: '路还是没有修好', reply: '下月修好。' })
  expect(await results([changed], NOON + 50)).toEqual(['imported'])
  const found = await questionById(env.DB, 'q2')
  expect(found?.question).toMatchObject({ text: '路还是没有修好', edited: true, no: 2 })
  expect(found?.question.answers).toMatchObject([
    { text: '下月修好。', revised: { at: NOON + 50, why: 'import' } },
  ])
  expect(found?.revisions.map((one) => [one.entity, one.before])).toEqual([
    ['answer', '已经安排。'],
    // It held a phone number, so its wording stays sealed.
    ['question', null],
  ])
})

test('a reply that arrives later answers the question, and one that disappears opens it again', async () => {
  await importBatch(env.DB, 'box', [message(1)], NOON)
  await importBatch(env.DB, 'box', [message(1, { reply: '来了。', repliedAt: NOON + 5 })], NOON)
  expect((await questionById(env.DB, 'q1'))?.question.answers).toMatchObject([{ text: '来了。' }])
  await importBatch(env.DB, 'box', [message(1)], NOON + 6)
  expect((await questionById(env.DB, 'q1'))?.question).toMatchObject({
    state: 'listed',
    answers: [],
  })
  await importBatch(
    env.DB,
    'box',
    [message(1, { reply: '又来了。', repliedAt: NOON + 7 })],
    NOON + 8,
  )
  expect((await questionById(env.DB, 'q1'))?.question.answers).toMatchObject([{ text: '又来了。' }])
})

test('of a message sent twice in one batch the last one counts', async () => {
  expect(await results([message(1, { title: '前' }), message(1, { title: '后来的' })])).toEqual([
    'imported',
    'imported',
  ])
  expect(await count('questions')).toBe(1)
  expect((await questionById(env.DB, 'q1'))?.question.text).toBe('后来的')
})

test('messages as long as allowed stay below what one parameter may hold', async () => {
  const long = many(100).map((one) => ({
    ...one,
    body: '修'.repeat(10_000),
    reply: '路'.repeat(20_000),
  }))
  expect(new Set(await results(long))).toEqual(new Set(['imported']))
  const last = await env.DB.prepare('SELECT max(no) AS no FROM questions').first<{ no: number }>()
  expect(last?.no).toBe(100)
})

test('only a mailbox the record holds takes messages', async () => {
  await expect(importBatch(env.DB, 'nowhere', many(1), NOON)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await setAuthority(env.DB, 'box', 'room', 'record')
  await expect(importBatch(env.DB, 'box', many(1), NOON)).rejects.toMatchObject({
    code: 'NOT_POSSIBLE',
  })
  expect(await count('questions')).toBe(0)
})

test('a mailbox is read to its end page by page, each message once', async () => {
  // All in the same moment, so that only the number tells them apart.
  await importBatch(
    env.DB,
    'box',
    many(53).map((m) => ({ ...m, submittedAt: NOON })),
    NOON,
  )
  for (const [order, expected] of [
    ['new', 53],
    ['answered', 26],
    ['open', 27],
  ] as const) {
    const seen: number[] = []
    let after: string | null = null
    do {
      const page: Awaited<ReturnType<typeof mailboxPage>> = await mailboxPage(
        env.DB,
        'mailbox',
        { order, after },
        NOON,
      )
      if (!page) throw new Error('the mailbox is gone')
      expect(page).toMatchObject({ total: 53, answered: 26, unanswered: 27 })
      seen.push(...page.questions.map((q) => q.no))
      after = page.next
    } while (after)
    expect(seen).toHaveLength(expected)
    expect(new Set(seen).size).toBe(expected)
  }
})

test('a mailbox has no balance, and its snapshot carries the first page only', async () => {
  await importBatch(env.DB, 'box', many(53), NOON)
  const [card] = (await listSessions(env.DB, { limit: 1 }, NOON)).sessions
  expect(card).toMatchObject({ balance: null, mailbox: { total: 53, answered: 26 } })
  const snapshot = await recordSnapshot(env.DB, 'mailbox', NOON)
  expect(snapshot?.questions).toHaveLength(20)
  expect(snapshot?.totalQuestions).toBe(53)
})
