import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { Actor } from '../../worker/contract/room'
import { addDays, shanghaiDay } from '../../worker/domain/shanghai'
import { newId } from '../../worker/http/ids'
import { keepUnits } from '../../worker/store/units'
import { ask, Browser, decide, open, signedIn } from './http-kit'

/** Promises of a session: an answer that makes some, and people who keep track of them. */

type Member = Actor & { unit: string }
export const officer: Member = {
  id: 'of-housing',
  name: '方承办',
  office: '办公室主任',
  unit: '县住建局',
  role: 'officer',
}
export const supervisor: Member = {
  id: 'su-1',
  name: '钱督办',
  office: '督办员',
  unit: '督查室',
  role: 'supervisor',
}

export const today = () => shanghaiDay(Date.now())
export const inDays = (n: number) => addDays(today(), n)

export const SAID =
  '感谢提问。县住建局将在一个月内完成23台电梯的加装，计划投入40多万元。小区门口的积水，我们会尽快解决。'
export const QUOTE = '县住建局将在一个月内完成23台电梯的加装，计划投入40多万元'

export async function somebody(member: Member, unit?: string): Promise<Browser> {
  await signedIn(member)
  if (unit !== undefined) {
    await env.DB.prepare(
      `INSERT OR IGNORE INTO grants (id, staff_id, role, unit_id, from_at, given_by, given_at)
       VALUES (?1, ?2, ?3, ?4, 0, 'boss', 0)`,
    )
      .bind(`g-${member.id}`, member.id, member.role, unit)
      .run()
  }
  return signedIn(member)
}

/** Two units; a live session with an answer; and the record has heard of both. */
export async function promised() {
  await keepUnits(
    env.DB,
    [
      { id: 'housing', name: '县住建局' },
      { id: 'roads', name: '县交通运输局' },
    ].map((unit, place) => ({
      ...unit,
      level: 'county' as const,
      parentId: null,
      department: true,
      takesCases: true,
      answerDays: null,
      successorId: null,
      place,
    })),
  )
  const { slug, desk, api } = await open()
  const asker = new Browser()
  const { no, id } = await ask(asker, slug, '小区的电梯什么时候能装好？')
  await decide(desk, slug, { act: 'approve', nos: [no] })
  await decide(desk, slug, { act: 'move', to: 'live' })
  await decide(desk, slug, { act: 'stage', no })
  await decide(desk, slug, {
    act: 'answer',
    no,
    mode: 'live',
    speaker: '林局长',
    office: '县住建局局长',
    unit: '县住建局',
    text: SAID,
    solved: 'no',
  })
  // The record hears of it.
  await runDurableObjectAlarm(env.ROOM.getByName(slug))
  const list = (await (await new Browser().get(`${api}/questions`)).json()) as {
    questions: { answers: { id: string }[] }[]
  }
  const answer = list.questions[0]?.answers[0]?.id ?? ''
  return { slug, desk, api, asker, no, question: id, answer }
}

type Here = Awaited<ReturnType<typeof promised>>

/** The form of a promise as the desk sends it. */
export const form = (here: Here, more: Record<string, string> = {}) => ({
  id: newId(),
  s: here.slug,
  q: String(here.no),
  a: here.answer,
  quote: QUOTE,
  what: '加装23台电梯',
  who: '林局长',
  office: '县住建局局长',
  unitId: 'housing',
  unit: '',
  dueAsSaid: '一个月内',
  dueDay: inDays(30),
  amount: '40多万元',
  criterion: '23台电梯领到使用登记证',
  ...more,
})

/** Registers a promise and gives its id. */
export async function registered(here: Here, more: Record<string, string> = {}): Promise<string> {
  const fields = form(here, more)
  const answer = await here.desk.form('/desk/commitments', fields)
  if (answer.status !== 303) throw new Error(`registering answered ${answer.status}`)
  return fields.id
}

/** Puts the day of a promise, and when it was last spoken of, into the past. */
export async function daysAgo(id: string, due: number, updated = due + 5): Promise<void> {
  await env.DB.prepare('UPDATE commitments SET due_day = ?2, updated_at = ?3 WHERE id = ?1')
    .bind(id, inDays(-due), Date.now() - updated * 86_400_000)
    .run()
}
