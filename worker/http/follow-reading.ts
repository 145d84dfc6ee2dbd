import type { Env } from '../contract/env'
import type { OwnFollow } from '../contract/follow'
import type { OwnQuestion } from '../contract/views'
import { ownFollow } from '../domain/follow-projection'
import { followOfOwn } from '../store/follow'
import { inTime } from './patience'

const followed = new Set(['answered', 'handed_off', 'merged', 'listed', 'submitted'])
const nothing: OwnFollow = { rate: [], rated: [], lapsed: [], reopen: [], wanted: [] }

/** Own questions with what their asker did and may do after an answer; without it while the record is away. */
export async function withFollow(
  env: Env,
  items: readonly OwnQuestion[],
  now: number,
): Promise<OwnQuestion[]> {
  const asked = items.filter(({ kind, state }) => kind === 'question' && state !== 'withdrawn')
  if (asked.length === 0) return [...items]
  const rowsOf = await inTime(followOfOwn(env.DB, asked)).catch(() => null)
  if (!rowsOf) return [...items]
  return items.map((own) => {
    const rows = asked.includes(own) ? rowsOf(own) : null
    if (!rows) return own
    const follow = ownFollow(rows.facts, rows.contact, now)
    if (followed.has(own.state)) return { ...own, follow }
    // What was never answered or handed on has nothing to follow but that somebody wants to be told of it.
    return follow.contact ? { ...own, follow: { ...nothing, contact: follow.contact } } : own
  })
}
