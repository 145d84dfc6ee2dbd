import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import { authorityOf } from './whereabouts'

/** Names that are known to be a session's, for good: a name never changes and never goes away. */
const real = new Set<string>()
const REAL_MAX = 5_000

/**
 * Refuses a name nobody gave. Asking a room for it would make that room, and with it a file: of names
 * that strangers think up there is no end. With the record away the room is asked all the same.
 */
export async function realSession(env: Env, slug: string): Promise<void> {
  if (real.has(slug)) return
  const away = () => 'away' as const
  const authority = await authorityOf(env, slug, Date.now()).catch(away)
  if (authority === null) throw new Refusal('NOT_FOUND')
  if (authority === 'away') return
  if (real.size >= REAL_MAX) real.clear()
  real.add(slug)
}

/**
 * Does something in a room. A room that holds no session cannot tell "not open" from "no such session";
 * only then is the record asked, so that voting and asking in a session once met never wait for it.
 */
export async function inRoom<T>(env: Env, slug: string, work: () => Promise<T>): Promise<T> {
  await realSession(env, slug)
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'NOT_FOUND') throw error
    const authority = await authorityOf(env, slug, Date.now()).catch(() => null)
    throw authority === 'record' ? new Refusal('SESSION_NOT_OPEN') : error
  }
}
