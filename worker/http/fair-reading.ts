import type { Env } from '../contract/env'
import type { Fairness } from '../contract/fairness'
import { Refusal } from '../contract/refusals'
import { fairnessInRecord } from '../store/fair-reads'
import { inTime } from './patience'
import { readSession } from './reading'
import { roomOf } from './room-door'
import { authorityOf } from './whereabouts'

/** How a session's desk treated what was handed in, from wherever its truth is. */
export async function readFairness(env: Env, slug: string, now: number): Promise<Fairness> {
  const authority = await authorityOf(env, slug, now)
  if (!authority) throw new Refusal('NOT_FOUND')
  const told = authority === 'room' ? await roomOf(env, slug).fairness(now) : null
  if (told) return told
  const session = await readSession(env, slug, now)
  return inTime(fairnessInRecord(env.DB, session, now))
}
