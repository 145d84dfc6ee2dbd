import { decideInRecord, type RecordedDecision } from '../actions/cut-in-record'
import { decide, withCleanTexts } from '../actions/decide'
import { Refusal } from '../contract/refusals'
import type { Actor, Decided } from '../contract/room'
import type { Ctx } from '../http/app-env'
import { byStaff, chained } from '../http/audit'
import { newId } from '../http/ids'
import { inTime } from '../http/patience'
import { forgetPlaylists } from '../http/playlists'
import { roomOf } from '../http/room-door'
import { sealText } from '../http/sealing'
import { forgetSnapshot } from '../http/snapshots'
import { streamOf } from '../http/stream-door'

/** A decision about picture, text or chapters, wherever the truth of the session is: for the API and for the desk's forms. */
export async function decidePicture(
  c: Ctx,
  slug: string,
  decision: RecordedDecision,
  actor: Actor,
): Promise<Decided> {
  const { env } = c
  const now = Date.now()
  const seal = (id: string, text: string) => sealText(env, id, text)
  try {
    return await decide({ room: roomOf(env, slug), newId, seal, now }, decision, actor)
  } catch (error) {
    // A chapter that is not there has a field; a session that is not there has none.
    const gone = error instanceof Refusal && error.code === 'NOT_FOUND' && !error.facts.field
    if (!gone) throw error
    return await inRecord(c, slug, withCleanTexts(decision) as RecordedDecision, actor, now)
  } finally {
    forgetSnapshot(slug)
    forgetPlaylists(slug)
  }
}

/** The same in the record: chained before it is done. */
function inRecord(c: Ctx, slug: string, decision: RecordedDecision, actor: Actor, now: number) {
  const { env } = c
  const { act, ...rest } = decision
  const { reason, note, ...facts } = rest as Partial<Extract<RecordedDecision, { act: 'cut' }>>
  return chained(
    env,
    {
      ...byStaff(actor),
      act,
      ...(reason !== undefined && { reason }),
      ...(note !== undefined && { said: { note } }),
      about: [{ kind: 'session', key: `session:${slug}`, facts }],
    },
    () =>
      decideInRecord(
        {
          db: env.DB,
          slug,
          newId,
          now,
          follow: (report) => inTime(streamOf(env, slug).follow(report, now)),
        },
        decision,
        actor,
      ),
  )
}
