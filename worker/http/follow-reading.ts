import type { Env } from '../contract/env'
import type { OwnQuestion } from '../contract/views'
import { ownFollow } from '../domain/follow-projection'
import { followOfOwn } from '../store/follow'
import { inTime } from './patience'

/** Own questions with what their asker did and may do after an answer; without it while the record is away. */
export async function withFollow(
  env: Env,
  items: readonly OwnQuestion[],
  now: number,
): Promise<OwnQuestion[]> {
  // Of what was never answered or handed on there is nothing to say yet, and no need to ask.
  const asked = items.filter(
    ({ kind, state }) =>
      kind === 'question' &&
      ['answered', 'handed_off', 'merged', 'listed', 'submitted'].includes(state),
  )
  if (asked.length === 0) return [...items]
  const rowsOf = await inTime(followOfOwn(env.DB, asked)).catch(() => null)
  if (!rowsOf) return [...items]
  return items.map((own) => {
    const rows = asked.includes(own) ? rowsOf(own) : null
    return rows ? { ...own, follow: ownFollow(rows.facts, rows.contact, now) } : own
  })
}
