import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { messages } from '../../scripts/messages.mjs'
import { fold } from '../../worker/domain/fold'
import { search } from '../../worker/http/searching'
import { carry, emptyLoad } from '../../worker/store/carry'
import { correctAnswer } from '../../worker/store/corrections'
import { importBatch, type ImportedMessage } from '../../worker/store/imports'
import { eraseInRecord } from '../../worker/store/sealed'
import { heal, indexedBatch, indexStatements } from '../../worker/store/search-index'
import { rebuildSearch } from '../../worker/store/search-rebuild'
import { createSession, moveSession } from '../../worker/store/sessions'
import { found, ids, indexRows } from './search-kit'
import { aCase, anAnswer, aQuestion, aSession, NOON } from './store-rows'

async function mailbox() {
  const draft = {
    slug: 'letters',
    kind: 'mailbox' as const,
    title: '网上信箱',
    topic: '',
    notice: '',
    place: '',
    unit: '霞湾县',
    startsAt: NOON,
    guests: [],
    state: 'collecting' as const,
  }
  return (await createSession(env.DB, draft, 'box', NOON)).session
}

function aMessage(no: number, facts: Partial<ImportedMessage> = {}): ImportedMessage {
  const [made] = messages(1, { from: no })
  return {
    externalId: `x${no}`,
    author: null,
    title: made?.title ?? '',
    body: made?.body ?? '',
    submittedAt: made?.submittedAt ?? NOON,
    reply: made?.reply ?? null,
    repliedAt: made?.repliedAt ?? null,
    likes: null,
    digest: `d${no}`,
    ids: { question: `m${no}`, answer: `ma${no}`, revision: `mr${no}` },
    ...facts,
  }
}

test('whatever a reader types, search finds exactly what a look through every visible text finds', async () => {
  const { id } = await mailbox()
  const all = Array.from({ length: 160 }, (_, i) => aMessage(i * 977))
  for (let at = 0; at < all.length; at += 80) {
    await importBatch(env.DB, id, all.slice(at, at + 80), NOON)
  }
  expect(await indexRows()).toMatchObject({ docs: 161, fts: 161, stale: 0 })
  const texts = all.map((one) => ({
    id: one.ids.question,
    parts: [one.title, one.body, one.reply ?? ''].map(fold),
  }))
  const asked = new Set<string>([
    '12345热线',
    '灯',
    '，',
    '《',
    '１２３４５',
    '臺燈',
    'KTV',
    '路灯 物业',
  ])
  for (const [i, { parts }] of texts.entries()) {
    if (i % 5 !== 0) continue
    const text = Array.from(parts[i % 3] || (parts[1] ?? ''))
    const from = (i * 13) % Math.max(1, text.length - 60)
    const length = i % 5 === 0 ? 40 + (i % 20) : 1 + (i % 6)
    asked.add(
      text
        .slice(from, from + length)
        .join('')
        .trim(),
    )
  }
  for (const q of asked) {
    const words = fold(q).split(' ').filter(Boolean)
    const wanted = texts
      .filter(({ parts }) => words.every((word) => parts.some((part) => part.includes(word))))
      .map((one) => one.id)
    const got = await ids(q, { limit: '100', kind: 'question' })
    expect({ q, got: got.toSorted() }).toEqual({ q, got: wanted.toSorted() })
  }
})

test('a question is found by its words, its details, its answers and the replies to its cases, and by nothing hidden', async () => {
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession(),
    questions: [
      aQuestion(1, { text: '幸福路的路灯不亮', details: '第三根电线杆，电话 13812345678' }),
      aQuestion(2, { text: '还没有人看过的路灯', state: 'submitted', listedAt: null }),
      aQuestion(3, { text: '撤下的路灯', state: 'taken_down', reason: 'mistake', settledAt: NOON }),
    ],
    answers: [anAnswer(1, { text: '本周五前修好灯泡。' })],
    cases: [aCase(1, { state: 'replied', repliedAt: NOON, reply: '已更换变压器。' })],
  })
  expect(await ids('路灯')).toEqual(['q1'])
  expect(await ids('电线杆')).toEqual(['q1'])
  expect(await ids('路灯 灯泡 變壓器')).toEqual(['q1'])
  expect(await ids('13812345678')).toEqual([])
  expect(await ids('12345')).toEqual([])
  const [item] = (await search(env, { q: '灯泡' })).items
  expect(item?.snippets).toEqual([{ in: 'answer', text: '本周五前修好灯泡。', marks: [[6, 8]] }])
})

test('what is taken down, taken back or corrected is found no more, in the same moment', async () => {
  const question = aQuestion(1, { text: '幸福路的路灯不亮', state: 'answered', settledAt: NOON })
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession(),
    questions: [question],
    answers: [anAnswer(1, { text: '周五前修好。' })],
  })
  expect(await ids('周五')).toEqual(['q1'])
  await env.DB.prepare("UPDATE sessions SET authority = 'record', state = 'archived'").run()
  await correctAnswer(env.DB, 'a1', '周六前修好。', '口误', 'm1', NOON)
  expect(await indexRows()).toMatchObject({ stale: 1 })
  expect(await ids('周五')).toEqual([])
  expect(await ids('周六')).toEqual(['q1'])
  await eraseInRecord(env.DB, { id: 'q1' }, NOON)
  expect(await ids('路灯')).toEqual([])
  expect(await ids('周六')).toEqual(['q1'])
  await carry(env.DB, {
    ...emptyLoad,
    questions: [{ ...question, state: 'taken_down', version: 2 }],
  })
  expect(await ids('周六')).toEqual([])
  expect(await indexRows()).toMatchObject({ docs: 1, fts: 1 })
})

test('an older load that comes late brings no old words back into the search', async () => {
  const load = {
    ...emptyLoad,
    session: aSession(),
    questions: [aQuestion(1, { version: 3, text: '新的说法如此' })],
  }
  await carry(env.DB, load)
  await carry(env.DB, {
    ...emptyLoad,
    questions: [aQuestion(1, { version: 2, text: '旧的说法如此' })],
  })
  expect(await ids('旧的说法')).toEqual([])
  expect(await ids('新的说法')).toEqual(['q1'])
})

test('of two who write at once neither spoils the search, and whoever does not know of it does not either', async () => {
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession(),
    questions: [aQuestion(1, { text: '幸福路的路灯不亮', state: 'answered', settledAt: NOON })],
    answers: [anAnswer(1, { text: '第一次的说法' })],
  })
  const write = (text: string) =>
    env.DB.prepare("UPDATE answers SET text = ?1 WHERE id = 'a1'").bind(text)
  // Prepared from what stands now; somebody else writes in between.
  await indexedBatch(env.DB, [write('第二次的说法')], {
    questions: ['q1'],
    after: ({ answers }) => {
      const row = answers.get('a1')
      if (row) answers.set('a1', { ...row, text: '第二次的说法' })
    },
  })
  expect(await indexRows()).toMatchObject({ stale: 0 })
  // One prepares, another writes in between, also without knowing of the index: the first one's picture is old.
  for (const between of [
    () => indexedBatch(env.DB, [write('夹在中间的话')], { questions: ['q1'] }),
    () => write('又夹在中间的话').run(),
  ]) {
    const { first, last } = await indexStatements(env.DB, {
      numbered: [['s1', 1]],
      after: ({ answers }) => {
        const row = answers.get('a1')
        if (row) answers.set('a1', { ...row, text: '早先的打算' })
      },
    })
    await between()
    await env.DB.batch([...first, ...last])
    expect(await ids('早先的打算')).toEqual([])
    expect(await ids('夹在中间')).toEqual(['q1'])
  }
  const both = [
    indexedBatch(env.DB, [write('甲写的话')], { questions: ['q1'] }),
    indexedBatch(env.DB, [write('乙写的话')], { questions: ['q1'] }),
  ]
  await Promise.all(both)
  const now = await env.DB.prepare("SELECT text FROM answers WHERE id = 'a1'").first<{
    text: string
  }>()
  await write(`${now?.text ?? ''}又改了`).run()
  expect(await ids('又改了')).toEqual(['q1'])
  expect(await ids('第二次')).toEqual([])
  expect(await heal(env.DB)).toBe(0)
})

test('a draft and a session called off before its notice are not found; an announced one is, with its lines', async () => {
  const { session } = await createSession(
    env.DB,
    {
      slug: 'soon',
      kind: 'town_hall',
      title: '供暖专场',

      unit: '霞湾县',
      topic: '',
      notice: '',
      place: '',
      startsAt: NOON,
      guests: [],
    },
    's9',
    NOON,
  )
  expect(await ids('供暖专场')).toEqual([])
  await moveSession(env.DB, session.id, 'announced', NOON)
  expect(await ids('供暖专场')).toEqual(['s9'])
  const line = {
    sessionId: 's9',
    at: NOON,
    speaker: '主持人',
    office: null,
    questionNo: null,
    late: false,
    by: '记录员',
    byId: 'n1',
    enteredAt: NOON,
    revisedAt: null,
    revisedWhy: null,
    removed: false,
    version: 1,
  }
  const lines = [
    { ...line, id: 'l1', text: '十一月十五日起供暖' },
    { ...line, id: 'l2', text: '说错的供暖日期', removed: true },
  ]
  await carry(env.DB, { ...emptyLoad, lines })
  expect(await ids('供暖', { kind: 'line' })).toEqual(['l1'])
  const cut = {
    id: 'cut',
    sessionId: 's9',
    kind: 'text' as const,
    at: NOON + 5,
    fromAt: NOON + 5,
    until: null,
    reason: 'personal' as const,
    note: null,
    keepOut: false,
    actorId: 'm1',
    actor: '主持',
    version: 2,
  }
  await carry(env.DB, { ...emptyLoad, cuts: [{ ...cut, reason: 'other' as never }] })
  expect(await ids('供暖', { kind: 'line' })).toEqual([])
})

test('the newest come first, or those with the most support; a list goes on where it ended', async () => {
  const questions = Array.from({ length: 57 }, (_, i) =>
    aQuestion(i + 1, { text: `第${i + 1}个路灯问题`, votes: (i * 7) % 23 }),
  )
  await carry(env.DB, { ...emptyLoad, session: aSession(), questions })
  const byTime = await found('路灯', { limit: '10' })
  expect(byTime.map(({ id }) => id)).toEqual(questions.map(({ id }) => id).toReversed())
  const byVotes = await found('路灯', { limit: '7', order: 'votes' })
  expect(byVotes).toHaveLength(57)
  const votes = byVotes.map((item) => item.votes ?? 0)
  expect(votes).toEqual(votes.toSorted((a, b) => b - a))
  expect(new Set(byVotes.map(({ id }) => id)).size).toBe(57)
})

test('votes move a question up in the search, but before the opening nobody learns of them there', async () => {
  const questions = [1, 2, 3].map((no) => aQuestion(no, { text: `第${no}个路灯问题` }))
  const counts = (votes: number[]) =>
    votes.map((n, i) => ({
      id: `q${i + 1}`,
      no: i + 1,
      votes: n,
      byLevel: [n, 0, 0, 0] as const,
      countVersion: n + 1,
    }))
  await carry(env.DB, { ...emptyLoad, session: aSession({ state: 'collecting' }), questions })
  await carry(env.DB, { ...emptyLoad, counts: counts([40, 2, 9]) })
  expect(await ids('路灯', { order: 'votes' })).toEqual(['q3', 'q2', 'q1'])
  await carry(env.DB, { ...emptyLoad, session: aSession({ state: 'live', version: 2 }) })
  expect(await ids('路灯', { order: 'votes' })).toEqual(['q1', 'q3', 'q2'])
  await carry(env.DB, { ...emptyLoad, counts: counts([40, 50, 9]) })
  expect(await ids('路灯', { order: 'votes' })).toEqual(['q2', 'q1', 'q3'])
})

test('every filter leaves what its count says, and a filter nobody offers is refused', async () => {
  const { id } = await mailbox()
  const all = Array.from({ length: 60 }, (_, i) => aMessage(i * 9_111))
  await importBatch(env.DB, id, all, NOON)
  const { facets, total } = await search(env, { q: '的', facets: '1' })
  expect(total).toEqual({ n: 60, exact: true, more: false })
  expect(facets?.year.length).toBeGreaterThan(1)
  for (const { value, n } of facets?.year ?? []) {
    expect(await ids('的', { year: value })).toHaveLength(n)
  }
  for (const { value, n } of facets?.state ?? []) {
    expect(await ids('的', { state: value as 'listed' })).toHaveLength(n)
  }
  expect(facets?.session).toEqual([{ value: 'letters', label: '网上信箱', n: 60, more: false }])
  expect(facets?.unit).toEqual([{ value: '霞湾县', n: 60, more: false }])
  await expect(search(env, { q: '的', session: 'none-such' })).rejects.toMatchObject({
    code: 'INVALID',
  })
  await expect(search(env, { q: '的', year: '12x' })).rejects.toMatchObject({ code: 'INVALID' })
})

test('a page token changed by hand, or of another list, is refused', async () => {
  const questions = Array.from({ length: 5 }, (_, i) =>
    aQuestion(i + 1, { text: `第${i + 1}个路灯问题` }),
  )
  await carry(env.DB, { ...emptyLoad, session: aSession(), questions })
  const { next } = await search(env, { q: '路灯', limit: '2' })
  const token = next ?? ''
  const wrong = [
    token.replace(/\d+\.(\w+)$/, '7.$1'),
    `${token}x`,
    'new.0.0.1.abc',
    '1 OR 1=1',
    '9'.repeat(4_000),
  ]
  for (const after of wrong) {
    await expect(search(env, { q: '路灯', limit: '2', after })).rejects.toMatchObject({
      code: 'INVALID',
    })
  }
  await expect(search(env, { q: '问题', after: token })).rejects.toMatchObject({ code: 'INVALID' })
  await expect(search(env, { q: '路灯', after: token, order: 'votes' })).rejects.toMatchObject({
    code: 'INVALID',
  })
})

test('operators, quotes, brackets and emoji are looked for as they stand, and break nothing', async () => {
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession(),
    questions: [aQuestion(1, { text: '“路灯” AND (NOT) "亮" * 😀 OR 1=1 --' })],
  })
  for (const q of [
    '"亮"',
    'AND',
    '(NOT)',
    '*',
    '😀',
    '1=1 --',
    '“路灯”',
    'or',
    'NEAR(路灯)',
    '😀 亮',
  ]) {
    expect({ q, got: await ids(q) }).toEqual({ q, got: q.includes('NEAR') ? [] : ['q1'] })
  }
})

test('a query of ten thousand characters is refused with the number allowed; one of five hundred is answered', async () => {
  await expect(search(env, { q: '灯'.repeat(10_000) })).rejects.toMatchObject({
    code: 'TOO_LONG',
    facts: { max: 500 },
  })
  expect((await search(env, { q: '灯'.repeat(500) })).items).toEqual([])
  await expect(search(env, { q: '  ' })).rejects.toMatchObject({ code: 'EMPTY' })
})

test('where nothing is found the reader learns which part stands nowhere, and what is near', async () => {
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession(),
    questions: [aQuestion(1, { text: '幸福路的路灯不亮' })],
  })
  const { why } = await search(env, { q: '路灯 奇异果' })
  expect(why?.parts).toEqual([
    { word: '路灯', n: 1, missing: [] },
    { word: '奇异果', n: 0, missing: ['奇异', '异果'] },
  ])
  expect(why?.nearest).toEqual([{ q: '路灯', n: 1, more: false }])
  const long = await search(env, { q: '路灯不亮啦' })
  expect(long.why?.nearest[0]?.q).toBe('路灯不亮')
  const filtered = await search(env, { q: '路灯', year: '1999' })
  expect(filtered.why?.unfiltered).toBe(1)
})

test('an index that was lost or went wrong is made anew from the record, and twice gives the same', async () => {
  const { id } = await mailbox()
  const late = [5, 900, 3, 400, 77].map((no) => aMessage(no * 40))
  for (const one of late) await importBatch(env.DB, id, [one], NOON)
  const inOrder = late
    .toSorted((a, b) => b.submittedAt - a.submittedAt)
    .map((one) => one.ids.question)
  expect(await ids('的', { kind: 'question' })).toEqual(inOrder)
  await env.DB.batch([
    env.DB.prepare('DELETE FROM search_docs WHERE doc % 2 = 0'),
    env.DB.prepare("INSERT INTO search_fts (rowid, terms) VALUES (3, '的')"),
  ])
  expect(await rebuildSearch(env.DB, NOON)).toBeGreaterThan(0)
  expect(await ids('的', { kind: 'question' })).toEqual(inOrder)
  expect(await indexRows()).toEqual({ fts: 6, docs: 6, stale: 0 })
  await env.DB.batch([
    env.DB.prepare('DELETE FROM search_docs'),
    env.DB.prepare("INSERT INTO search_fts (search_fts) VALUES ('delete-all')"),
  ])
  await rebuildSearch(env.DB, NOON)
  await rebuildSearch(env.DB, NOON)
  expect(await ids('的', { kind: 'question' })).toEqual(inOrder)
  expect(await indexRows()).toEqual({ fts: 6, docs: 6, stale: 0 })
})

test('every trigger that watches the record for the search is there after all migrations', async () => {
  const { results } = await env.DB.prepare(
    "SELECT tbl_name AS name, count(*) AS n FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search_%' GROUP BY 1 ORDER BY 1",
  ).all<{ name: string; n: number }>()
  expect(Object.fromEntries(results.map(({ name, n }) => [name, n]))).toEqual({
    answers: 3,
    case_replies: 3,
    cases: 3,
    commitments: 3,
    cuts: 2,
    questions: 3,
    sessions: 4,
    transcript_lines: 3,
  })
})
