import type { CommitmentState } from '../../contract/cases'
import { LINK_MAX, LINKS_MAX, UPDATE_MAX } from '../../contract/commitments'
import { Refusal } from '../../contract/refusals'
import type { CommitmentEventRecord, CommitmentRecord } from '../../domain/case-records'
import { isOutside, mayFollow } from '../../domain/commitments'
import { shanghaiDay } from '../../domain/shanghai'
import { takeText } from '../../domain/text-fields'
import { promiseKeptNews } from '../../store/asker-news'
import { promiseMessages } from '../../store/commitment-messages'
import { updateStatements } from '../../store/commitments'
import { dueMessages } from './messages'
import { promiseObject, takeDay, type PromiseDeps } from './register'

/** What is said of a promise, as it is typed. */
export interface UpdateGiven {
  state: CommitmentState
  text: string
  dueDay: string
  /** Addresses, one in a line. */
  links: string
  /** The version whoever writes had before their eyes. */
  seen: number
}

function takeLinks(raw: string): string[] {
  const links = raw
    .split(/\s+/)
    .map((one) => one.trim())
    .filter(Boolean)
  const good = links.every(
    (link) => link.length <= LINK_MAX && /^https?:\/\/[^\s<>"']+$/.test(link) && URL.canParse(link),
  )
  if (!good || links.length > LINKS_MAX) throw new Refusal('INVALID', { field: 'links' })
  return links
}

/**
 * What an update makes of a promise. Every one is told in public; a delay names its new day and keeps the old one
 * visible, and that it was kept says somebody outside of the unit that delivered.
 */
export function updatedPromise(
  before: CommitmentRecord,
  events: readonly CommitmentEventRecord[],
  given: UpdateGiven,
  by: { id: string; name: string; office: string; unit: string; unitIds: readonly string[] },
  now: number,
): { after: CommitmentRecord; event: CommitmentEventRecord } {
  if (given.seen !== before.version) throw new Refusal('CONFLICT')
  const { state } = given
  if (!mayFollow(before.state, state)) throw new Refusal('NOT_POSSIBLE')
  const delivered = events.findLast((event) => event.state === 'delivered')
  if (state === 'verified' && !isOutside(by, before, delivered?.actorId ?? null)) {
    throw new Refusal('SECOND_PERSON')
  }
  const text = takeText(given.text, 'text', { min: 2, max: UPDATE_MAX, lines: true })
  const links = takeLinks(given.links)
  const day = state === 'delayed' ? takeDay(given.dueDay, 'dueDay') : before.dueDay
  if (state === 'delayed') {
    const later = day !== null && day > shanghaiDay(now) && (before.dueDay ?? '') < day
    if (!later) throw new Refusal('INVALID', { field: 'dueDay' })
  }
  const seq = before.version + 1
  const after: CommitmentRecord = {
    ...before,
    state,
    dueDay: day,
    reason: state === 'delayed' || state === 'dropped' ? text : null,
    updatedAt: now,
    verifiedBy:
      state === 'verified' ? [by.unit, by.office, by.name].filter(Boolean).join(' ') : null,
    version: seq,
  }
  const event: CommitmentEventRecord = {
    commitmentId: before.id,
    seq,
    at: now,
    state,
    text,
    dueDay: day,
    actorId: by.id,
    actor: state === 'verified' ? (after.verifiedBy ?? by.name) : by.name,
    unit: by.unit,
    links,
  }
  return { after, event }
}

/** Keeps an update: chained first, then in one batch with its entry and with what is told of it from now on. */
export async function keepUpdate(
  { db, actor, chained, now }: PromiseDeps,
  before: CommitmentRecord,
  { after, event }: { after: CommitmentRecord; event: CommitmentEventRecord },
): Promise<void> {
  const statements = [
    ...updateStatements(db, before, after, event),
    ...promiseMessages(db, after.id, dueMessages(after, now), now),
    ...(after.state === 'verified' ? [promiseKeptNews(db, after)] : []),
  ]
  const { id, role, for: absent } = actor
  const took = await chained(
    {
      actor: { staff: id },
      role,
      ...(absent && { for: absent.id }),
      act: 'promise_update',
      said: { text: event.text, links: event.links },
      about: [promiseObject(after)],
    },
    async () => ((await db.batch(statements))[0]?.meta.changes ?? 0) > 0,
    (done) => done,
  )
  if (!took) throw new Refusal('CONFLICT')
}
