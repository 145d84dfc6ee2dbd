import { Refusal } from '../contract/refusals'
import type { Actor, Decided, Decision } from '../contract/room'
import type { RoomReport } from '../contract/stream'
import type { CutRecord, StagingRecord } from '../domain/stream-records'
import { isTakenBack } from '../domain/stagings'
import { openCut, pictureCuts } from '../domain/stream-projection'
import { pictureInRecord, type KeptPicture } from '../store/stream-reads'
import { streamStatements } from '../store/stream'

/** What is still decided about a recording once its session is in the record. */
export type RecordedDecision = Extract<Decision, { act: 'cut' | 'resume' | 'nudge_chapter' }>

export interface RecordDeps {
  db: D1Database
  slug: string
  newId: () => string
  now: number
  /** Tells the stream; throws when it is away. */
  follow: (report: RoomReport) => Promise<unknown>
}

type Changed = { cuts: CutRecord[] } | { stagings: StagingRecord[] }

/**
 * Takes a recording off the page, puts it back, or moves a chapter. The stream is told before the record is
 * written: with it away nothing is done, and whoever pressed is told to press again.
 */
export async function decideInRecord(
  deps: RecordDeps,
  decision: RecordedDecision,
  actor: Actor,
): Promise<Decided> {
  const { db, slug } = deps
  const kept = await pictureInRecord(db, slug)
  if (!kept) throw new Refusal('NOT_FOUND')
  if (kept.picture.session.archivedAt === null) throw new Refusal('NOT_POSSIBLE')
  const changed = changeOf(kept, decision, actor, deps)
  if (!changed) return { event: 0, nos: [] }
  const cuts = 'cuts' in changed ? replaced(kept.cuts, changed.cuts) : kept.cuts
  try {
    await deps.follow({
      seq: kept.version + 1,
      sessionId: kept.picture.session.id,
      state: kept.picture.session.state,
      stagings: kept.picture.stagings,
      cuts: pictureCuts(cuts),
    })
  } catch {
    throw new Refusal('RECORD_AWAY', { retryAfter: 2 })
  }
  const { indexedBatch } = await import('../store/search-index')
  const cut = 'cuts' in changed ? changed.cuts.filter((one) => one.kind === 'text') : []
  await indexedBatch(db, streamStatements(db, changed), {
    linesOf: cut.map(({ sessionId }) => sessionId),
    after: (held) => {
      for (const row of cut) held.cuts.set(row.id, row)
    },
  })
  return { event: 0, nos: [] }
}

/** The rows as they will be; null where nothing changes. */
function changeOf(
  kept: KeptPicture,
  decision: RecordedDecision,
  actor: Actor,
  { now, newId }: RecordDeps,
): Changed | null {
  const version = kept.version + 1
  if (decision.act === 'nudge_chapter') {
    const row = kept.stagings.find(({ id }) => id === decision.staging)
    if (!row || isTakenBack(row)) throw new Refusal('NOT_FOUND', { field: 'staging' })
    const nudge = decision.seconds * 1000
    return row.nudge === nudge ? null : { stagings: [{ ...row, nudge, version }] }
  }
  const open = openCut(kept.cuts, decision.kind)
  if (decision.act === 'resume') {
    if (!open) throw new Refusal('NOT_POSSIBLE')
    return { cuts: [{ ...open, until: now, version }] }
  }
  if (open) return null
  const { kind, reason, note } = decision
  const cut: CutRecord = {
    id: newId(),
    sessionId: kept.picture.session.id,
    kind,
    at: now,
    // From the beginning: it is the whole recording that goes, and comes back whole.
    fromAt: 0,
    until: null,
    reason,
    note: note ?? null,
    keepOut: false,
    actorId: actor.id,
    actor: actor.name,
    version,
  }
  return { cuts: [cut] }
}

const replaced = (rows: readonly CutRecord[], changed: readonly CutRecord[]) => [
  ...rows.filter(({ id }) => !changed.some((one) => one.id === id)),
  ...changed,
]
