import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { StaffRole } from '../../worker/contract/staff'
import type { CaseWhole } from '../../worker/domain/cases'
import { readCase } from '../../worker/store/cases'
import { keepUnits } from '../../worker/store/units'
import { signedIn, type Browser } from './http-kit'
import { liveRoom, type TestRoom } from './room-kit'

/** A county with two departments, and the people of their desks. */

export const WATER = 'unit-water'
export const TRAFFIC = 'unit-traffic'

export async function layUnits(): Promise<void> {
  const unit = {
    level: 'county' as const,
    department: true,
    takesCases: true,
    answerDays: null,
    successorId: null,
  }
  await keepUnits(env.DB, [
    { ...unit, id: 'county', name: '霞湾县', parentId: null, department: false, place: 0 },
    { ...unit, id: WATER, name: '县供水公司', parentId: 'county', place: 1 },
    { ...unit, id: TRAFFIC, name: '县交通运输局', parentId: 'county', place: 2 },
  ])
}

/** Somebody signed in with one role over one unit, or over a session. */
export async function member(
  id: string,
  role: StaffRole,
  over: { unit?: string; session?: string },
  name = id,
): Promise<Browser> {
  const actor = { id, name, office: '职员', unit: '霞湾县', role }
  const first = await signedIn(actor)
  await env.DB.prepare(
    `INSERT INTO grants (id, staff_id, role, unit_id, session, from_at, given_by, given_at)
     VALUES (?1, ?1, ?2, ?3, ?4, 0, 'boss', 0) ON CONFLICT DO NOTHING`,
  )
    .bind(id, role, over.unit ?? null, over.session ?? null)
    .run()
  return first
}

/** Questions handed to the water company, known to the record; the ids of their cases, in order. */
export async function handedOff(
  ...texts: string[]
): Promise<{ room: TestRoom; ids: string[]; id: string }> {
  await layUnits()
  const asked = texts.length > 0 ? texts : ['自来水为什么是浑的？']
  const room = await liveRoom(...asked)
  await room.decide({ act: 'hand_off', nos: asked.map((_, i) => i + 1), units: [WATER] })
  while ((await room.room.health()).outbox > 0) await runDurableObjectAlarm(room.stub)
  const { results } = await env.DB.prepare(
    'SELECT id FROM cases WHERE session_id = ? ORDER BY question_no',
  )
    .bind(`id-${room.slug}`)
    .all<{ id: string }>()
  const ids = results.map(({ id }) => id)
  return { room, ids, id: ids[0] ?? '' }
}

export async function whole(id: string): Promise<CaseWhole> {
  const found = await readCase(env.DB, id)
  if (!found) throw new Error('no such case')
  return found
}

/** Sends a form of a case's page, as the page would: with the number that stands on it. */
export async function press(
  who: Browser,
  id: string,
  form: string,
  fields: Record<string, string> = {},
): Promise<number> {
  const { file } = await whole(id)
  const sent = { do: form, seen: String(file.seq), ...fields }
  const answer = await who.form(`/desk/cases/${id}`, sent)
  await answer.body?.cancel()
  return answer.status
}

/** What waits for approval, as its form names it. */
export async function waiting(id: string): Promise<{ reply: string; version: string }> {
  const reply = (await whole(id)).replies.find(({ state }) => state === 'review')
  return { reply: reply?.id ?? '', version: String(reply?.version ?? 0) }
}
