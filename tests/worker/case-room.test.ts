import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { actOnCase } from '../../worker/actions/cases/act'
import { openFollowUpCases } from '../../worker/actions/cases/follow-up'
import { heard, Refusal } from '../../worker/contract/refusals'
import type { CaseAct } from '../../worker/domain/case-acts'
import type { CaseBy } from '../../worker/domain/cases'
import { caseDeps } from '../../worker/http/cases'
import { readCase } from '../../worker/store/cases'
import { keepUnits } from '../../worker/store/units'
import { answering, lin, liveRoom, refusal, type TestRoom } from './room-kit'

/** A case has two who know of it while its session is open: the room that gave birth to it, and the record that leads it. */

const officer: CaseBy = {
  id: 'cai',
  name: '蔡某',
  unitId: 'unit-water',
  unit: '县供水公司',
  right: 'lead',
  role: 'officer',
}
const approver: CaseBy = {
  ...officer,
  id: 'shen',
  name: '沈某',
  right: 'approve',
  role: 'approver',
}

const act = (id: string, acts: CaseAct | CaseAct[], by = officer, seen?: number) =>
  actOnCase(caseDeps(env), id, acts, by, Date.now(), { seen })

async function carried(room: TestRoom) {
  while ((await room.room.health()).outbox > 0) await runDurableObjectAlarm(room.stub)
}

/** A question handed to the water company, known to the record. */
async function handedOff() {
  const room = await liveRoom('自来水为什么是浑的？')
  const { event } = await room.decide({ act: 'hand_off', nos: [1], units: ['unit-water'] })
  await carried(room)
  const { results } = await env.DB.prepare('SELECT id FROM cases WHERE session_id = ?')
    .bind(`id-${room.slug}`)
    .all<{ id: string }>()
  return { room, event, id: results[0]?.id ?? '' }
}

const whole = async (id: string) => {
  const found = await readCase(env.DB, id)
  if (!found) throw new Error('no such case')
  return found
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

describe('while a room holds the session', () => {
  test('what a department does is told to the room, and shown to whoever follows', async () => {
    const { room, id } = await handedOff()
    const reader = await room.socket()
    reader.say({ t: 'hello', v: 1 })
    await reader.hear('welcome')
    const from = reader.heard.length
    await act(id, { act: 'accepted' })
    const delta = await reader.hear((frame) => frame.t === 'delta' && 'q' in frame, from)
    expect(JSON.stringify(delta)).toContain('"state":"in_progress"')
    expect((await room.shown(1))?.cases).toMatchObject([{ id, state: 'in_progress' }])
    // What was told earlier changes nothing, however late it comes.
    const { file } = await whole(id)
    heard(await room.room.caseChanged({ ...file, seq: 0, state: 'assigned' }, room.now()))
    expect((await room.shown(1))?.cases).toMatchObject([{ state: 'in_progress' }])
    await carried(room)
    expect((await whole(id)).file).toMatchObject({ state: 'in_progress', seq: 1 })
  })

  test('a hand-off that a department works on is not undone; opened again it is void, on record', async () => {
    const { room, event, id } = await handedOff()
    await act(id, { act: 'accepted' })
    const undone = refusal(await room.tryTo({ act: 'undo', event }))
    expect(undone).toMatchObject({ code: 'CONFLICT', facts: { by: '县供水公司' } })
    await room.decide({ act: 'reopen', no: 1, why: '转错了单位' })
    await carried(room)
    const { file, events } = await whole(id)
    expect(file).toMatchObject({ state: 'void', seq: 2 })
    expect(events.map(({ seq, what }) => [seq, what])).toEqual([
      [1, 'accepted'],
      [2, 'voided'],
    ])
    expect(await codeOf(act(id, { act: 'noted', text: '晚了' }))).toBe('NOT_POSSIBLE')
    // Carried once more, it is no second event.
    await room.decide({ act: 'hand_off', nos: [1], units: ['unit-traffic'] })
    await carried(room)
    expect((await whole(id)).events).toHaveLength(2)
  })

  test('a room that voids a case while its department acts ends void, with the act on record', async () => {
    const { room, id } = await handedOff()
    await room.decide({ act: 'reopen', no: 1, why: '转错了单位' })
    // The record has not heard of it yet.
    await act(id, { act: 'accepted' })
    await carried(room)
    const { file, events } = await whole(id)
    expect(file).toMatchObject({ state: 'void', acceptedAt: expect.any(Number) as number })
    expect(events.map(({ what }) => what)).toEqual(['accepted', 'voided'])
    expect((await room.rows('cases'))[0]).toMatchObject({ state: 'void', seq: 1 })
  })

  test('a "no" to an answer opens a case by the room, once for a department', async () => {
    const room = await liveRoom('末班车能不能晚一点？')
    await room.decide({ act: 'stage', no: 1 })
    await room.decide(answering(1, { solved: 'no' }))
    const asked = {
      session: {
        id: `id-${room.slug}`,
        slug: room.slug,
        kind: 'town_hall' as const,
        authority: 'room' as const,
      },
      no: 1,
      units: ['unit-traffic'],
      note: '提问人认为没有解决',
      by: { ...officer, right: 'asker' as const },
    }
    const open = () => openFollowUpCases(caseDeps(env), room.room, asked, Date.now())
    const [id = ''] = await open()
    expect(await open()).toEqual([id])
    expect((await whole(id)).file).toMatchObject({ kind: 'follow_up', unitId: 'unit-traffic' })
    const wrong = { ...asked, units: ['nobody'] }
    expect(await codeOf(openFollowUpCases(caseDeps(env), room.room, wrong, Date.now()))).toBe(
      'INVALID',
    )
  })
})

test('of two who act at once the second is told so, and nothing of theirs is written', async () => {
  const { id } = await handedOff()
  const both = await Promise.all([
    codeOf(act(id, { act: 'accepted' })),
    codeOf(
      act(id, {
        act: 'objected',
        to: { id: 'unit-traffic', name: '县交通运输局' },
        reason: '不是我们的',
      }),
    ),
  ])
  const { file, events } = await whole(id)
  expect(events).toHaveLength(both.filter((code) => code === 'done').length)
  expect(file.seq).toBe(events.length)
  // Two in one batch are one writer; who looked at less than there is now is told who came first.
  const stale = await codeOf(act(id, { act: 'noted', text: '记' }, officer, 0))
  expect(stale).toBe('CONFLICT')
  const rows = await env.DB.prepare('SELECT count(*) AS n FROM case_notes WHERE case_id = ?')
    .bind(id)
    .first()
  expect(rows).toEqual({ n: 0 })
})

test('a batch that finds its number taken writes nothing at all', async () => {
  const { id } = await handedOff()
  await env.DB.prepare(
    "INSERT INTO case_events (case_id, seq, at, what, actor_id, actor, unit, facts) VALUES (?, 1, 0, 'noted', 'x', 'x', 'x', '{}')",
  )
    .bind(id)
    .run()
  expect(await codeOf(act(id, { act: 'accepted' }))).toBe('CONFLICT')
  expect((await whole(id)).file).toMatchObject({ state: 'assigned', seq: 0 })
})

test('a session whose departments have acted goes into the record as they left it', async () => {
  const { room, id } = await handedOff()
  await act(id, [
    { act: 'accepted' },
    { act: 'drafted', of: 'final', text: '管道已冲洗，水质合格。', outcome: 'solved' },
  ])
  const { replies } = await whole(id)
  const reply = replies[0]?.id ?? ''
  await act(id, { act: 'submitted', reply })
  await act(id, { act: 'publish', reply, version: 2 }, approver)
  // As if nobody could have told the room.
  await room.decide({ act: 'move', to: 'wrapped' })
  await room.decide({ act: 'move', to: 'closed' })
  await env.DB.prepare("UPDATE cases SET seq = 9, outcome = 'partly_solved' WHERE id = ?")
    .bind(id)
    .run()
  heard(await room.room.archive(lin, room.now()))
  expect((await whole(id)).file).toMatchObject({
    state: 'replied',
    outcome: 'partly_solved',
    reply: '管道已冲洗，水质合格。',
  })
  expect((await whole(id)).session.authority).toBe('record')
})

test('in the record a follow-up is opened without a room, and its department is told', async () => {
  const { room } = await handedOff()
  await room.decide({ act: 'move', to: 'wrapped' })
  await room.decide({ act: 'move', to: 'closed' })
  heard(await room.room.archive(lin, room.now()))
  await keepUnits(env.DB, [
    {
      id: 'unit-roads',
      name: '县公路中心',
      level: 'county',
      parentId: null,
      department: true,
      takesCases: true,
      answerDays: null,
      successorId: null,
      place: 1,
    },
  ])
  const session = {
    id: `id-${room.slug}`,
    slug: room.slug,
    kind: 'town_hall' as const,
    authority: 'record' as const,
  }
  const asked = { session, no: 1, units: ['unit-roads'], note: null, by: officer }
  const [id = ''] = await openFollowUpCases(caseDeps(env), room.room, asked, Date.now())
  expect((await whole(id)).file).toMatchObject({ state: 'assigned', seq: 0, kind: 'follow_up' })
  const told = await env.DB.prepare('SELECT recipient FROM messages WHERE about = ?')
    .bind(id)
    .first()
  expect(told).toEqual({ recipient: 'unit-roads' })
  await act(id, { act: 'accepted' })
  expect((await whole(id)).file.state).toBe('in_progress')
})
