import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import example from '../../docs/units.example.json'
import { actOnCase } from '../../worker/actions/cases/act'
import type { CaseAct } from '../../worker/domain/case-acts'
import type { CaseBy } from '../../worker/domain/cases'
import { caseDeps } from '../../worker/http/cases'
import { roomOf } from '../../worker/http/room-door'
import { ask, Browser, decide, open, script } from './http-kit'

/** The county of the example, those who work for its roads, and a question that is handed to them. */

export const layUnitsOfExample = () =>
  script('/api/operator/units', 'test-operator-token', JSON.stringify(example))

export const officer: CaseBy = {
  id: 'cai',
  name: '蔡某',
  unitId: 'roads',
  unit: '县交通运输局',
  right: 'lead',
  role: 'officer',
}
export const approver: CaseBy = {
  ...officer,
  id: 'shen',
  name: '沈某',
  right: 'approve',
  role: 'approver',
}
/** The officer as somebody who signs in. */
export const officerSignsIn = {
  id: 'cai',
  name: '蔡某',
  office: '科长',
  unit: '县交通运输局',
  role: 'officer',
} as const

export const act = (id: string, acts: CaseAct | readonly CaseAct[], by = officer) =>
  actOnCase(caseDeps(env), id, acts, by, Date.now())

/** A room's outbox is empty: the record has it all. */
export async function carried(slug: string): Promise<void> {
  const room = roomOf(env, slug)
  while ((await room.health()).outbox > 0) await runDurableObjectAlarm(env.ROOM.getByName(slug))
}

export const QUESTION = '双塘路的路灯坏了三个月，什么时候修？'

/** The only case there is. */
export const onlyCase = async () =>
  (await env.DB.prepare('SELECT id FROM cases').first<string>('id')) ?? ''

/** A question handed to the roads department, which has not looked at it yet. */
export async function handedOff() {
  const { slug, desk } = await open()
  const asker = new Browser()
  const asked = await ask(asker, slug, QUESTION)
  await decide(desk, slug, { act: 'approve', nos: [asked.no] })
  await decide(desk, slug, { act: 'move', to: 'live' })
  await decide(desk, slug, { act: 'hand_off', nos: [asked.no], units: ['roads'] })
  await carried(slug)
  return { slug, desk, asker, ...asked, question: asked.id, id: await onlyCase() }
}
