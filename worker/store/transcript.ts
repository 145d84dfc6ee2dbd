import { and, asc, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { ChainObject } from '../contract/audit'
import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import {
  AHEAD_MS,
  EARLY_MS,
  LINES_MAX,
  type LineEdit,
  type LinesPage,
  type LinesRequest,
} from '../contract/transcript'
import type { PublicSession } from '../contract/views'
import type { RevisionRecord } from '../domain/records'
import type { LineRecord } from '../domain/stream-records'
import { changeLine, newLine, pageOfLines, type LineChange } from '../domain/transcript'
import { archivedObjects, forgetSalts } from './audit'
import { roomChain } from '../domain/chain'
import { feed } from './bulk'
import { revisionInsert } from './carry'
import { lineStatements } from './lines'
import type { Held } from './search-sources'
import { revisions } from './schema'
import { cuts, transcriptLines } from './schema-stream'

/** The text record of sessions that D1 holds: read, completed and corrected afterwards. */

interface Recorded {
  rows: LineRecord[]
  revisions: RevisionRecord[]
  cuts: (typeof cuts.$inferSelect)[]
}

async function recorded(db: D1Database, sessionId: string): Promise<Recorded> {
  const orm = drizzle(db)
  const [rows, corrections, taken] = await orm.batch([
    orm
      .select()
      .from(transcriptLines)
      .where(eq(transcriptLines.sessionId, sessionId))
      .orderBy(asc(transcriptLines.at), asc(transcriptLines.id)),
    orm
      .select()
      .from(revisions)
      .where(and(eq(revisions.sessionId, sessionId), eq(revisions.entity, 'line')))
      .orderBy(asc(revisions.at), asc(revisions.id)),
    orm
      .select()
      .from(cuts)
      .where(and(eq(cuts.sessionId, sessionId), eq(cuts.kind, 'text'))),
  ])
  return { rows, revisions: corrections, cuts: taken }
}

/** The text record as anybody may read it. */
export async function recordLines(
  db: D1Database,
  sessionId: string,
  request: LinesRequest,
): Promise<LinesPage> {
  const held = await recorded(db, sessionId)
  return pageOfLines(held.rows, held.revisions, held.cuts, request)
}

/** Every line as it is kept, what was taken out as well: for those who write it. */
export async function keptLines(db: D1Database, sessionId: string): Promise<LineRecord[]> {
  return (await recorded(db, sessionId)).rows
}

/** A change of the archived record, looked at before it is chained: its rows, and what the chain says of it. */
export interface Planned {
  rows: LineRecord[]
  revision: RevisionRecord | null
  erases: boolean
  /** Ids of lines that are new. */
  fresh: string[]
  on: ChainObject[]
}

/** What is wrong with an edit of an archived record. */
async function allowed(
  db: D1Database,
  session: PublicSession,
  edits: readonly LineEdit[],
  now: number,
): Promise<void> {
  // What was printed years ago stays as it was printed.
  if (session.archivedAt === null || session.source !== undefined) throw new Refusal('NOT_POSSIBLE')
  const from = (session.liveAt ?? session.startsAt) - EARLY_MS
  if (edits.some((edit) => !edit.removed && (edit.at < from || edit.at > now + AHEAD_MS))) {
    throw new Refusal('INVALID', { field: 'at' })
  }
  const nos = [...new Set(edits.flatMap(({ question }) => (question === null ? [] : [question])))]
  if (nos.length === 0) return
  const known = await db
    .prepare(
      'SELECT count(*) AS n FROM questions WHERE session_id = ?1 AND listed_at IS NOT NULL ' +
        'AND no IN (SELECT value FROM json_each(?2))',
    )
    .bind(session.id, JSON.stringify(nos))
    .first<{ n: number }>()
  if (known?.n !== nos.length) throw new Refusal('INVALID', { field: 'question' })
}

/** Finds out what edits make of the archived record; null: nothing, they were made before. Refuses what cannot be. */
export async function planLines(
  db: D1Database,
  session: PublicSession,
  edits: readonly LineEdit[],
  by: Actor,
  now: number,
): Promise<{ plan: Planned | null; rows: LineRecord[] }> {
  await allowed(db, session, edits, now)
  const held = await recorded(db, session.id)
  const byId = new Map(held.rows.map((row) => [row.id, row]))
  const plan: Omit<Planned, 'on'> = { rows: [], revision: null, erases: false, fresh: [] }
  const changes: { before: LineRecord; after: LineRecord }[] = []
  const rows: LineRecord[] = []
  for (const edit of edits) {
    const row = byId.get(edit.id)
    if (!row) {
      if (edit.seen !== 0 || edit.removed) throw new Refusal('NOT_FOUND')
      const made = { ...newLine(edit, session.id, by, true, now), version: 1 }
      plan.rows.push(made)
      plan.fresh.push(made.id)
      rows.push(made)
      continue
    }
    const earlier = held.revisions.filter(({ entityId }) => entityId === row.id)
    const change = changeLine(row, edit, earlier, by, now)
    refuseUnlessChanged(change, row, edits.length > 1)
    if (change.what !== 'changed') {
      rows.push(row)
      continue
    }
    const after = { ...change.row, version: row.version + 1 }
    changes.push({ before: row, after })
    plan.rows.push(after)
    plan.revision = change.revision
    plan.erases = change.erases
    rows.push(after)
  }
  if (held.rows.length + plan.fresh.length > LINES_MAX) {
    throw new Refusal('NOT_POSSIBLE', { max: LINES_MAX })
  }
  if (plan.rows.length === 0) return { plan: null, rows }
  const on = await archivedObjects(
    db,
    session.slug,
    changes.map(({ before, after }) => [
      { kind: 'line', row: before },
      { kind: 'line', row: after },
    ]),
  )
  return { plan: { ...plan, on }, rows }
}

function refuseUnlessChanged(change: LineChange, row: LineRecord, many: boolean): void {
  if (change.what === 'why') throw new Refusal('EMPTY', { field: 'why' })
  const taken = many && change.what === 'changed'
  if (change.what !== 'conflict' && !taken) return
  throw new Refusal('CONFLICT', { by: row.by, at: row.revisedAt ?? row.enteredAt })
}

/** Writes what was planned: one batch, and only while the record holds the session and nobody was quicker. */
export async function keepPlanned(
  db: D1Database,
  session: PublicSession,
  plan: Planned,
): Promise<boolean> {
  const { rows, revision, erases, fresh } = plan
  const before = rows.filter(({ id }) => !fresh.includes(id))
  // Nothing is written unless every line still is as it was seen: the batch breaks on the first that is not.
  const guard = db
    .prepare(
      'SELECT json(CASE WHEN (SELECT count(*) FROM transcript_lines t JOIN json_each(?2) j ' +
        "ON t.id = json_extract(j.value, '$[0]') AND t.version = json_extract(j.value, '$[1]') - 1 " +
        'WHERE t.session_id = ?1) = json_array_length(?2) ' +
        'AND NOT EXISTS (SELECT 1 FROM transcript_lines t JOIN json_each(?3) f ON t.id = f.value ' +
        'WHERE t.session_id = ?1) ' +
        "AND EXISTS (SELECT 1 FROM sessions WHERE id = ?1 AND authority = 'record') " +
        "THEN '1' ELSE 'not as it was seen' END)",
    )
    .bind(
      session.id,
      JSON.stringify(before.map(({ id, version }) => [id, version])),
      JSON.stringify(fresh),
    )
  const statements = [guard, ...lineStatements(db, rows)]
  if (revision) statements.push(...feed(db, revisionInsert, [revision]))
  if (revision && erases) {
    statements.push(
      db
        .prepare(
          "UPDATE revisions SET before = '', after = '' WHERE session_id = ?1 AND entity = 'line' AND entity_id = ?2",
        )
        .bind(session.id, revision.entityId),
      forgetSalts(db, roomChain(session.slug), [`line:${revision.entityId}`]),
    )
  }
  const { indexedBatch } = await import('./search-index')
  const { lineSrc } = await import('./search-sources')
  const change = {
    lines: rows.map(lineSrc),
    within: [session.id],
    after: (held: Held) => {
      for (const row of rows) {
        held.lines.set(lineSrc(row), row)
        held.want('l', lineSrc(row))
      }
    },
  }
  try {
    await indexedBatch(db, statements, change)
    return true
  } catch (error) {
    if (String(error).includes('malformed JSON')) return false
    throw error
  }
}
