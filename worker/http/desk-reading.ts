import type { Env } from '../contract/env'
import { heard, Refusal } from '../contract/refusals'
import { isRehearsal } from '../contract/rehearsal'
import type { DeskQuestion, DeskState } from '../contract/room'
import type { PublicQuestion, PublicSession } from '../contract/views'
import { emptyBalance } from '../domain/balance'
import { roomOf } from './room-door'
import { recordSnapshot } from '../store/question-reads'
import { heldSessionBySlug } from '../store/session-reads'
import { unitsForHandOff } from '../store/units'

/** The desk's whole state, wherever the truth of the session is; drafts too. */
export async function deskOf(env: Env, slug: string, now: number): Promise<DeskState> {
  const held = await recorded(env, slug)
  if (held === 'away' || held.authority === 'room') return heard(await roomOf(env, slug).desk(now))
  const [units, snapshot] = await Promise.all([
    unitsForHandOff(env.DB),
    recordSnapshot(env.DB, slug, now),
  ])
  const { questions, comments: _public, ...rest } = snapshot ?? emptySnapshot(held.session, now)
  return {
    v: 1,
    epoch: rest.epoch,
    seq: rest.seq,
    at: now,
    snapshot: rest,
    units,
    questions: questions.map(asDeskSees),
    comments: [],
    staff: [],
    health: { viewers: 0, votesPerMinute: 0, oldestPendingAt: null, outbox: 0, screens: 0 },
  }
}

/** With the record away a session goes on: whoever is signed in asks its room. A rehearsal has no other place. */
async function recorded(env: Env, slug: string) {
  if (isRehearsal(slug)) return 'away'
  try {
    const held = await heldSessionBySlug(env.DB, slug)
    if (!held) throw new Refusal('NOT_FOUND')
    return held
  } catch (error) {
    if (error instanceof Refusal) throw error
    return 'away' as const
  }
}

function emptySnapshot(session: PublicSession, now: number) {
  return {
    v: 1 as const,
    epoch: 'record',
    seq: 0,
    at: now,
    session,
    stage: null,
    next: [],
    balance: emptyBalance(),
    cases: { total: 0, overdue: 0, disputed: 0, replied: 0, closed: 0, solved: 0, confirmed: 0 },
    questions: [],
    comments: [],
    prompts: [],
    totalQuestions: 0,
    totalComments: 0,
    viewers: 0,
  }
}

/** In the record a question is past review: the desk shows it, and changes nothing. */
function asDeskSees(question: PublicQuestion): DeskQuestion {
  return { ...question, version: 0, position: null, found: [], events: [] }
}
