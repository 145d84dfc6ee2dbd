import { onTestFinished, describe, expect, test } from 'vitest'
import type { Decision, DeskState } from '../../worker/contract/room'
import type { Chapter } from '../../worker/contract/stream'
import type { OwnQuestion, Receipt, Snapshot } from '../../worker/contract/views'
import type { Portal } from '../../scripts/portal.mjs'
import { buildOf } from './fixtures/builds'
import { openPortal, portalForTest } from './harness'
import { openSession, Person, staff } from './people'

/** The record fails for a whole evening. Nobody in the session notices, and afterwards nothing is missing. */

const slug = 'evening'
const api = `/api/sessions/${slug}`
const desk = `/api/desk/sessions/${slug}`

/** Departments to hand questions to. */
async function departments(portal: Portal) {
  const db = await portal.mf.getD1Database('DB')
  for (const [place, name] of ['县供水公司', '县交通运输局'].entries()) {
    await db
      .prepare(
        `INSERT INTO units (id, name, level, department, takes_cases, place) VALUES (?, ?, 'county', 1, 1, ?)`,
      )
      .bind(`unit-${place}`, name, place)
      .run()
  }
}

/** Every kind of decision, so that none is forgotten below; the types keep this list whole. */
const acts: Record<Decision['act'], true> = {
  approve: true,
  reject: true,
  redirect: true,
  merge: true,
  unmerge: true,
  edit: true,
  note: true,
  place: true,
  stage: true,
  unstage: true,
  answer: true,
  hand_off: true,
  take_down: true,
  settle_burst: true,
  settle_appeal: true,
  settle_report: true,
  mute: true,
  lift_mute: true,
  set_quota: true,
  reopen: true,
  correct_answer: true,
  approve_comment: true,
  reject_comment: true,
  promote_comment: true,
  take_down_comment: true,
  ask_back: true,
  sum_up_prompt: true,
  add_guest: true,
  move: true,
  cut: true,
  resume: true,
  nudge_chapter: true,
  undo: true,
}

/** The people of the evening; everything they send must be taken. */
async function gather(portal: Portal) {
  const decided = new Set<string>()
  const [lin, chen, official] = [
    await staff(portal, '林主持'),
    await staff(portal, '陈审核'),
    await staff(portal, '郑局长', 'official'),
  ]
  await departments(portal)
  await openSession(lin, slug)
  const decide = (decision: Decision, by = lin) => {
    decided.add(decision.act)
    return by.must<{ event: number; nos: number[] }>('POST', `${desk}/decisions`, decision)
  }
  const ask = async (text: string) => {
    const by = new Person(() => portal.url)
    const receipt = await by.must<Receipt>('POST', `${api}/questions`, { text })
    return { by, ...receipt }
  }
  const comment = async (text: string, prompt?: number) =>
    (
      await new Person(() => portal.url).must<Receipt>('POST', `${api}/comments`, {
        text,
        ...(prompt && { prompt }),
      })
    ).no
  const vote = (by: Person, no: number, on = true) =>
    by.must<{ votes: number }>('PUT', `${api}/questions/${no}/vote`, { on })
  const look = () => lin.must<DeskState>('GET', desk)
  const snapshot = () => lin.must<Snapshot>('GET', `${api}/snapshot`)
  const stranger = () => new Person(() => portal.url)
  return { decided, lin, chen, official, decide, ask, comment, vote, look, snapshot, stranger }
}

type Evening = Awaited<ReturnType<typeof gather>>

const answerOf = (
  no: number,
  more: Partial<Extract<Decision, { act: 'answer' }>> = {},
): Decision => ({
  act: 'answer',
  no,
  mode: 'live',
  speaker: '吴经理',
  office: '总经理',
  unit: '县供水公司',
  text: '本周内派人上门检修。',
  solved: 'partly',
  ...more,
})

/** Before the stream: questions, reviews, groups, votes. */
async function collect({ decide, chen, ask, vote, comment, look, stranger }: Evening) {
  const asked = []
  for (const text of [
    '自来水什么时候能不发黄？',
    '广场的水几时不再发黄？',
    '二十三路末班车能否延后？',
    '医保报销比例会提高吗？',
    '我要举报某单位拖欠工资',
    '加我微信领优惠券，速来',
    '路灯坏了我叫李某某快来修',
    '问错了地方，请忽略这条',
  ]) {
    asked.push(await ask(text))
  }
  const nos = asked.map(({ no }) => no)
  const { event } = await decide({ act: 'approve', nos: [nos[0] ?? 0] })
  await decide({ act: 'undo', event })
  await decide({ act: 'approve', nos: nos.filter((_, n) => n !== 4 && n !== 5) })
  await decide({ act: 'redirect', no: nos[4] ?? 0, route: 'labour_arbitration' })
  await decide({ act: 'redirect', no: nos[4] ?? 0, route: 'labour_arbitration' }, chen)
  await decide({ act: 'reject', nos: [nos[5] ?? 0], reason: 'advertising', note: '广告' })
  await asked[5]?.by.must('POST', `/api/my/${asked[5].id}/appeal`, { text: '这是给大家的消息' })
  await decide({ act: 'settle_appeal', no: nos[5] ?? 0, to: 'upheld', reason: '是广告' }, chen)
  await decide({ act: 'edit', no: nos[6] ?? 0, text: '路灯坏了，请来修', why: 'mask' })
  await decide({ act: 'note', no: nos[6] ?? 0, note: '问过路灯所' })
  for (const { by } of asked) await vote(by, nos[0] ?? 0)
  for (const { by } of asked.slice(3)) await vote(by, nos[1] ?? 0)
  await vote(asked[0]?.by as Person, nos[0] ?? 0, false)
  const about = { kind: 'question', no: nos[2], reason: 'spam' }
  await stranger().must('POST', `${api}/reports`, about)
  const [card] = (await look()).reports ?? []
  const settled = { to: 'dismissed', reports: 1, reason: '不是广告' } as const
  await decide({ act: 'settle_report', report: card?.id ?? '', ...settled })
  await decide({ act: 'merge', nos: [nos[1] ?? 0, nos[3] ?? 0], into: nos[0] ?? 0 })
  await decide({ act: 'unmerge', nos: [nos[3] ?? 0] })
  const [praise, spam, wish] = [
    await comment('说得好！'),
    await comment('领券'),
    await comment('能否加座？'),
  ]
  await decide({ act: 'approve_comment', nos: [praise] })
  await decide({ act: 'reject_comment', nos: [spam], reason: 'advertising' })
  await decide({ act: 'take_down_comment', no: praise, reason: 'mistake' })
  const { nos: promoted } = await decide({ act: 'promote_comment', no: wish })
  return { nos, promoted: promoted[0] ?? 0, asked }
}

/** The stream, its summing-up, what came in later, and the close. */
async function stream(evening: Evening, { nos, promoted }: Awaited<ReturnType<typeof collect>>) {
  const { decide, look, official, ask, comment, lin } = evening
  const [water = 0, , bus = 0, medical = 0, , , lamp = 0, mistaken = 0] = nos
  await decide({ act: 'move', to: 'live' })
  await decide({ act: 'place', no: bus, before: 'end' })
  await decide({ act: 'stage', no: water, speaker: '吴经理', office: '总经理' })
  await decide({ act: 'unstage', no: water })
  await decide({ act: 'stage', no: water })
  await decide({ act: 'cut', kind: 'picture', reason: 'privacy', from: 30, keepOut: true })
  await decide({ act: 'resume', kind: 'picture' })
  const { chapters } = await lin.must<{ chapters: Chapter[] }>('GET', `/live/${slug}/chapters.json`)
  await decide({ act: 'nudge_chapter', staging: chapters.at(-1)?.id ?? '', seconds: -3 })
  await decide(answerOf(water, { followUp: ['unit-0'] }))
  const given = (await look()).questions.find((one) => one.no === water)?.answers[0]
  await decide({
    act: 'correct_answer',
    no: water,
    answer: given?.id ?? '',
    text: '下周内检修。',
    why: '口误',
  })
  await decide({ act: 'reopen', no: water, why: '答复与问题不符' })
  await decide(answerOf(water))
  await decide({ act: 'hand_off', nos: [bus, lamp], units: ['unit-1'] })
  await decide({ act: 'take_down', no: mistaken, reason: 'mistake' })
  await decide({ act: 'mute', of: 'question', no: mistaken, reason: 'flood', hours: 1 })
  await decide({ act: 'lift_mute', mute: 1 })
  await decide({ act: 'set_quota', asks: 50, comments: 50 })
  const written = answerOf(medical, {
    mode: 'written',
    speaker: '郑局长',
    office: '局长',
    unit: '霞湾县',
    solved: 'yes',
  })
  await decide(written, official)
  await decide(answerOf(promoted))
  await decide({ act: 'ask_back', text: '大家最希望末班车几点？' })
  await decide({ act: 'approve_comment', nos: [await comment('十点半。', 1)] })
  await decide({ act: 'sum_up_prompt', no: 1, summary: '多数人希望十点半。' })
  await decide({
    act: 'add_guest',
    guest: { id: '', name: '郑某', office: '副局长', unit: '县交通运输局' },
  })
  const floor = await lin.must<Receipt>('POST', `${desk}/entries`, {
    text: '我是现场的老张，想问医保的事',
    channel: 'floor',
    direct: 'stage',
  })
  await decide(answerOf(floor.no))
  await decide({ act: 'move', to: 'wrapped' })
  const late = await ask('会后再问：水费会涨价吗？')
  await decide({ act: 'approve', nos: [late.no] })
  await suddenly(evening, late.no)
  await decide({ act: 'hand_off', nos: [late.no], units: ['unit-0'] })
}

const CROWD = 80

/** So many strangers vote for one question that some are held; the moderator looks into it twice. */
async function suddenly({ decide, look, vote, stranger }: Evening, no: number) {
  for (let i = 0; i < CROWD; i += 1) await vote(stranger(), no)
  const [burst] = (await look()).bursts ?? []
  expect(burst?.ballots).toBeGreaterThan(10)
  const settled = { act: 'settle_burst', burst: burst?.id ?? 0, reason: '核实' } as const
  await decide({ ...settled, was: 'held', to: 'voided' })
  await decide({ ...settled, was: 'voided', to: 'held' })
  const shown = (await look()).questions.find((one) => one.no === no)
  expect(shown?.votes).toBe(CROWD - (burst?.ballots ?? 0))
}

describe('with the record away for a whole session', () => {
  // ASVS 16.5.2
  test('every vote, question and decision is taken, pages read on, and afterwards the record holds it all', async () => {
    const portal = await portalForTest({ dbFault: false })
    const evening = await gather(portal)
    const { lin, decided, decide, look, snapshot, vote, stranger } = evening
    // Somebody looks for own questions: which rooms are open is known from then on.
    const early = stranger()
    await early.send('PUT', `${api}/questions/1/vote`, { on: true })
    await early.must('GET', '/api/my')

    await portal.setDbFault(true)
    // It is really away.
    expect((await lin.send('GET', '/api/sessions?before=x')).status).not.toBe(200)
    expect((await lin.send('POST', `${desk}/announce`)).status).toBe(503)

    const collected = await collect(evening)
    const { asked } = collected
    const page = await new Person(() => portal.url).send('GET', `/s/${slug}`)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('自来水什么时候能不发黄？')
    expect((await snapshot()).questions.length).toBeGreaterThan(4)
    await stream(evening, collected)
    expect(decided).toEqual(new Set(Object.keys(acts)))
    const reader = await new Person(() => portal.url).send('GET', `/s/${slug}?tab=about`)
    expect(reader.status).toBe(200)

    await decide({ act: 'move', to: 'closed' })
    const refused = await lin.send('POST', `${desk}/archive`)
    expect(refused.status).toBe(503)
    const before = await look()
    expect(before.health.outbox).toBeGreaterThan(0)

    await portal.setDbFault(false)
    // Whatever is written next wakes the room for carrying; without it, it wakes by itself a little later.
    await decide({ act: 'note', no: asked[6]?.no ?? 0, note: '已电话回访' })
    await expect.poll(async () => (await look()).health.outbox, { timeout: 40_000 }).toBe(0)
    await expectSameRows(portal, await look())

    const held = await snapshot()
    const { ballots } = await lin.must<{ ballots: number }>('POST', `${desk}/archive`)
    expect(ballots).toBe(asked.length - 1 + asked.length - 3 + CROWD)
    const recorded = await snapshot()
    expect(recorded.session.state).toBe('archived')
    expect(recorded.balance).toEqual(held.balance)
    expect(recorded.cases).toEqual(held.cases)
    expect(bare(recorded)).toEqual(bare(held))
    const [own] = (await asked[0]?.by.must<{ items: OwnQuestion[] }>('GET', '/api/my'))?.items ?? []
    expect(own).toMatchObject({ no: asked[0]?.no, state: 'answered', receipt: asked[0]?.receipt })
    await expect(vote(asked[0]?.by as Person, asked[0]?.no ?? 0)).rejects.toThrow(
      'SESSION_NOT_OPEN',
    )
  }, 120_000)

  test('a portal that writes the record in the vote’s own path loses its votes', async () => {
    const { build, remove } = await buildOf('needsTheRecord')
    const portal = await openPortal({ dbFault: false, build })
    onTestFinished(async () => {
      await portal.stop()
      await remove()
    })
    const { decide, ask, vote } = await gather(portal)
    const { no, by } = await ask('自来水什么时候能不发黄？')
    await decide({ act: 'approve', nos: [no] })
    await decide({ act: 'move', to: 'live' })
    expect((await vote(by, no)).votes).toBe(1)
    await portal.setDbFault(true)
    await expect(vote(new Person(() => portal.url), no)).rejects.toThrow('RECORD_AWAY')
  })
})

/** Questions in the order of their numbers; cases of one moment have no order of their own. */
function bare({ questions }: Snapshot) {
  return questions
    .map(({ cases, ...rest }) => ({ ...rest, cases: cases.map((one) => one.id).sort() }))
    .sort((a, b) => a.no - b.no)
}

/** The desk's state and the rows of the record, side by side. */
async function expectSameRows(portal: Portal, { questions, comments }: DeskState) {
  const db = await portal.mf.getD1Database('DB')
  const rows = async (sql: string) => (await db.prepare(sql).all()).results
  expect(
    await rows(
      'SELECT no, id, text, state, part, votes, listed_at, settled_at, reason, note, version FROM questions ORDER BY no',
    ),
  ).toEqual(
    questions.map((one) => ({
      no: one.no,
      id: one.id,
      text: one.text,
      state: one.state,
      part: one.part,
      votes: one.votes,
      listed_at: one.listedAt,
      settled_at: one.settledAt ?? null,
      reason: one.reason ?? null,
      note: one.note ?? null,
      version: one.version,
    })),
  )
  expect(await rows('SELECT no, id, text, state FROM comments ORDER BY no')).toEqual(
    comments.map(({ no, id, text, state }) => ({ no, id, text, state })),
  )
  const standing = questions.flatMap((one) => one.answers)
  expect(await rows('SELECT id, text FROM answers WHERE withdrawn = 0 ORDER BY id')).toEqual(
    standing.map(({ id, text }) => ({ id, text })).sort((a, b) => (a.id < b.id ? -1 : 1)),
  )
  const open = questions.flatMap((one) => one.cases)
  expect(await rows("SELECT id, due_at FROM cases WHERE state <> 'void' ORDER BY id")).toEqual(
    open.map(({ id, dueAt }) => ({ id, due_at: dueAt })).sort((a, b) => (a.id < b.id ? -1 : 1)),
  )
  const events = new Set(questions.flatMap((one) => one.events.map(({ id }) => id)))
  const inRecord = new Set((await rows('SELECT id FROM events')).map(({ id }) => Number(id)))
  expect([...events].filter((id) => !inRecord.has(id))).toEqual([])
}
