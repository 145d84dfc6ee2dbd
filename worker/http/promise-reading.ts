import type { PromiseInFull } from '../contract/commitments'
import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import { linkSecond, mediaAt } from '../domain/timeline'
import { promiseById } from '../store/commitments'
import { inTime } from './patience'
import { spansOf } from './spans'

/** A promise for good, with the second of the picture at which it was said where there is one. */
export async function readPromise(env: Env, id: string, now: number): Promise<PromiseInFull> {
  const found = await inTime(promiseById(env.DB, id, now))
  if (!found) throw new Refusal('NOT_FOUND')
  const { slug, source } = found.session
  if (found.from === 'reply' || found.standing === 'gone' || source !== undefined) return found
  const media = mediaAt(await spansOf(env, slug, now), found.saidAt)
  return media === null ? found : { ...found, moment: `/s/${slug}?t=${linkSecond(media)}` }
}
