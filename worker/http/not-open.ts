import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import { authorityOf } from './whereabouts'

/**
 * Does something in a room. A room that holds no session cannot tell "not open" from "no such session";
 * only then is the record asked, so that voting and asking never wait for it.
 */
export async function inRoom<T>(env: Env, slug: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'NOT_FOUND') throw error
    const authority = await authorityOf(env, slug, Date.now()).catch(() => null)
    throw authority === 'record' ? new Refusal('SESSION_NOT_OPEN') : error
  }
}
