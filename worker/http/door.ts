import type { Env } from '../contract/env'
import { heard, type Told } from '../contract/refusals'

interface Counted {
  what: string
  from: string
  limit: number
  windowMs: number
}

interface DoormanVerbs {
  letTry(counted: Counted, now: number): Promise<Told<null>>
  worked(counted: Counted, now: number): Promise<void>
}

/** The one doorman of the portal. */
function doormanOf(env: Env): DoormanVerbs {
  return env.DOORMAN.getByName('portal') as unknown as DoormanVerbs
}

/** Slows down whoever guesses: a network with too many misses lately is refused before it tries again. */
export async function guessing<T>(
  env: Env,
  counted: Counted,
  now: number,
  attempt: () => Promise<T | null>,
): Promise<T | null> {
  const doorman = doormanOf(env)
  heard(await doorman.letTry(counted, now))
  const found = await attempt()
  if (found !== null) await doorman.worked(counted, now)
  return found
}

/** Counts one more. null: go on; otherwise the seconds to wait. */
export async function letTry(env: Env, counted: Counted, now: number): Promise<number | null> {
  const told = await doormanOf(env).letTry(counted, now)
  return told.ok ? null : (told.facts.retryAfter ?? 60)
}
