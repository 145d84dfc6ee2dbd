import { and, eq, isNotNull } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { QuestionInRecord, TimelineFact } from '../contract/record'
import type { PublicQuestion } from '../contract/views'
import { isStub, publicQuestion } from '../domain/projection'
import type { QuestionRecord, RevisionRecord } from '../domain/records'
import { partsOf } from './parts'
import { questions } from './schema'
import { sessionsByIds } from './session-reads'

/** A question for good: itself, its session, what happened to it and how it was corrected. null where nothing of it is public. */
export async function questionById(db: D1Database, id: string): Promise<QuestionInRecord | null> {
  return pageFor(db, (await drizzle(db).select().from(questions).where(eq(questions.id, id)))[0])
}

/** The same by its number in a session. */
export async function questionByNo(
  db: D1Database,
  sessionId: string,
  no: number,
): Promise<QuestionInRecord | null> {
  const rows = await drizzle(db)
    .select()
    .from(questions)
    .where(and(eq(questions.sessionId, sessionId), eq(questions.no, no)))
  return pageFor(db, rows[0])
}

/**
 * The question that had this address in the system it was imported from; null where none has, or several do:
 * two systems may have numbered alike.
 */
export async function questionOnceAt(db: D1Database, former: string): Promise<string | null> {
  const rows = await drizzle(db)
    .select({ id: questions.id })
    .from(questions)
    .where(and(eq(questions.externalId, former), isNotNull(questions.listedAt)))
    .limit(2)
  return rows.length === 1 ? (rows[0]?.id ?? null) : null
}

/** Where a question lives, whatever its state: for actions that must find its room. Nothing of it is public. */
export async function whereIsQuestion(
  db: D1Database,
  id: string,
): Promise<{ sessionId: string; no: number } | null> {
  const rows = await drizzle(db)
    .select({ sessionId: questions.sessionId, no: questions.no })
    .from(questions)
    .where(eq(questions.id, id))
  return rows[0] ?? null
}

async function pageFor(
  db: D1Database,
  row: QuestionRecord | undefined,
): Promise<QuestionInRecord | null> {
  if (!row) return null
  const [parts, held] = await Promise.all([partsOf(db, [row]), sessionsByIds(db, [row.sessionId])])
  const session = held.get(row.sessionId)
  const question = publicQuestion(row, parts(row))
  if (!question || !session) return null
  const ids = question.cases.map((item) => item.id)
  // A stub has no words, so it has no corrections of words either; of an erased one only the answers have.
  const wordless = question.text === '' && !question.erased
  const [follow, handling, { rows, told }] = await Promise.all([
    isStub(row)
      ? null
      : import('./follow-public').then((of) => of.publicFollowOf(db, row, parts(row).answers)),
    ids.length > 0 ? import('./case-handling').then((of) => of.handlingOf(db, ids)) : [],
    wordless
      ? { rows: [], told: [] }
      : import('./question-corrections').then((of) => of.correctionsOf(db, question)),
  ])
  return {
    question,
    session: session.session,
    authority: session.authority,
    timeline: timelineOf(question, rows),
    revisions: told,
    ...(handling.length > 0 && { handling }),
    ...(follow && { follow }),
  }
}

const settlements = {
  merged: 'merged',
  taken_down: 'taken_down',
  withdrawn: 'withdrawn',
  redirected: 'redirected',
} as const

/** What happened to a question, as far as its public shape tells. */
export function timelineOf(
  question: PublicQuestion,
  corrections: RevisionRecord[],
): TimelineFact[] {
  const facts: TimelineFact[] = [{ what: 'asked', at: question.askedAt }]
  if (question.listedAt !== null) facts.push({ what: 'listed', at: question.listedAt })
  if (question.stagedAt !== undefined) facts.push({ what: 'staged', at: question.stagedAt })
  for (const { at, unit } of question.answers) facts.push({ what: 'answered', at, unit })
  for (const { assignedAt, repliedAt, closedAt, unit } of question.cases) {
    facts.push({ what: 'assigned', at: assignedAt, unit })
    if (repliedAt !== null) facts.push({ what: 'replied', at: repliedAt, unit })
    if (closedAt !== undefined) facts.push({ what: 'closed', at: closedAt, unit })
  }
  for (const { entity, at } of corrections) {
    facts.push({ what: entity === 'question' ? 'edited' : 'revised', at })
  }
  const settled = settlements[question.state as keyof typeof settlements]
  if (settled && question.settledAt !== undefined) {
    facts.push({ what: settled, at: question.settledAt })
  }
  // Stable: of what happened in the same moment, the order above is the order of events.
  return facts.sort((a, b) => a.at - b.at)
}
