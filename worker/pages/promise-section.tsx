import type { VNode } from 'preact'
import { promiseWords } from '../contract/words/promises'
import { stageOver } from '../domain/machine'
import { formatDay } from '../domain/shanghai'
import type { PreviousEdition } from '../contract/record'
import type { PublicSession } from '../contract/views'
import type { Ctx } from '../http/app-env'
import { inTime } from '../http/patience'
import { listPromises, promiseCounts } from '../store/commitments'
import { previousEdition } from '../store/record'
import { officialsThen, speakersOf } from '../store/in-office'
import { settledProposals } from '../store/proposals'
import type { LastPromises } from '../../web/views/last-edition'
import { PromiseSection } from '../../web/views/promises'
import { ProposalCounts } from '../../web/views/propose'
import { Answered } from '../../web/views/units'
import { readerOf } from './reader'

/** Promises on the page of a session or a question. A page reads on without them. */

export const PROMISE_STYLE = 'web/styles/promises.css'
const SHOWN = 20

/** Promises of one question; null where there are none. */
export async function promisesOfQuestion(
  c: Ctx,
  session: PublicSession,
  no: number,
  now: number,
): Promise<VNode | null> {
  const found = await inTime(
    listPromises(c.env.DB, { sessionId: session.id, questionNo: no, size: SHOWN }, now),
  ).catch(() => null)
  if (!found || found.total === 0) return null
  return <PromiseSection {...found} more="/promises" lang={readerOf(c).lang} now={now} />
}

/** Promises of a session, with what readers pointed out, and the way to do so. */
export async function promisesOfSession(
  c: Ctx,
  session: PublicSession,
  now: number,
): Promise<VNode | null> {
  const { lang } = readerOf(c)
  const { DB } = c.env
  const found = await inTime(
    Promise.all([
      listPromises(DB, { sessionId: session.id, size: SHOWN }, now),
      settledProposals(DB, session.id),
    ]),
  ).catch(() => null)
  if (!found) return null
  const [promises, { open, taken, declinedCount, declined }] = found
  const asked = open + taken + declinedCount > 0
  const begun = session.liveAt !== null && session.source === undefined
  if (promises.total === 0 && !asked && !begun) return null
  return (
    <div class="no-island">
      <PromiseSection {...promises} more="/promises" lang={lang} now={now} />
      <ProposalCounts
        lang={lang}
        open={open}
        taken={taken}
        declined={declinedCount}
        reasons={declined.map((one) => ({
          count: one.count,
          day: formatDay(one.at, lang, now),
          reason: one.reason ?? '',
        }))}
      />
      {begun && (
        <p class="small no-print">
          <a href={`/promises/propose?s=${session.slug}`} rel="nofollow">
            {promiseWords[lang].proposeTranscript}
          </a>
        </p>
      )}
    </div>
  )
}

/** The edition before a session, with what was promised at it; null where there was none. */
export async function lastEditionOf(
  c: Ctx,
  sessionId: string,
  now: number,
): Promise<{ last: PreviousEdition; promised: LastPromises | null } | null> {
  const { DB } = c.env
  // What the last edition left is worth showing, but not worth waiting or failing for.
  const last = await inTime(previousEdition(DB, sessionId, now)).catch(() => null)
  if (!last) return null
  const of = { sessionId: last.session.id }
  const promised = await inTime(
    Promise.all([promiseCounts(DB, of, now), listPromises(DB, { ...of, size: SHOWN }, now)]),
  ).catch(() => null)
  return { last, promised: promised && { counts: promised[0], promises: promised[1].promises } }
}

/** Who answered, or is going to, with the way to their pages; not while it is under way, when thousands look. */
export async function answeredAt(c: Ctx, session: PublicSession): Promise<VNode | null> {
  const { state, guests, startsAt, liveAt, id } = session
  if (state === 'live' || state === 'paused' || state === 'cancelled') return null
  const { DB } = c.env
  const asGuests = guests.map(({ name: who, office, unit }) => ({
    who,
    office,
    unit,
    at: liveAt ?? startsAt,
  }))
  const find = async () => {
    const spoke = stageOver(state) ? await speakersOf(DB, id) : []
    return officialsThen(DB, [...asGuests, ...spoke])
  }
  const found = await inTime(find()).catch(() => [])
  const known = new Map(found.flatMap((one) => (one ? [[one.id + one.unitId, one] as const] : [])))
  return <Answered officials={[...known.values()]} lang={readerOf(c).lang} />
}
