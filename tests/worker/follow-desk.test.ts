import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { actOnCase } from '../../worker/actions/cases/act'
import { tellRooms } from '../../worker/courier/rooms'
import { caseDeps } from '../../worker/http/cases'
import { roomOf } from '../../worker/http/room-door'
import { ask, Browser, codeOf, decide, open, signedIn } from './http-kit'
import { act, carried, layUnitsOfExample, officer } from './roads-kit'

/** After the answers, at the desk: whose matter is another one, who publishes a further answer, and which rooms have heard. */

beforeEach(async () => {
  await layUnitsOfExample()
})

/** Somebody of the roads department, signed in. */
async function ofRoads(id: string, role: 'officer' | 'approver', unit = 'roads'): Promise<Browser> {
  const member = { id, name: id, office: '职员', unit: '县交通运输局', role } as const
  await signedIn(member)
  await env.DB.prepare(
    `INSERT INTO grants (id, staff_id, role, unit_id, from_at, given_by, given_at) VALUES (?1, ?2, ?3, ?4, 0, 'a', 0)`,
  )
    .bind(`g-${id}`, id, role, unit)
    .run()
  return signedIn(member)
}

/** Two questions, the second merged into the first and answered with it. */
async function merged() {
  const { slug, desk } = await open()
  const first = await ask(new Browser(), slug, '双塘路的路灯坏了三个月，什么时候修？')
  const asker = new Browser()
  const second = await ask(asker, slug, '双塘路晚上太黑，是不是没有装路灯？')
  await decide(desk, slug, { act: 'approve', nos: [first.no, second.no] })
  await decide(desk, slug, { act: 'merge', nos: [second.no], into: first.no })
  await decide(desk, slug, { act: 'move', to: 'live' })
  await decide(desk, slug, { act: 'hand_off', nos: [first.no], units: ['roads'] })
  await carried(slug)
  const differ = (text: string, by = asker) =>
    by.json('POST', `/api/my/${second.id}/follow`, { step: 'differ', text })
  const settle = (more: Record<string, string>, by = desk) =>
    by.form(`/desk/s/${slug}/follow`, {
      of: 'differ',
      no: String(second.no),
      version: '1',
      ...more,
    })
  const state = () =>
    env.DB.prepare('SELECT state, merged_into AS into_no FROM questions WHERE id = ?1')
      .bind(second.id)
      .first<{ state: string; into_no: number | null }>()
  return { slug, desk, first, second, differ, settle, state }
}

const difference = () =>
  env.DB.prepare('SELECT state, reason FROM differences').first<{ state: string; reason: string }>()

describe('"my situation differs", of a question that was merged', () => {
  test('stands alone again once a moderator takes it, and its asker is said so', async () => {
    const { slug, differ, settle, state } = await merged()
    expect((await differ('我说的是双塘路没有灯杆的那一段。')).status).toBe(200)
    // By its asker alone nothing is undone.
    expect(await state()).toEqual({ state: 'merged', into_no: 1 })
    expect((await settle({ to: 'taken' })).status).toBe(303)
    await carried(slug)
    expect(await state()).toEqual({ state: 'listed', into_no: null })
    expect(await difference()).toMatchObject({ state: 'taken' })
    // Decided is decided.
    expect((await settle({ to: 'declined', reason: '不是' })).status).toBe(409)
  })

  test('is declined only with a reason, and stays merged', async () => {
    const { slug, differ, settle, state } = await merged()
    await differ('我说的是双塘路没有灯杆的那一段。')
    expect((await settle({ to: 'declined' })).status).toBe(422)
    expect((await settle({ to: 'declined', reason: '是同一条路的同一批灯。' })).status).toBe(303)
    await carried(slug)
    expect(await state()).toEqual({ state: 'merged', into_no: 1 })
    expect(await difference()).toEqual({ state: 'declined', reason: '是同一条路的同一批灯。' })
  })

  test('is said by the asker alone, and decided by a moderator alone', async () => {
    const { differ, settle, state } = await merged()
    const other = new Browser()
    await other.get('/')
    expect((await differ('我说的不是这件事情。', other)).status).toBe(404)
    expect(await difference()).toBeNull()
    await differ('我说的是双塘路没有灯杆的那一段。')
    expect((await settle({ to: 'taken' }, await ofRoads('cai', 'officer'))).status).toBe(403)
    expect(await state()).toMatchObject({ state: 'merged' })
  })

  test('in the record a case of its own is opened at the unit that is named', async () => {
    const { slug, differ, settle } = await merged()
    await differ('我说的是双塘路没有灯杆的那一段。')
    await env.DB.prepare("UPDATE sessions SET authority = 'record', state = 'archived'").run()
    expect((await settle({ to: 'taken' })).status).toBe(422)
    expect((await settle({ to: 'taken', unit: 'housing' })).status).toBe(303)
    const { results } = await env.DB.prepare(
      'SELECT question_no AS no, unit_id AS unit, kind FROM cases ORDER BY question_no',
    ).all()
    expect(results).toEqual([
      { no: 1, unit: 'roads', kind: 'hand_off' },
      { no: 2, unit: 'housing', kind: 'follow_up' },
    ])
    expect(slug).not.toBe('')
  })
})

describe('"my situation differs", of a case that was answered jointly', () => {
  test('splits it by its asker’s word alone, and the others stay joined', async () => {
    const { slug, desk } = await open()
    const askers = [new Browser(), new Browser()] as const
    const [one, two] = [
      await ask(askers[0], slug, '双塘路的路灯坏了三个月，什么时候修？'),
      await ask(askers[1], slug, '临江路的路灯也坏了，一直没有人修。'),
    ]
    await decide(desk, slug, { act: 'approve', nos: [one.no, two.no] })
    await decide(desk, slug, { act: 'move', to: 'live' })
    await decide(desk, slug, { act: 'hand_off', nos: [one.no, two.no], units: ['roads'] })
    await carried(slug)
    const { results } = await env.DB.prepare('SELECT id FROM cases ORDER BY question_no').all<{
      id: string
    }>()
    for (const { id } of results)
      await act(id, [{ act: 'accepted' }, { act: 'joined', jointId: 'j1' }])
    const said = await askers[1].json('POST', `/api/my/${two.id}/follow`, {
      step: 'differ',
      text: '临江路是另外一条线路，请单独看。',
    })
    expect(said.status).toBe(200)
    const after = await env.DB.prepare(
      'SELECT question_no AS no, joint_id AS joint FROM cases ORDER BY question_no',
    ).all()
    expect(after.results).toEqual([
      { no: one.no, joint: 'j1' },
      { no: two.no, joint: null },
    ])
    const again = await askers[1].json('POST', `/api/my/${two.id}/follow`, {
      step: 'differ',
      text: '再说一次，请单独看。',
    })
    expect(await codeOf(again)).toBe('SAID_BEFORE')
  })
})

describe('an answer to a further question', () => {
  const ANSWER = '人行道上的灯下个月装好。'

  /** A further question that a moderator listed. */
  async function listed() {
    const { slug } = await open()
    const { no } = await ask(new Browser(), slug, '双塘路的路灯坏了三个月，什么时候修？')
    await carried(slug)
    await env.DB.prepare(
      `INSERT INTO follow_questions (id, session_id, question_no, text, state, at, unit_id, unit, version)
       SELECT 'f1', id, ?2, '那人行道上的呢？', 'listed', 1, 'roads', '县交通运输局', 2 FROM sessions WHERE slug = ?1`,
    )
      .bind(slug, no)
      .run()
    return { slug }
  }
  const row = () =>
    env.DB.prepare(
      'SELECT state, answer, answered_by AS "by", version FROM follow_questions',
    ).first<{
      state: string
      answer: string | null
      by: string | null
      version: number
    }>()
  const draft = (by: Browser, version: number, text = ANSWER) =>
    by.form('/desk/further', { id: 'f1', version: String(version), text })
  const publish = (by: Browser, version: number) =>
    by.form('/desk/further/publish', { id: 'f1', version: String(version) })

  test('is published by a second person, as it was read', async () => {
    await listed()
    const [officer, approver] = [await ofRoads('cai', 'officer'), await ofRoads('shen', 'approver')]
    expect((await publish(approver, 2)).status).toBe(409)
    expect((await draft(officer, 2)).status).toBe(303)
    expect(await (await approver.get('/desk/further')).text()).toContain(ANSWER)
    // Somebody changed it after it was read.
    expect((await draft(officer, 3, `${ANSWER}请放心。`)).status).toBe(303)
    expect((await publish(approver, 3)).status).toBe(409)
    expect((await publish(approver, 4)).status).toBe(303)
    expect(await row()).toEqual({
      state: 'answered',
      answer: `${ANSWER}请放心。`,
      by: 'shen',
      version: 5,
    })
    // Its asker is told in the same batch, once.
    const { results } = await env.DB.prepare(
      "SELECT id FROM messages WHERE audience = 'asker'",
    ).all()
    expect(results).toEqual([{ id: 'asker_answered:further:f1' }])
    expect((await publish(approver, 4)).status).toBe(409)
  })

  test('is published by nobody who wrote it, no officer, and no other unit', async () => {
    await listed()
    const approver = await ofRoads('shen', 'approver')
    await draft(approver, 2)
    const own = await publish(approver, 3)
    expect([own.status, (await own.text()).includes('另一')]).toEqual([own.status, true])
    expect((await publish(await ofRoads('cai', 'officer'), 3)).status).toBe(403)
    expect((await publish(await ofRoads('wen', 'approver', 'housing'), 3)).status).toBe(403)
    expect(await row()).toMatchObject({ state: 'listed', answer: null, version: 3 })
  })
})

test('a room is told of a case until it has heard, and then no more', async () => {
  const { slug, desk } = await open()
  const { no } = await ask(new Browser(), slug, '双塘路的路灯坏了三个月，什么时候修？')
  await decide(desk, slug, { act: 'approve', nos: [no] })
  await decide(desk, slug, { act: 'move', to: 'live' })
  await decide(desk, slug, { act: 'hand_off', nos: [no], units: ['roads'] })
  await carried(slug)
  const id = (await env.DB.prepare('SELECT id FROM cases').first<string>('id')) ?? ''
  // Whoever acts cannot reach the room.
  const away = { ...caseDeps(env), tellRoom: () => Promise.reject(new Error('The room was away.')) }
  await actOnCase(away, id, { act: 'accepted' }, officer, Date.now())
  const shown = async () =>
    JSON.stringify(await (await new Browser().get(`/api/sessions/${slug}/questions`)).json())
  expect(await shown()).not.toContain('in_progress')

  const heard = new Map<string, number>()
  let calls = 0
  let reachable = false
  const stub = {
    caseChanged: (...told: Parameters<ReturnType<typeof roomOf>['caseChanged']>) => {
      calls += 1
      if (!reachable) throw new Error('The room was away.')
      return roomOf(env, slug).caseChanged(...told)
    },
  }
  const rooms = { getByName: () => stub } as unknown as typeof env.ROOM
  const look = () =>
    tellRooms(
      { ...env, ROOM: rooms },
      { get: (one) => heard.get(one) ?? 0, set: (one, seq) => void heard.set(one, seq) },
      Date.now(),
    )
  await look()
  await look()
  expect([calls, heard.size]).toEqual([2, 0])
  reachable = true
  await look()
  expect([calls, heard.get(id)]).toEqual([3, 1])
  expect(await shown()).toContain('in_progress')
  await look()
  expect(calls).toBe(3)
  // The next act is told anew.
  await actOnCase(away, id, { act: 'noted', text: '已联系现场。' }, officer, Date.now())
  await look()
  expect([calls, heard.get(id)]).toEqual([4, 2])
})

test('a hand-off in a room wakes the courier, and the unit is told without waiting for the hour', async () => {
  const { slug, desk } = await open()
  const { no } = await ask(new Browser(), slug, '双塘路的路灯坏了三个月，什么时候修？')
  await decide(desk, slug, { act: 'approve', nos: [no] })
  await decide(desk, slug, { act: 'move', to: 'live' })
  const courier = env.COURIER.getByName('portal')
  await runInDurableObject(courier, (_, state) => state.storage.deleteAlarm())
  await decide(desk, slug, { act: 'hand_off', nos: [no], units: ['roads'] })
  await carried(slug)
  await runDurableObjectAlarm(courier)
  const told = await env.DB.prepare(
    "SELECT recipient FROM messages WHERE kind = 'case_assigned'",
  ).all()
  expect(told.results).toEqual([{ recipient: 'roads' }])
})
