import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import type { Ctx } from './app-env'
import { notaryOf } from './audit'
import { guessing } from './door'
import { networkOf } from './place'

/** Failed tries at a door of staff. Read when one of them comes. */

const WINDOW_MS = 15 * 60_000

/** Kinds of tries, and how many may fail within a quarter of an hour from one network. */
const limits = {
  /** Of one account: nobody else is kept out, and passkeys are not counted here at all. */
  password: 5,
  anybody: 60,
  invite: 30,
  code: 10,
} as const

/** When a burst of a kind was last put in the chain: one line for a burst, not one for each try. */
const told = new Map<string, number>()

async function tell(env: Env, how: string, now: number): Promise<void> {
  if (now - (told.get(how) ?? 0) < WINDOW_MS) return
  told.set(how, now)
  const facts = { how, within: WINDOW_MS }
  await notaryOf(env)
    .note({ actor: 'public', role: 'visitor', act: 'sign_in_failures', facts }, now)
    .catch(() => told.delete(how))
}

/** Tries something that may be guessed at; after too many misses it is refused before it is tried. */
export async function tried<T>(
  c: Ctx,
  how: keyof typeof limits,
  /** Whom the misses are counted for besides the network; empty: the network alone. */
  whose: string,
  now: number,
  attempt: () => Promise<T | null>,
): Promise<T | null> {
  const counted = {
    what: `staff ${how} ${whose}`,
    from: networkOf(c),
    limit: limits[how],
    windowMs: WINDOW_MS,
  }
  try {
    return await guessing(c.env, counted, now, attempt)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'SLOW_DOWN') await tell(c.env, how, now)
    throw error
  }
}

/** Misses of passkeys since a time, here: they are told of, and never keep anybody out. */
const misses: number[] = []
const MISSES_TOLD = 20

/** Puts down that an answer of a passkey was not believed. */
export async function passkeyMissed(c: Ctx, now: number): Promise<void> {
  misses.push(now)
  while ((misses[0] ?? now) < now - WINDOW_MS) misses.shift()
  if (misses.length >= MISSES_TOLD) await tell(c.env, 'passkey', now)
  if (misses.length > 1_000) misses.splice(0, 500)
}
