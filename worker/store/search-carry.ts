import { levelOf, supportersOf } from '../domain/search-doc'
import type { CarriedCount, CarryLoad } from './carry-load'
import { indexStatements, type IndexStatements } from './search-index'
import { lineSrc, type Held } from './search-sources'

/** What a load of a room means for the index: the rows as they will be once its statements have run. */

const newer = (a: { version?: number }, b: { version?: number } | undefined) =>
  b === undefined || (a.version ?? 0) >= (b.version ?? 0)

/** Puts the load's rows over those of the record, under the conditions its statements have. */
export function overlay(held: Held, load: CarryLoad): void {
  const { session } = load
  if (session) {
    const before = held.sessions.get(session.id)
    held.sessions.set(session.id, {
      id: session.id,
      slug: session.slug,
      demo: session.demo,
      state: session.state,
      title: session.title,
      topic: session.topic,
      notice: session.notice,
      summary: session.summary ?? before?.summary ?? null,
      unit: session.unit,
      startsAt: session.startsAt,
      announcedAt: before?.announcedAt ?? session.startsAt,
    })
    held.want('s', session.id)
  }
  for (const row of load.questions) {
    const before = held.questions.get(row.id)
    if (newer(row, before)) {
      const counted = before && before.countVersion >= row.countVersion ? before : row
      held.questions.set(row.id, {
        ...row,
        votes: counted.votes,
        countVersion: counted.countVersion,
      })
    }
    held.want('q', row.id)
  }
  for (const count of load.counts) {
    const row = held.questions.get(count.id)
    if (row && count.countVersion >= row.countVersion) {
      held.questions.set(row.id, { ...row, votes: count.votes, countVersion: count.countVersion })
    }
  }
  for (const row of load.answers) {
    const before = held.answers.get(row.id) as typeof row | undefined
    const revised = (row.revisedAt ?? 0) >= (before?.revisedAt ?? 0)
    if (newer(row, before) && revised) held.answers.set(row.id, row)
  }
  for (const row of load.cases) {
    const before = held.cases.get(row.id) as typeof row | undefined
    const knows = !before || row.seq >= before.seq || row.state === 'void'
    if (newer(row, before) && knows) held.cases.set(row.id, { ...before, ...row })
  }
  for (const row of load.lines ?? []) {
    const src = lineSrc(row)
    if (newer(row, held.lines.get(src))) held.lines.set(src, row)
    held.want('l', src)
  }
  for (const row of load.cuts ?? []) {
    if (row.kind === 'text' && newer(row, held.cuts.get(row.id))) held.cuts.set(row.id, row)
  }
}

/** Questions of these counts that stand on another step than the index knows them on. */
async function climbed(db: D1Database, counts: readonly CarriedCount[]): Promise<string[]> {
  if (counts.length === 0) return []
  const { results } = await db
    .prepare(
      'SELECT q.id AS id, d.level AS level, coalesce(q.support, 0) AS support, s.state AS state ' +
        'FROM json_each(?1) j JOIN questions q ON q.id = j.value JOIN sessions s ON s.id = q.session_id ' +
        "JOIN search_docs d ON d.kind = 'q' AND d.src = q.id",
    )
    .bind(JSON.stringify(counts.map(({ id }) => id)))
    .all<{ id: string; level: number; support: number; state: string }>()
  const votes = new Map(counts.map((count) => [count.id, count.votes]))
  return results.flatMap(({ id, level, support, state }) => {
    // Until the opening nobody knows them: the index neither.
    const now =
      state === 'collecting' ? 0 : levelOf(supportersOf({ votes: votes.get(id) ?? 0, support }))
    return now === level ? [] : [id]
  })
}

/** Prepares the index's part of a load. */
export async function carriedIndex(db: D1Database, load: CarryLoad): Promise<IndexStatements> {
  const words = new Set(load.questions.map(({ id }) => id))
  const moved = await climbed(
    db,
    load.counts.filter(({ id }) => !words.has(id)),
  )
  const numbered = [...load.answers, ...load.cases].map(
    ({ sessionId, questionNo }) => [sessionId, questionNo] as const,
  )
  const cut = (load.cuts ?? []).filter(({ kind }) => kind === 'text')
  return indexStatements(db, {
    questions: [...words, ...moved],
    numbered,
    lines: (load.lines ?? []).map(lineSrc),
    linesOf: [...new Set(cut.map(({ sessionId }) => sessionId))],
    sessions: load.session ? [load.session.id] : [],
    within: [
      ...new Set([...load.questions, ...(load.lines ?? [])].map(({ sessionId }) => sessionId)),
    ],
    after: (held) => overlay(held, load),
  })
}
