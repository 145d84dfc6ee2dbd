import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import { hookAddress, hookHosts } from '../domain/hook-address'
import { isMailAddress } from '../domain/mail-text'
import { readMobile } from '../domain/mobile'
import {
  addChannelStatement,
  channelById,
  channelWays,
  endChannelStatement,
  type ChannelWay,
} from '../store/unit-channels'
import { unitNames } from '../store/units'
import type { AdminPlan } from './admin-plan'

/** Ways out of the portal by which a unit is told. */

export interface ChannelDeps {
  db: D1Database
  actor: Actor
  now: number
  newId: () => string
  /** The setting HOOK_HOSTS. */
  hosts: string | undefined
  seal: (id: string, to: string, secret: string) => Promise<{ keyId: string; box: string }>
  newSecret: () => string
}

/** An address as it is kept, and what may be shown of it. */
function taken(
  way: ChannelWay,
  raw: string,
  hosts: string | undefined,
): { to: string; hint: string } {
  const text = raw.trim()
  const wrong = () => new Refusal('INVALID', { field: 'to' })
  if (way === 'email') {
    if (!isMailAddress(text)) throw wrong()
    return { to: text, hint: `${text.slice(0, 1)}***${text.slice(text.indexOf('@'))}` }
  }
  if (way === 'sms') {
    const tel = readMobile(text)
    if (!tel) throw wrong()
    return { to: tel, hint: `***${tel.slice(-2)}` }
  }
  const { url } = hookAddress(text, hookHosts(hosts))
  if (url === undefined) throw wrong()
  return { to: url, hint: new URL(url).hostname }
}

async function nameOf(db: D1Database, unitId: string): Promise<string> {
  const name = (await unitNames(db, [unitId])).get(unitId)
  if (name === undefined) throw new Refusal('NOT_FOUND')
  return name
}

/** A new way; `secret` is what letters to a system are signed with, shown once. */
export async function planChannel(
  { db, actor, now, newId, hosts, seal, newSecret }: ChannelDeps,
  unitId: string,
  form: ReadonlyMap<string, string>,
): Promise<{ plan: AdminPlan; secret: string }> {
  const name = await nameOf(db, unitId)
  const way = channelWays.find((one) => one === form.get('way'))
  if (!way) throw new Refusal('INVALID', { field: 'way' })
  const { to, hint } = taken(way, form.get('to') ?? '', hosts)
  const id = newId()
  const secret = way === 'hook' ? newSecret() : ''
  const sealed = await seal(id, to, secret)
  const row = { id, unitId, way, ...sealed, hint, kinds: [], addedBy: actor.id }
  const plan: AdminPlan = {
    act: 'add_channel',
    kind: 'unit',
    about: unitId,
    told: { channel: id, way },
    facts: { name, way },
    statements: [addChannelStatement(db, { ...row, addedAt: now, endedAt: null })],
    lost: new Refusal('CONFLICT'),
  }
  return { plan, secret }
}

export async function planChannelEnd(
  { db, now }: Pick<ChannelDeps, 'db' | 'now'>,
  unitId: string,
  id: string,
): Promise<AdminPlan> {
  const name = await nameOf(db, unitId)
  const channel = await channelById(db, id)
  if (!channel || channel.unitId !== unitId) throw new Refusal('NOT_FOUND')
  return {
    act: 'end_channel',
    kind: 'unit',
    about: unitId,
    told: { channel: id, way: channel.way },
    facts: { name, way: channel.way },
    statements: [endChannelStatement(db, unitId, id, now)],
    lost: new Refusal('CONFLICT'),
  }
}
